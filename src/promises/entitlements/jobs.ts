import type { Reaction } from '../../platform/jobs/outbox.ts'
import { isUuid } from '../../kernel/ids.ts'
import { handedTo, claimHanded, releaseHandedTo } from './queries/index.ts'

/**
 * What was handed over to somebody is hers under the number she is known by. A mistyped number that is put right, or one that becomes known
 * afterwards, takes along what she was given: registered anew, she is not given it again.
 */
const followNumber: Reaction = async (tx, { district, payload: { person_id } }) => {
  if (!isUuid(person_id)) return
  await releaseHandedTo(tx, district, person_id)
  await claimHanded(tx, district, await handedTo(tx, district, person_id))
}

export const reactions = { 'families.number_changed': followNumber } as const satisfies Readonly<
  Record<string, Reaction>
>
