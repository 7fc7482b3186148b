import type { Reaction } from '../../platform/jobs/outbox.ts'
import { personsOf } from '../../registry/families/index.ts'
import { claimUnderNumbers, releaseUnderOtherNumbers } from './queries/index.ts'

/**
 * The months that were paid to somebody are hers under the number she is known by. All of an act let go before any of them takes: husband and
 * wife whose numbers had been swapped find them free. A month that another registration holds already stays its: a draft is composed anew
 * then (`linesHeldElsewhere`), and what was paid twice is asked back.
 */
const followNumbers: Reaction = async (tx, { district, payload }) => {
  const person_ids = personsOf(payload)
  await releaseUnderOtherNumbers(tx, district, person_ids)
  await claimUnderNumbers(tx, district, person_ids)
}

export const reactions = { 'families.number_changed': followNumbers } as const satisfies Readonly<
  Record<string, Reaction>
>
