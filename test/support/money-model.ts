import { addDays, type CivilDate, civilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'

// Money as a whole, in memory and without a database: who is owed, paid and refused what, from which account, out of which appropriation.

export interface Person {
  id: Uuid
  died: CivilDate | null
  /** Accounts in the order they took effect. */
  accounts: { version: Uuid; from: CivilDate }[]
}
interface Owed {
  state: 'due' | 'reached' | 'void'
  amount: number
  version: number
  due_from: CivilDate
  round: Round | null
}
export interface Line {
  person: Person
  period: string
  amount: number
  attempt: number
  account: Uuid
  state: 'composed' | 'exported' | 'paid' | 'failed' | 'void'
  asked_on: CivilDate
}
export interface Round {
  id: Uuid
  /** The day it was composed for: what was found later is another round's. */
  as_of: CivilDate
  state: 'draft' | 'submitted' | 'approved' | 'funded' | 'exported' | 'reconciled' | 'closed' | 'cancelled'
  lines: Line[]
  /** Of each version and day asked: how often the law had been changed when it was frozen. */
  laws: Map<string, number>
  total: number
  count: number
  budget: Budget | null
}
interface Budget {
  id: Uuid
  given: number
  reserved: number
  spent: number
}
interface Version {
  number: number
  from: CivilDate
  amount: number
}

/** A month's rate from 2025 on; every version is one raise. */
export class MoneyModel {
  day: CivilDate = civilDate('2026-01-03')
  readonly people: Person[] = []
  readonly versions: Version[] = []
  readonly owed = new Map<string, Owed & { person: Person; period: string }>()
  readonly lines: Line[] = []
  readonly rounds: Round[] = []
  readonly budgets: Budget[] = []

  versionOn(day: CivilDate): Version | undefined {
    return this.versions.findLast((version) => version.from <= day)
  }
  accountOf(person: Person): Uuid | undefined {
    return person.accounts.findLast((account) => account.from <= this.day)?.version
  }
  mayChangeAccount(person: Person): boolean {
    return person.accounts.every((account) => account.from <= this.day)
  }

  /** Everybody alive is owed the month's rate as it stood on its first day. */
  run(): void {
    const period = this.day.slice(0, 7)
    const version = this.versionOn(this.day)
    const amount = this.versionOn(civilDate(`${period}-01`))?.amount ?? 0
    if (!version) return
    for (const person of this.people) {
      const key = `${person.id} ${period}`
      const there = this.owed.get(key)
      if (there?.round || there?.state === 'reached') continue
      const alive = person.died === null || person.died > this.day
      if (!alive) {
        if (there) there.state = 'void'
      } else if (there) {
        // Owed again, or another sum: found anew on this day.
        const same = there.state === 'due' && there.amount === amount && there.version === version.number
        if (!same) Object.assign(there, { state: 'due', amount, version: version.number, due_from: this.day })
      } else {
        const due = { state: 'due' as const, amount, version: version.number, due_from: this.day, round: null }
        this.owed.set(key, { ...due, person, period })
      }
    }
  }

  due(as_of: CivilDate) {
    return [...this.owed.values()].filter((one) => one.state === 'due' && one.round === null && one.due_from <= as_of)
  }

  /** The day a row is asked of: when it was found, or when its version began if that was later. */
  askedOn(one: Owed): CivilDate {
    const from = this.versions.find((version) => version.number === one.version)?.from ?? one.due_from
    return one.due_from > from ? one.due_from : from
  }

  lastAttempt(person: Person, period: string): Line | undefined {
    return this.lines.findLast((line) => line.person === person && line.period === period)
  }

  /** Whether the law a draft holds is still the one it would be composed with. */
  lawHolds(round: Round): boolean {
    return this.due(round.as_of).every(
      (one) => (round.laws.get(this.lawKey(one)) ?? this.versions.length) === this.versions.length,
    )
  }
  private lawKey(one: Owed): string {
    return `${one.version} ${this.askedOn(one)}`
  }

  fill(round: Round, sameAccount: boolean): void {
    for (const one of this.due(round.as_of)) {
      round.laws.set(this.lawKey(one), this.versions.length)
      const { person, period, amount } = one
      const account = this.accountOf(person)
      const last = this.lastAttempt(person, period)
      if (person.died !== null && person.died <= this.askedOn(one)) continue
      if (account === undefined || (last?.state === 'failed' && last.account === account && !sameAccount)) continue
      const attempt = (last?.attempt ?? 0) + 1
      const line: Line = { person, period, amount, account, attempt, state: 'composed', asked_on: this.askedOn(one) }
      round.lines.push(line)
      this.lines.push(line)
      one.round = round
    }
    this.sum(round)
  }
  private sum(round: Round): void {
    round.count = round.lines.length
    round.total = round.lines.reduce((sum, line) => sum + line.amount, 0)
  }

  isStale(round: Round): boolean {
    return round.lines.some(
      ({ person, account, asked_on }) =>
        this.accountOf(person) !== account || (person.died !== null && person.died <= asked_on),
    )
  }

  private free(round: Round): void {
    for (const one of this.owed.values()) if (one.round === round) one.round = null
  }

  fund(round: Round, budget: Budget): void {
    budget.reserved += round.total
    round.budget = budget
    round.state = 'funded'
  }

  export(round: Round): void {
    for (const line of round.lines) line.state = 'exported'
    round.state = 'exported'
  }

  cancel(round: Round): void {
    if (round.state === 'funded' && round.budget) round.budget.reserved -= round.total
    for (const line of round.lines) line.state = 'void'
    this.free(round)
    round.state = 'cancelled'
  }

  /** The bank's answer: `failed` are places in the round's lines. */
  answer(round: Round, failed: ReadonlySet<Line>): void {
    this.free(round)
    for (const line of round.lines) {
      line.state = failed.has(line) ? 'failed' : 'paid'
      const one = this.owed.get(`${line.person.id} ${line.period}`)
      if (round.budget) {
        round.budget.reserved -= line.amount
        if (line.state === 'paid') round.budget.spent += line.amount
      }
      if (one && line.state === 'paid') one.state = 'reached'
    }
    round.state = 'reconciled'
  }

  /** All of it as text, one line a thing, to be held against the same of the database. */
  picture(): string[] {
    return [
      ...[...this.owed.values()].map(
        (one) =>
          `owed ${one.person.id} ${one.period} ${one.state} ${one.amount} v${one.version} ${one.due_from} in ${one.round?.id ?? '-'}`,
      ),
      ...this.rounds.flatMap((round) => [
        `round ${round.id} ${round.state} ${round.count} ${round.total}`,
        ...round.lines.map(
          (line) =>
            `line ${round.id} ${line.person.id} ${line.period} #${line.attempt} ${line.amount} ${line.state} to ${line.account}`,
        ),
      ]),
      ...this.budgets.map((one) => `budget ${one.id} ${one.given} ${one.reserved} ${one.spent}`),
      `paid ${this.lines.reduce((sum, line) => sum + (line.state === 'paid' ? line.amount : 0), 0)}`,
    ].toSorted()
  }

  wait(days: number): void {
    const next = addDays(this.day, days)
    if (next < '2026-12-25') this.day = next
  }
}

export type Act =
  | 'wait'
  | 'run'
  | 'compose'
  | 'refresh'
  | 'submit'
  | 'return'
  | 'approve'
  | 'fund'
  | 'export'
  | 'answer'
  | 'close'
  | 'cancel'
  | 'account'
  | 'die'
  | 'live'
  | 'raise'
  | 'budget'
/** How often each act comes up where none is due. */
export const WEIGHTS: Readonly<Record<Act, number>> = {
  wait: 18,
  run: 16,
  compose: 10,
  refresh: 5,
  submit: 4,
  return: 3,
  approve: 4,
  fund: 4,
  export: 4,
  answer: 4,
  close: 4,
  cancel: 2,
  account: 8,
  die: 2,
  live: 2,
  raise: 2,
  budget: 4,
}
/** Where a round has to stand for the act. */
export const NEXT: Partial<Record<Act, Round['state']>> = {
  refresh: 'draft',
  submit: 'draft',
  return: 'submitted',
  approve: 'submitted',
  fund: 'approved',
  export: 'funded',
  answer: 'exported',
  close: 'reconciled',
}
/** The act that brings a round on. */
export const FORWARD: Partial<Record<Round['state'], Act>> = {
  draft: 'submit',
  submitted: 'approve',
  approved: 'fund',
  funded: 'export',
  exported: 'answer',
  reconciled: 'close',
}

/** The same picture, read from the database past row security. */
export const PICTURE = `
  select format('owed %s %s %s %s v%s %s in %s', person_id, period, state, amount_fen, policy_version,
    coalesce(found_again_on, due_from), coalesce(paying_round_id::text, '-')) as row
    from entitlement where unit = 'fen' and policy_id = $1
  union all select format('round %s %s %s %s', id, state, item_count, total_fen) from payment_round
  union all select format('line %s %s %s #%s %s %s to %s', round_id, person_id, period, attempt, amount_fen, state, account_version_id) from payment
  union all select format('budget %s %s %s %s', id, appropriated_fen, reserved_fen, spent_fen) from appropriation
  union all select format('paid %s', (select coalesce(sum(amount_fen), 0) from care_record where source_room = 'payments'))
    where (select coalesce(sum(amount_fen), 0) from care_record where source_room = 'payments')
      = (select coalesce(sum(amount_fen), 0) from fund_transfer where kind = 'spend')
`
