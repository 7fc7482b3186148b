import { assert } from '../../../kernel/assert.ts'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import { type Code, codeOfDistrict, tierOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { policiesInForce, type PolicyAt } from '../../policies/index.ts'
import {
  type Begun,
  countStanding,
  findLatest,
  inhabitedOf,
  insertRefreshes,
  listDifferences,
  listOfEnded,
  lockDistrict,
  planForMany,
  type RefreshRow,
  writeBaseline,
  writeChanges,
} from '../queries/index.ts'
import { changesOf } from './changes.ts'
import { concernedOf, concerning, refreshSoon } from './soon.ts'

export interface Refreshed {
  district: number
  /** The day standing speaks for now. */
  as_of: CivilDate
  /** Rows of standing written: all of them the first time, later the differences. */
  written: number
  gained: number
  lost: number
  became_unknown: number
  yes: number
  unknown: number
  /** Null: it stood so already, and nothing was written. */
  refresh_id: Uuid | null
}

/** Who refreshes, when, and why; ids and time are given, since it runs for people, runs and the night alike. */
export interface Occasion {
  district: number
  as_of: CivilDate
  now: Instant
  refresh_id: Uuid
  cause: RefreshRow['cause']
  by: Uuid | null
}

/**
 * The standing of a district, brought to a day: for every policy in force who meets it and of whom it is not known, each change with
 * its cause, and who will meet it within a year. One set-based statement a policy, differences only; the same day again writes nothing.
 *
 * @throws Refusal not_found `standing.place_not_found`, unprocessable `standing.one_district`, `standing.as_of_in_future`,
 *   conflict `standing.later_known` when standing speaks for a later day already.
 */
export function refreshStanding(
  db: Database,
  call: Call,
  input: { division: Code; as_of: CivilDate },
): Promise<Refreshed> {
  const { division, as_of } = input
  const { scope } = call.actor
  const district = Math.floor(division / 1_000_000)
  const wide = ['nation', 'province', 'city'].includes(tierOf(division))
  if (division < scope.lo || division >= scope.hi)
    refuse('not_found', 'standing.place_not_found', { place: 'division' })
  if (wide || division !== codeOfDistrict(district))
    refuse('unprocessable', 'standing.one_district', { place: 'division' })
  if (as_of > call.today)
    refuse('unprocessable', 'standing.as_of_in_future', { place: 'as_of', params: { today: call.today } })
  return command(db, call, { name: 'standing.refresh', input, district }, async (tx) => {
    const refresh_id = call.newId()
    const occasion = { district, as_of, now: call.now, refresh_id, cause: 'hand' as const, by: call.actor.account_id }
    const found = await writeStanding(tx, occasion)
    if (found === 'later_known')
      refuse('conflict', 'standing.later_known', { place: 'as_of', next: 'standing.later_known_next' })
    const { gained, lost, became_unknown } = found
    return {
      result: found,
      ...(found.refresh_id === null ? {} : { subject: { kind: 'standing_refresh', id: found.refresh_id } }),
      detail: { as_of, gained, lost, became_unknown },
    }
  })
}

/** The same in a transaction that is open already. `later_known`: standing speaks for a later day, and that one is kept. */
export async function writeStanding(tx: Tx, occasion: Occasion): Promise<Refreshed | 'later_known'> {
  const { district, as_of } = occasion
  await lockDistrict(tx, district)
  const last = await findLatest(tx, district)
  if (last && last.as_of > as_of) return 'later_known'
  await planForMany(tx)
  const policies = concerning(await policiesInForce(tx, as_of), [district])
  if (last) return writeNext(tx, occasion, last, policies)
  const [first] = await writeFirst(tx, occasion, [{ district, refresh_id: occasion.refresh_id }], policies)
  assert(first !== undefined, 'what was found of a district is told of it')
  return first
}

/** The first standing of many districts at once, as a country begins with; those that have begun meanwhile are left to the ordinary way. */
export async function beginStanding(
  tx: Tx,
  occasion: Omit<Occasion, 'district' | 'refresh_id'>,
  districts: readonly Begun[],
): Promise<Refreshed[]> {
  const begun: Begun[] = []
  for (const one of districts) {
    await lockDistrict(tx, one.district)
    if (!(await findLatest(tx, one.district))) begun.push(one)
  }
  if (begun.length === 0) return []
  await planForMany(tx)
  const all = begun.map((one) => one.district)
  return writeFirst(tx, occasion, begun, concerning(await policiesInForce(tx, occasion.as_of), all))
}

async function writeNext(
  tx: Tx,
  occasion: Occasion,
  last: RefreshRow,
  policies: readonly PolicyAt[],
): Promise<Refreshed> {
  const { district, as_of } = occasion
  const { written, ...counts } = await writeDifferences(tx, occasion, last, policies)
  const soon = await refreshSoon(tx, { districts: [district], as_of, policies })
  const totals = (await countStanding(tx, [district]))(district)
  if (last.as_of === as_of && written === 0 && soon === 0)
    return { district, as_of, written, ...counts, ...totals, refresh_id: null }
  await insertRefreshes(tx, [
    rowOf(occasion, { district, refresh_id: occasion.refresh_id }, { ...counts, ...totals }, false),
  ])
  return { district, as_of, written, ...counts, ...totals, refresh_id: occasion.refresh_id }
}

type Counts = Pick<RefreshRow, 'gained' | 'lost' | 'became_unknown' | 'yes' | 'unknown'>

function rowOf(
  { as_of, cause, now, by }: Omit<Occasion, 'district' | 'refresh_id'>,
  { district, refresh_id: id }: Begun,
  counts: Counts,
  baseline: boolean,
): RefreshRow {
  return { district, id, as_of, baseline, cause, ...counts, refreshed_at: now, refreshed_by: by }
}

const NO_CHANGE = { gained: 0, lost: 0, became_unknown: 0 }

/** Finds everybody of districts that have no standing yet: one statement a policy, however many the districts. */
async function writeFirst(
  tx: Tx,
  occasion: Omit<Occasion, 'district' | 'refresh_id'>,
  begun: readonly Begun[],
  policies: readonly PolicyAt[],
): Promise<Refreshed[]> {
  const { as_of } = occasion
  const districts = begun.map((one) => one.district)
  for (const policy of policies) {
    const concerned = new Set(concernedOf(policy, districts))
    await writeBaseline(tx, policy, { begun: begun.filter((one) => concerned.has(one.district)), as_of })
  }
  await refreshSoon(tx, { districts, as_of, policies })
  const totalsOf = await countStanding(tx, districts)
  const inhabited = new Set(await inhabitedOf(tx, districts))
  const rows = begun
    .filter((one) => inhabited.has(one.district))
    .map((one) => rowOf(occasion, one, { ...NO_CHANGE, ...totalsOf(one.district) }, true))
  await insertRefreshes(tx, rows)
  return begun.map(({ district, refresh_id }) => {
    const totals = totalsOf(district)
    const written = totals.yes + totals.unknown
    const kept = inhabited.has(district) ? refresh_id : null
    return { district, as_of, written, ...NO_CHANGE, ...totals, refresh_id: kept }
  })
}

async function writeDifferences(
  tx: Tx,
  occasion: Occasion,
  last: RefreshRow,
  policies: readonly PolicyAt[],
): Promise<Pick<Refreshed, 'written' | 'gained' | 'lost' | 'became_unknown'>> {
  const { district, as_of } = occasion
  const inForce = policies.map((policy) => policy.id)
  const differences = await listOfEnded(tx, district, inForce)
  for (const policy of policies) differences.push(...(await listDifferences(tx, policy, { district, as_of })))
  const changes = await changesOf(tx, { occasion, last, policies, differences })
  await writeChanges(tx, district, changes)
  const count = (after: string) => changes.filter((change) => change.answer_after === after).length
  return { written: changes.length, gained: count('yes'), lost: count('no'), became_unknown: count('unknown') }
}
