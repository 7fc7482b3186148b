import type { Reaction } from '../../platform/jobs/outbox.ts'
import { personsOf } from '../../registry/families/index.ts'
import { lockClaims, releaseUnderOtherNumbers, takeFree } from './queries/index.ts'

/**
 * What was given to somebody, by people or by the bank, is hers under the number she is known by. A mistyped number that is put right, or one that
 * becomes known afterwards, takes along what she was given: registered anew, she is not given it again. All of an act let go before any of them
 * takes: husband and wife whose numbers had been swapped find theirs free. What another registration holds already stays its, and was given twice.
 */
const followNumbers: Reaction = async (tx, { district, payload }) => {
  await lockClaims(tx, district)
  await releaseUnderOtherNumbers(tx, district, personsOf(payload))
  await takeFree(tx, district)
}

export const reactions = { 'families.number_changed': followNumbers } as const satisfies Readonly<
  Record<string, Reaction>
>
