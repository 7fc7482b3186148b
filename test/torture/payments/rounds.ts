import type { CivilDate } from '../../../src/kernel/calendar.ts'
import type { Code } from '../../../src/kernel/division-code.ts'
import type { Chance } from '../../support/nasty.ts'
import { freshId } from '../clients.ts'
import { type Bank, pay, spoilt } from './bank.ts'
import { act, mustBeRefused, type Person, read, readJson } from './people.ts'
import type { World } from './world.ts'

export const STEPS = ['compose', 'submit', 'approve', 'fund', 'export', 'take_file', 'reconcile', 'close'] as const
export type Step = (typeof STEPS)[number]

export type People = Record<keyof World['people'], Person>

export interface Going {
  /** Steps done, of all lanes: the clock that kills are paced by. */
  done: number
  /** What each lane is doing, and since when, in ms. */
  doing: Map<Code, { step: Step; since: number }>
  /** How long each step took when nothing was killed in it, in ms. */
  took: Map<Step, number>
  rounds: string[]
  /** Lines composed, attempts included. */
  lines: number
}

export interface Lane {
  street: Code
  world: World
  people: People
  bank: Bank
  chance: Chance
  going: Going
  /** The day it is now: a long walk goes past midnight. */
  today: () => CivilDate
}

const ROUNDS = '/api/payment-rounds'

/** All rounds of one street: a month each, and at the end whatever the bank has turned back, until nothing is owed. */
export async function payStreet(lane: Lane): Promise<void> {
  for (const as_of of lane.world.months) await payRound(lane, as_of)
  lane.bank.fails = 0
  while (await payRound(lane, lane.today(), 'payments.nothing_due'));
}

/** One round from composing to closing. False when nothing was due and that was allowed. */
async function payRound(lane: Lane, as_of: CivilDate, may_refuse?: string): Promise<boolean> {
  const { people, world, chance, going } = lane
  const id = freshId()
  const policy_ids = [world.policy_id]
  const title = `${lane.street} ${as_of}`
  // What was turned back is paid to the same account again: that bank's reasons pass.
  const body = JSON.stringify({ id, division: lane.street, title, policy_ids, as_of, same_account: true })
  const asked = { path: ROUNDS, body, ...(may_refuse === undefined ? {} : { may_refuse: [may_refuse] }) }
  const composed = await timed(lane, 'compose', () => act(people.officer, asked, chance() < 0.3))
  if (composed === undefined) return false
  going.rounds.push(id)
  going.lines += (composed as { item_count: number }).item_count
  await step(lane, id, 'submit', people.officer)
  await step(lane, id, 'approve', people.approver)
  await step(lane, id, 'fund', people.finance, { appropriation_id: world.appropriation_id })
  await step(lane, id, 'export', people.officer, { file_id: freshId(), template: 'general_csv' })
  const file = await timed(lane, 'take_file', () => read(people.officer, `${ROUNDS}/${id}/bank-file`))
  await reconcile(lane, id, pay(lane.bank, file, lane.today(), chance))
  await step(lane, id, 'close', people.supervisor)
  return true
}

/** What a person sees before she decides, then the decision over exactly that. Now and then she presses again afterwards. */
async function step(lane: Lane, id: string, name: Step, person: Person, more: object = {}): Promise<void> {
  const { round } = (await readJson(person, `${ROUNDS}/${id}`)) as { round: { version: number; total_fen: number } }
  const path = `${ROUNDS}/${id}/${name}`
  const body = JSON.stringify({ version: round.version, total_fen: round.total_fen, ...more })
  await timed(lane, name, () => act(person, { path, body }, lane.chance() < 0.3))
  if (lane.chance() < 0.2) await mustBeRefused(person, { path, body }, ['payments.changed_meanwhile'])
}

async function reconcile(lane: Lane, id: string, answer: Uint8Array<ArrayBuffer>): Promise<void> {
  const { people, chance } = lane
  const path = `${ROUNDS}/${id}/bank-return`
  const form = (bytes: Uint8Array<ArrayBuffer>) => {
    const body = new FormData()
    body.append('file', new Blob([bytes], { type: 'text/csv' }), 'answer.csv')
    return body
  }
  if (chance() < 0.3)
    await mustBeRefused(people.officer, { path, body: form(spoilt(answer, chance)) }, ['payments.return_refused'])
  await timed(lane, 'reconcile', () => act(people.officer, { path, body: form(answer) }, chance() < 0.3))
  if (chance() < 0.2) await mustBeRefused(people.officer, { path, body: form(answer) }, ['payments.return_known'])
}

async function timed<T>({ going, street, people }: Lane, name: Step, work: () => Promise<T>): Promise<T> {
  const since = performance.now()
  const retries = () => Object.values(people).reduce((sum, { tally }) => sum + tally.retried, 0)
  const before = retries()
  going.doing.set(street, { step: name, since })
  const result = await work()
  going.doing.delete(street)
  if (retries() === before) going.took.set(name, performance.now() - since)
  going.done += 1
  return result
}
