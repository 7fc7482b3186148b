import { addDays, civilDateOf, type Instant } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { runEligibility } from '../../src/promises/entitlements/index.ts'
import { composeRound } from '../../src/provision/payments/commands/index.ts'
import { approveAccounts, importAccounts } from '../../src/registry/bank-accounts/index.ts'
import { testId } from './app.ts'
import { accountRequest } from './bank-accounts.ts'
import type { TestDatabase } from './database.ts'
import { cashOf, enactFor } from './drafts.ts'
import { noteDeath, PANLONG } from './entitlements.ts'
import { makeAppropriation } from './funds.ts'
import { type Act, FORWARD, MoneyModel, NEXT, type Person, PICTURE, type Round, WEIGHTS } from './money-model.ts'
import { type Plan, planStep } from './money-steps.ts'
import type { PayRoom } from './rounds.ts'

/** One year of Panlong's money, act by act, against the model. */
export class MoneyWalk {
  readonly model = new MoneyModel()
  readonly db: TestDatabase
  readonly pay: PayRoom
  readonly #policy: Uuid
  readonly #code: string
  readonly chance: () => number
  #cards = 5_000

  constructor(db: TestDatabase, pay: PayRoom, policy: { id: Uuid; code: string }, chance: () => number) {
    this.db = db
    this.pay = pay
    this.#policy = policy.id
    this.#code = policy.code
    this.chance = chance
  }

  one<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.chance() * list.length)]
  }
  #upTo(n: number): number {
    return Math.floor(this.chance() * (n + 1))
  }

  /** An act and what it is done to: often the next step of a round, mostly a round whose turn it is, sometimes any. */
  choose(): { act: Act; round: Round | undefined } {
    const running = this.model.rounds.filter((round) => FORWARD[round.state])
    const one = this.chance() < 0.4 ? this.one(running) : undefined
    const forward = one && FORWARD[one.state]
    if (one && forward) return { act: forward, round: one }
    const acts = Object.entries(WEIGHTS).flatMap(([act, weight]) => Array.from({ length: weight }, () => act as Act))
    const act = this.one(acts) ?? 'wait'
    const ready = this.model.rounds.filter((round) => round.state === NEXT[act])
    const round = ready.length > 0 && this.chance() < 0.9 ? this.one(ready) : this.one(this.model.rounds)
    return { act, round }
  }

  async picture(): Promise<string[]> {
    const { rows } = await this.db.admin.query<{ row: string }>(PICTURE, [this.#policy])
    return rows.map(({ row }) => row).toSorted()
  }

  /** Does it, and says what happened; `may` says whether it should have, and what is so then. */
  async take(act: Act, round: Round | undefined): Promise<{ done: string; may: boolean }> {
    const plan = this.#plan(act, round)
    if (plan === undefined) return { done: 'done', may: true }
    const done = await plan.does().then(
      () => 'done',
      (error: { code?: string; message?: string }) => error.code ?? error.message ?? 'failed',
    )
    if (done === 'done' && plan.may) plan.so()
    return { done, may: plan.may }
  }

  #plan(act: Act, round: Round | undefined): Plan | undefined {
    switch (act) {
      case 'wait':
        this.model.wait(1 + this.#upTo(9))
        this.pay.clock.now = `${this.model.day}T02:00:00.000Z` as Instant
        return undefined
      case 'run':
        return { may: true, does: () => this.#run(), so: () => this.model.run() }
      case 'compose':
        return this.#compose()
      case 'account':
      case 'die':
      case 'live':
        return this.#happen(act)
      case 'raise':
        return this.#raise()
      case 'budget':
        return this.#budget()
      case 'refresh':
      case 'submit':
      case 'return':
      case 'approve':
      case 'fund':
      case 'export':
      case 'answer':
      case 'close':
      case 'cancel':
        return round && planStep(this, act, round)
    }
  }

  #run(): Promise<unknown> {
    const input = { division: PANLONG, as_of: this.model.day, policy_codes: [this.#code], apply: true }
    return runEligibility(this.db.db, this.pay.call(this.pay.officer), input)
  }

  #compose(): Plan {
    const same_account = this.chance() < 0.3
    const id = testId()
    const input = { id, division: PANLONG, title: '试验发放', policy_ids: [this.#policy], as_of: this.model.day }
    return {
      may: this.model.due(this.model.day).length > 0,
      does: () => composeRound(this.db.db, this.pay.call(this.pay.officer), { ...input, same_account }),
      so: () => {
        const round: Round = {
          id,
          as_of: input.as_of,
          state: 'draft',
          lines: [],
          laws: new Map(),
          total: 0,
          count: 0,
          budget: null,
        }
        this.model.rounds.push(round)
        this.model.fill(round, same_account)
      },
    }
  }

  /** Somebody's first account, in effect before the walk begins. */
  async open(person: Person): Promise<void> {
    const day = this.pay.clock.now
    this.pay.clock.now = '2025-12-01T02:00:00.000Z' as Instant
    const plan = this.#account(person)
    await plan.does()
    plan.so()
    this.pay.clock.now = day
  }

  #account(person: Person): Plan {
    let change: Person['accounts'][number] | undefined
    return {
      // Nobody opens an account for the dead.
      may: person.died === null,
      does: async () => {
        const accounts = [accountRequest(person.id, (this.#cards += 1))]
        const { db } = this.db
        const { version_ids } = await importAccounts(db, this.pay.call(this.pay.officer), { accounts })
        const { effective_at } = await approveAccounts(db, this.pay.call(this.pay.approver), { version_ids })
        change = { version: version_ids[0] ?? testId(), from: civilDateOf(effective_at as Instant) }
      },
      so: () => void (change && person.accounts.push(change)),
    }
  }

  #happen(act: 'account' | 'die' | 'live'): Plan | undefined {
    const person = this.one(this.model.people)
    if (!person) return undefined
    const note = (day: Person['died']): Plan => ({
      may: true,
      does: () => noteDeath(this.db, this.pay.officer, person.id, day),
      so: () => {
        person.died = day
      },
    })
    if (act === 'die') return note(addDays(this.model.day, -this.#upTo(40)))
    if (act === 'live') return note(null)
    if (!this.model.mayChangeAccount(person)) return undefined
    return this.#account(person)
  }

  #raise(): Plan {
    const last = this.model.versions.at(-1)
    const soonest = last && last.from > this.model.day ? last.from : this.model.day
    const from = addDays(soonest, 1 + this.#upTo(20))
    const amount = (last?.amount ?? 0) + 1 + this.#upTo(9_999)
    const version = cashOf(0, { valid_from: from, cadence: 'monthly' })
    const rates = (version.rates ?? []).map((rate) => ({ ...rate, amount_fen: amount as typeof rate.amount_fen }))
    const input = { kind: 'version' as const, policy_id: this.#policy, version: { ...version, rates } }
    return {
      may: true,
      does: () => enactFor(this.db, { officer: this.pay.officer, approver: this.pay.approver }, input),
      so: () => void this.model.versions.push({ number: (last?.number ?? 0) + 1, from, amount }),
    }
  }

  #budget(): Plan {
    const given = 100_000 + this.#upTo(400_000)
    let id: Uuid | undefined
    return {
      may: true,
      does: async () => {
        id = await makeAppropriation(this.db, this.pay, given)
      },
      so: () => void (id && this.model.budgets.push({ id, given, reserved: 0, spent: 0 })),
    }
  }
}
