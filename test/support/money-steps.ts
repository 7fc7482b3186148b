import type { Call, Actor } from '../../src/platform/call.ts'
import {
  approveRound,
  cancelRound,
  closeRound,
  exportRound,
  fundRound,
  refreshRound,
  returnRound,
  submitRound,
} from '../../src/provision/payments/commands/index.ts'
import { testId } from './app.ts'
import type { TestDatabase } from './database.ts'
import { type Act, type Line, type MoneyModel, NEXT, type Round } from './money-model.ts'
import type { LineRow, PayRoom } from './rounds.ts'

/** What is done to a round that is there; the other acts are done around it. */
type RoundAct = Exclude<Act, 'wait' | 'run' | 'compose' | 'account' | 'die' | 'live' | 'raise' | 'budget'>

/** An act on the database, whether the model allows it, and what is so in the model once it is done. */
export interface Plan {
  may: boolean
  does(): Promise<unknown>
  so(): void
}

interface Walking {
  readonly model: MoneyModel
  readonly db: TestDatabase
  readonly pay: PayRoom
  readonly chance: () => number
  one<T>(list: readonly T[]): T | undefined
}
type Seen = Awaited<ReturnType<PayRoom['seen']>>

/** A step of a round: by the hand whose it is, or sometimes by one who may not; on what is seen, or on what was seen before. */
export function planStep(walk: Walking, act: RoundAct, round: Round): Plan | undefined {
  const { model, pay, chance } = walk
  const { db } = walk.db
  if (act === 'refresh') return refresh(walk, round)
  if (act === 'answer') return answer(walk, round)
  const stale = chance() < 0.05
  const fresh = !stale && round.state === NEXT[act]
  const by = async (actor: Actor, does: (call: Call, seen: Seen) => Promise<unknown>) => {
    const seen = await pay.seen(round.id)
    return does(pay.call(actor), { ...seen, version: seen.version - Number(stale) })
  }
  const step = (may: boolean, does: () => Promise<unknown>, to: Round['state']): Plan => ({
    may,
    does,
    so: () => {
      round.state = to
    },
  })
  switch (act) {
    case 'submit': {
      const whole = round.lines.length > 0 && !model.isStale(round)
      return step(fresh && whole, () => by(pay.officer, (call, seen) => submitRound(db, call, seen)), 'submitted')
    }
    case 'return': {
      const reason = '请核对'
      return step(fresh, () => by(pay.approver, (call, seen) => returnRound(db, call, { ...seen, reason })), 'draft')
    }
    case 'approve': {
      const own = chance() < 0.1
      const actor = own ? pay.officer : pay.approver
      return step(fresh && !own, () => by(actor, (call, seen) => approveRound(db, call, seen)), 'approved')
    }
    case 'fund': {
      const budget = walk.one(model.budgets)
      if (!budget) return undefined
      return {
        may: fresh && budget.given - budget.reserved - budget.spent >= round.total,
        does: () => by(pay.finance, (call, seen) => fundRound(db, call, { ...seen, appropriation_id: budget.id })),
        so: () => model.fund(round, budget),
      }
    }
    case 'export': {
      const file = { file_id: testId(), template: 'general_csv' }
      return {
        may: fresh,
        does: () => by(pay.officer, (call, seen) => exportRound(db, call, { ...seen, ...file })),
        so: () => model.export(round),
      }
    }
    case 'close':
      return step(fresh, () => by(pay.supervisor, (call, seen) => closeRound(db, call, seen)), 'closed')
    case 'cancel':
      return {
        may: !stale && ['draft', 'submitted', 'approved', 'funded'].includes(round.state),
        does: () => by(pay.officer, (call, seen) => cancelRound(db, call, { ...seen, reason: '重新编制' })),
        so: () => model.cancel(round),
      }
  }
}

function refresh({ model, db, pay, chance }: Walking, round: Round): Plan {
  const same_account = chance() < 0.3
  return {
    may: round.state === 'draft' && model.lawHolds(round),
    does: () => refreshRound(db.db, pay.call(pay.officer), { round_id: round.id, same_account }),
    so: () => model.fill(round, same_account),
  }
}

/** The bank's answer, in which about a quarter of the lines failed. */
function answer({ model, pay, chance }: Walking, round: Round): Plan {
  const failed = new Set(round.lines.filter(() => chance() < 0.25))
  const is = (line: Line, row: LineRow) =>
    line.person.id === row.person_id && line.period === row.period && line.attempt === row.attempt
  return {
    may: round.state === 'exported',
    does: async () => {
      const rows = await pay.lines(round.id)
      const numbers = rows.filter((row) => [...failed].some((line) => is(line, row))).map((row) => row.line_no)
      return pay.answer(round.id, await pay.answerTo(round.id, numbers))
    },
    so: () => model.answer(round, failed),
  }
}
