import { type CivilDate, epochOf, type Instant, instantFromEpoch } from '../../../kernel/calendar.ts'
import { type Code, codeOfDistrict, tierOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { policiesInForce, type PolicyAt } from '../../policies/index.ts'
import {
  type Asked,
  type Begun,
  countStanding,
  type Difference,
  forgetSoon,
  inhabitedOf,
  insertRefreshes,
  latestOf,
  listDifferences,
  listOfEnded,
  lockDistricts,
  planForMany,
  type RefreshRow,
  writeBaseline,
  writeChanges,
} from '../queries/index.ts'
import { changesOf } from './changes.ts'
import { concernedOf, concerning, foresee } from './soon.ts'

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
  /** Null: everybody stood so already, on this very day. */
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
  const { district, as_of, refresh_id } = occasion
  const [found] = await findStanding(tx, occasion, [{ district, refresh_id }])
  if (!found) return 'later_known'
  await foresee(tx, { districts: [district], as_of })
  return found
}

/** When and why, of however many districts. */
type Common = Omit<Occasion, 'district' | 'refresh_id'>

/**
 * How everybody of these districts stands, found or brought to the day; a district whose standing speaks for a later day is left out. Who
 * will stand is a question of its own (`foresee`).
 *
 * @param asked in the order of their codes
 */
export async function findStanding(tx: Tx, common: Common, asked: readonly Begun[]): Promise<Refreshed[]> {
  const districts = asked.map((one) => one.district)
  await lockDistricts(tx, districts)
  const latest = await latestOf(tx, districts)
  await planForMany(tx)
  const policies = concerning(await policiesInForce(tx, common.as_of), districts)
  const unknown = asked.filter((one) => !latest.has(one.district))
  const known = asked.flatMap((one) => {
    const last = latest.get(one.district)
    return last && last.as_of <= common.as_of ? [{ ...one, last }] : []
  })
  return [...(await writeFirst(tx, common, unknown, policies)), ...(await writeNext(tx, common, known, policies))]
}

type Counts = Pick<RefreshRow, 'gained' | 'lost' | 'became_unknown' | 'yes' | 'unknown'>

function rowOf(
  { as_of, cause, now, by }: Common,
  { district, refresh_id, last }: Begun & { last?: RefreshRow | undefined },
  counts: Counts,
): RefreshRow {
  const { gained, lost, became_unknown, yes, unknown } = counts
  const told = { gained, lost, became_unknown, yes, unknown }
  // The order of refreshes is the order they were written in, also for one whose moment was taken before it waited for the last one.
  const refreshed_at = last && now <= last.refreshed_at ? instantFromEpoch(epochOf(last.refreshed_at) + 1) : now
  return { district, id: refresh_id, as_of, baseline: !last, cause, ...told, refreshed_at, refreshed_by: by }
}

const NO_CHANGE = { gained: 0, lost: 0, became_unknown: 0 }

/** Finds everybody of districts that have no standing yet: one statement a policy, however many the districts. */
async function writeFirst(
  tx: Tx,
  common: Common,
  begun: readonly Begun[],
  policies: readonly PolicyAt[],
): Promise<Refreshed[]> {
  if (begun.length === 0) return []
  const { as_of } = common
  const districts = begun.map((one) => one.district)
  for (const policy of policies) {
    const concerned = new Set(concernedOf(policy, districts))
    const asked = begun.filter((one) => concerned.has(one.district))
    if (asked.length > 0) await writeBaseline(tx, policy, { begun: asked, as_of })
  }
  const totalsOf = await countStanding(tx, districts)
  const inhabited = new Set(await inhabitedOf(tx, districts))
  const found = begun.map(({ district, refresh_id }): Refreshed => {
    const totals = totalsOf(district)
    const kept = inhabited.has(district) ? refresh_id : null
    return { district, as_of, written: totals.yes + totals.unknown, ...NO_CHANGE, ...totals, refresh_id: kept }
  })
  await writeRefreshes(tx, common, found)
  return found
}

interface Known extends Begun {
  /** The refresh whose day it speaks for. */
  last: RefreshRow
}

/** Brings districts to the day: one statement a policy finds what is otherwise, however many they are, and more is asked only where something is. */
async function writeNext(
  tx: Tx,
  common: Common,
  known: readonly Known[],
  policies: readonly PolicyAt[],
): Promise<Refreshed[]> {
  if (known.length === 0) return []
  const { as_of } = common
  const asked = { districts: known.map((one) => one.district), as_of }
  const differences = Map.groupBy(await differencesOf(tx, asked, policies), (one) => one.district)
  const written = new Map<number, Written>()
  for (const { district, refresh_id, last } of known) {
    const occasion = { district, as_of, refresh_id }
    const found = {
      occasion,
      last,
      policies: concerning(policies, [district]),
      differences: differences.get(district) ?? [],
    }
    written.set(district, await writeDifferences(tx, found))
  }
  await forgetSoon(tx, asked)
  const totalsOf = await countStanding(tx, asked.districts)
  const brought = known.map(({ district, refresh_id, last }): Refreshed => {
    const counts = written.get(district) ?? NOTHING
    const stood = last.as_of === as_of && counts.written === 0
    return { district, as_of, ...counts, ...totalsOf(district), refresh_id: stood ? null : refresh_id }
  })
  await writeRefreshes(tx, common, brought, known)
  return brought
}

async function writeRefreshes(
  tx: Tx,
  common: Common,
  done: readonly Refreshed[],
  known: readonly Known[] = [],
): Promise<void> {
  const lastOf = new Map(known.map((one) => [one.district, one.last]))
  const rows = done.flatMap(({ district, refresh_id, ...counts }) =>
    refresh_id === null ? [] : [rowOf(common, { district, refresh_id, last: lastOf.get(district) }, counts)],
  )
  await insertRefreshes(tx, rows)
}

async function differencesOf(tx: Tx, asked: Asked, policies: readonly PolicyAt[]): Promise<Difference[]> {
  const concerned = policies.map((policy) => ({ policy, districts: concernedOf(policy, asked.districts) }))
  const inForce = concerned.flatMap(({ policy, districts }) =>
    districts.map((district) => ({ district, policy_id: policy.id })),
  )
  const differences = await listOfEnded(tx, asked.districts, inForce)
  for (const { policy, districts } of concerned)
    differences.push(...(await listDifferences(tx, policy, { districts, as_of: asked.as_of })))
  return differences
}

type Written = Pick<Refreshed, 'written' | 'gained' | 'lost' | 'became_unknown'>

const NOTHING: Written = { written: 0, ...NO_CHANGE }

async function writeDifferences(tx: Tx, found: Parameters<typeof changesOf>[1]): Promise<Written> {
  if (found.differences.length === 0) return NOTHING
  const changes = await changesOf(tx, found)
  await writeChanges(tx, found.occasion.district, changes)
  const count = (after: string) => changes.filter((change) => change.answer_after === after).length
  return { written: changes.length, gained: count('yes'), lost: count('no'), became_unknown: count('unknown') }
}
