import { isGiven } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { access } from '../access.ts'
import type { Deadline } from '../contract/index.ts'
import { countPressingNotices, countPressingObjections, countWaiting, listReviewRows } from '../queries/index.ts'
import { type Pressing, PRESSING } from '../rules/index.ts'

/** What falls due soon or is overdue and is the reader's to do, what is overdue first. Nothing of what she may not act on is counted. */
export async function deadlinesOf(tx: Tx, call: Call): Promise<Deadline[]> {
  const reviews = isGiven(access['claims.check'], call.actor.role) ? await listReviewRows(tx, call) : []
  const lines: Deadline[] = []
  for (const pressing of PRESSING) {
    lines.push(
      one('claims', pressing, await countWaiting(tx, call, pressing)),
      one('objections', pressing, await countPressingObjections(tx, call, pressing)),
      one('notices', pressing, await countPressingNotices(tx, call, pressing)),
      ...reviews
        .filter((review) => review.pressing === pressing)
        .map(({ review_id, year, due_on, persons, checked }) => ({
          ...one('review', pressing, persons - checked),
          review: { review_id, year, due_on },
        })),
    )
  }
  return lines.filter((line) => line.count > 0)
}

const one = (what: Deadline['what'], pressing: Pressing, count: number): Deadline => ({
  what,
  pressing,
  count,
  review: null,
})
