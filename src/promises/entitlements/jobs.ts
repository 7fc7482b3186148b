import type { Reaction } from '../../platform/jobs/outbox.ts'
import { personsOf } from '../../registry/families/index.ts'
import { claimHanded, handedTo, releaseHandedTo } from './queries/index.ts'

/**
 * What was handed over to somebody is hers under the number she is known by. A mistyped number that is put right, or one that becomes known
 * afterwards, takes along what she was given: registered anew, she is not given it again. All of an act let go before any of them takes.
 */
const followNumbers: Reaction = async (tx, { district, payload }) => {
  const person_ids = personsOf(payload)
  await releaseHandedTo(tx, district, person_ids)
  await claimHanded(tx, district, await handedTo(tx, district, person_ids))
}

export const reactions = { 'families.number_changed': followNumbers } as const satisfies Readonly<
  Record<string, Reaction>
>
