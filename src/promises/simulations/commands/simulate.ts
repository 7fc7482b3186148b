import { sql } from 'kysely'
import { canonicalJson } from '../../../kernel/canonical.ts'
import { addMonths } from '../../../kernel/calendar.ts'
import { ancestorAt, type Code, contains, interval, padCode } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { Refusal, refuse } from '../../../kernel/refusal.ts'
import { balancesOf } from '../../../ledgers/funds/index.ts'
import type { Call, Scope } from '../../../platform/call.ts'
import { sha256 } from '../../../platform/crypto.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { getDivision, listDivisions } from '../../../registry/divisions/index.ts'
import {
  checkDraft,
  type DraftRead,
  getDraft,
  groupsInForce,
  purposesFor,
  readLawbook,
  type Theme,
  withDraft,
} from '../../policies/index.ts'
import type { Simulated } from '../contract.ts'
import { everybody, openFrom, paidAlike, settledPairs, type SimulatedPolicy } from '../queries/index.ts'
import {
  againstMoney,
  type Alike,
  arrearsBefore,
  daysFrom,
  type Left,
  type Outcome,
  outcomeOf,
  type PaidAlike,
  type Stage,
  stageOf,
  withSettled,
} from '../rules/index.ts'

export interface Asked {
  draft_id: Uuid
  division?: Code | undefined
  month?: string | undefined
  months: number
  purpose?: string | undefined
}

/** A simulation worked out: the stage, everybody on it, and what it comes to. */
export interface Worked {
  draft: DraftRead
  stage: Stage
  area: Scope
  outcome: Outcome
  /** Arrears that are owed under the law of today and stand in no round yet. */
  arrears_open_fen: number
  purpose: string
  policies: SimulatedPolicy[]
  draft_hash: Buffer
  law_hash: Buffer
  register_hash: Buffer
}

/** A place as wide as a province may take longer; it is asked by its cities then. */
const SIMULATION_MS = 60_000
/** Years before nobody plans, and beyond which festivals are not computed. */
const MONTHS_AHEAD = 36

/**
 * What a draft would mean, from the register of this day: time moves dates of birth and the like, nothing else changes.
 * @throws Refusal not_found `policies.draft_not_found`, `simulations.place_not_found`, unprocessable `simulations.draft_decided`,
 *   `…place_elsewhere`, `…month_past`, `…month_far`, `…too_wide`, and as `writeDraft` when the draft no longer fits the law
 */
export async function workOut(tx: Tx, call: Call, asked: Asked): Promise<Worked> {
  const draft = await getDraft(tx, call, asked.draft_id)
  if (draft.state === 'approved' || draft.state === 'withdrawn') {
    refuse('unprocessable', 'simulations.draft_decided', { next: 'simulations.draft_decided_next' })
  }
  return bounded(tx, () => work(tx, call, asked, draft))
}

async function work(tx: Tx, call: Call, asked: Asked, draft: DraftRead): Promise<Worked> {
  const place = asked.division ?? call.actor.division
  const area = areaOf(call, place)
  if (!contains(draft.division, place) && !contains(place, draft.division)) {
    refuse('unprocessable', 'simulations.place_elsewhere', { place: 'division' })
  }
  const month = monthOf(call, asked.month)
  const { content } = await checkDraft(tx, call, draft.content, draft.id)
  const today = await readLawbook(tx)
  const books = { today, draft: withDraft(today, { ...draft, content }) }
  const about = await policiesOf(tx, call, draft)
  const bare = stageOf({ books, about, place, days: daysFrom(month, asked.months) })
  const stage = withSettled(bare, await settledPairs(tx, bare, area))
  const people = await everybody(tx, stage, area)
  const heads = new Map(books.draft.heads.map((head) => [head.id, head]))
  const ids = [...new Set([...stage.entries.today, ...stage.entries.draft].flat().map((entry) => entry.policy.id))]
  const paid = await paidAlike(
    tx,
    stage,
    area,
    [...new Set([...ids, ...about])].flatMap((id) => heads.get(id) ?? []),
  )
  const before = arrearsBefore(stage, paid)
  return {
    draft,
    stage,
    area,
    outcome: outcomeOf(stage, people, before.by_part),
    arrears_open_fen: before.open_fen,
    purpose: asked.purpose ?? likelyPurpose(about.map((id) => heads.get(id)?.theme)),
    policies: ids.flatMap((id) => {
      const head = heads.get(id)
      return head ? [{ id, name_zh: head.name_zh, name_en: head.name_en }] : []
    }),
    draft_hash: draftHash(draft),
    law_hash: lawHash(stage),
    register_hash: registerHash(people, paid),
  }
}

/** What money the policies are most likely paid from; the officer may choose another. */
function likelyPurpose(themes: readonly (Theme | undefined)[]): string {
  return purposesFor(themes.filter((theme) => theme !== undefined).slice(0, 1))[0] ?? 'service'
}

function areaOf(call: Call, place: Code): Scope {
  const { lo, hi } = interval(place)
  const { scope } = call.actor
  if (lo < scope.lo || hi > scope.hi) refuse('not_found', 'simulations.place_not_found', { place: 'division' })
  return { lo, hi }
}

/** Months that have passed are in the books; nobody knows the register of a far day. */
function monthOf(call: Call, asked: string | undefined): string {
  const month = asked ?? call.today.slice(0, 7)
  if (month < call.today.slice(0, 7)) refuse('unprocessable', 'simulations.month_past', { place: 'month' })
  if (month > addMonths(call.today, MONTHS_AHEAD).slice(0, 7)) {
    refuse('unprocessable', 'simulations.month_far', { place: 'month', params: { months: MONTHS_AHEAD } })
  }
  return month
}

/** The policies a draft is about: one, or those of its group and of the group it ends. */
async function policiesOf(tx: Tx, call: Call, { policy_id, content }: DraftRead): Promise<Uuid[]> {
  if (content.kind !== 'group') return policy_id === null ? [] : [policy_id]
  const { policy_ids, ends_group_id } = content.group
  const ended = (await groupsInForce(tx, call.today)).find((group) => group.id === ends_group_id)
  return [...new Set([...policy_ids, ...(ended?.policy_ids ?? [])])]
}

export const draftHash = (draft: Pick<DraftRead, 'content'>) => sha256(canonicalJson(draft.content))

/** Today's law of the policies that were counted. */
function lawHash({ entries, laws }: Stage): Buffer {
  const read = entries.today.map((moment, k) =>
    moment.map(({ policy, period, rivals }) => [policy, period, rivals, laws.today[k]?.ratesOf(policy.id) ?? []]),
  )
  return sha256(canonicalJson(read))
}

/** Who there is, and what they have been paid. */
function registerHash(people: readonly Alike[], paid: readonly PaidAlike[]): Buffer {
  return sha256(canonicalJson([people.map(({ part, key, count }) => [part, key, count]), paid]))
}

/** A wide place or a hard rule must not hold the database for long. */
async function bounded<T>(tx: Tx, ask: () => Promise<T>): Promise<T> {
  await sql`select set_config('statement_timeout', ${String(SIMULATION_MS)}, true)`.execute(tx)
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '57014') {
      throw new Refusal('unprocessable', 'simulations.too_wide', { next: 'simulations.too_wide_next', cause: error })
    }
    throw error
  }
}

/** The result as people see it. */
export async function resultOf(tx: Tx, call: Call, asked: Asked, worked: Worked): Promise<Simulated> {
  const { stage, outcome, draft, purpose, policies } = worked
  const { place } = stage
  const names = new Map(
    (
      await listDivisions(
        tx,
        outcome.places.map((line) => line.place),
      )
    ).map((d) => [d.code, d.name]),
  )
  const open = (await openFrom(tx, stage, worked.area)) + worked.arrears_open_fen
  return {
    draft_id: draft.id,
    division: place,
    division_name: place === 0 ? null : (await getDivision(tx, place)).name,
    month: outcome.months[0]?.month ?? '',
    months: asked.months,
    purpose,
    beneficiary: stage.beneficiary,
    as_of: call.today,
    policies,
    totals: outcome.totals,
    by_month: outcome.months,
    by_place: outcome.places.map((line) => ({ ...line, name: names.get(line.place) ?? null })),
    money: againstMoney(outcome.months, await leftFor(tx, call, place, purpose), open),
  }
}

/** What is left of the confirmed appropriations of a purpose, in the districts of the place; of a street, of its district. */
async function leftFor(tx: Tx, call: Call, place: Code, purpose: string): Promise<Left[]> {
  const rows = await balancesOf(tx, call, { state: 'confirmed', purpose })
  const whole = ancestorAt(place, 'district')
  return rows
    .filter(({ district }) => contains(whole, padCode(district)))
    .map(({ year, available_fen }) => ({ year, available_fen }))
}
