import type { Reaction } from '../../platform/jobs/outbox.ts'
import { isUuid } from '../../kernel/ids.ts'
import { claimUnderNumber } from './queries/index.ts'

/**
 * The months that were paid to somebody are hers under the number she is known by. A month that another registration of hers holds already
 * stays where it is: a draft is composed anew then (`linesHeldElsewhere`), and of what was paid the always-true queries tell.
 */
const followNumber: Reaction = async (tx, { district, payload: { person_id } }) => {
  if (isUuid(person_id)) await claimUnderNumber(tx, district, person_id)
}

export const reactions = { 'families.number_changed': followNumber } as const satisfies Readonly<
  Record<string, Reaction>
>
