import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { type Code, contains, tierOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Cadence, cadenceOf, isOfCalendar, type Period } from '../../../kernel/period.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { listKinds } from '../../../ledgers/care-records/index.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { command } from '../../../platform/database/transact.ts'
import { findDivision } from '../../../registry/divisions/index.ts'
import { type Candidate, listCandidates, namesOfPlaces, type RoundAim } from '../queries/index.ts'
import { figureFault } from '../rules/index.ts'
import { tellRounds } from './news.ts'

export interface RoundPreview {
  households: number
  persons: number
  elsewhere: number
  /** Of those it would visit: how many another round of the same festival visits or has visited. */
  same_festival: number
  no_contact: number
  places: {
    community: Code
    community_name: string | null
    street_name: string | null
    households: number
    persons: number
  }[]
}

const goes = (candidate: Candidate) => !candidate.elsewhere && !candidate.no_contact

/**
 * How many families (户) and living members (人) a round would visit, by community. Reads only.
 * @throws Refusal not_found for a place, promise or family out of reach.
 */
export async function previewRound(tx: Tx, call: Call, aim: RoundAim): Promise<RoundPreview> {
  const candidates = await getCandidates(tx, call, aim)
  const going = candidates.filter(goes)
  const names = await namesOfPlaces(tx, [...new Set(going.map((candidate) => candidate.community))])
  const places = [...Map.groupBy(going, (candidate) => candidate.community)].map(([community, families]) => ({
    community,
    community_name: names.get(community)?.community_name ?? null,
    street_name: names.get(community)?.street_name ?? null,
    households: families.length,
    persons: personsOf(families),
  }))
  return {
    households: going.length,
    persons: personsOf(going),
    elsewhere: candidates.filter((candidate) => candidate.elsewhere).length,
    same_festival: going.filter((candidate) => candidate.same_festival).length,
    no_contact: candidates.filter((candidate) => candidate.no_contact && !candidate.elsewhere).length,
    places,
  }
}

const personsOf = (families: readonly Candidate[]) => families.reduce((sum, family) => sum + family.persons, 0)

async function getCandidates(tx: Tx, call: Call, aim: RoundAim): Promise<Candidate[]> {
  const inside =
    contains(call.actor.division, aim.division) && ['district', 'street', 'community'].includes(tierOf(aim.division))
  if (!inside || !(await findDivision(tx, aim.division))) {
    refuse('not_found', 'contacts.place_not_found', { place: 'division' })
  }
  if (aim.policy_id !== undefined) await refuseUnfitPromise(tx, aim.policy_id, aim.period)
  const candidates = await listCandidates(tx, call, aim)
  if (aim.families.choose === 'list' && candidates.length !== new Set(aim.families.family_ids).size) {
    refuse('not_found', 'contacts.family_not_found', { place: 'families.family_ids' })
  }
  return candidates
}

/** A period of another cadence is owed to nobody: such a round would settle nothing, and stand in the way of none. */
async function refuseUnfitPromise(tx: Tx, id: Uuid, period: Period | undefined): Promise<void> {
  const { rows } = await sql<{ cadences: Cadence[]; written_by: string | null; of_money: Cadence[] }>`
    select array(select distinct v.cadence from policy_version v where v.policy_id = p.id) as cadences, k.written_by,
      array(select v.cadence from policy_version v where v.policy_id = p.id and p.beneficiary = 'person' and v.grant_kind = 'cash') as of_money
    from policy p join care_kind k on k.code = p.care_kind where p.id = ${id}::uuid and p.state = 'active'`.execute(tx)
  const [policy] = rows
  if (!policy) refuse('not_found', 'contacts.policy_not_found', { place: 'policy_id' })
  if (policy.written_by !== null || policy.of_money.some(isOfCalendar))
    refuse('unprocessable', 'contacts.policy_paid_by_bank', {
      place: 'policy_id',
      next: 'contacts.policy_paid_by_bank_next',
    })
  if (period !== undefined && !policy.cadences.includes(cadenceOf(period)))
    refuse('unprocessable', 'contacts.period_not_of_policy', {
      params: { period },
      place: 'period',
      next: 'contacts.period_not_of_policy_next',
    })
}

export interface NewRound extends RoundAim {
  id: Uuid
  title: string
  care_kind: string
  opens_on: CivilDate
  closes_on: CivilDate
  gift?: string | undefined
  /** What each family is given, in fen. */
  cash_fen: number
  expected_households?: number | undefined
  expected_same_festival?: number | undefined
}

/**
 * Opens a round with one line for each family, in one transaction. Who wishes no contact, or is visited by another round for the
 * same promise and period, is left out. The same id sent again is the same round.
 *
 * @throws Refusal not_found; unprocessable for a kind of act that cannot carry what is handed out, or when nobody is left to visit;
 *   conflict when the preview was of another size, the id is another round's, or a round begun meanwhile took a family.
 */
export function createRound(
  db: Database,
  call: Call,
  input: NewRound,
): Promise<{ round_id: Uuid; households: number }> {
  const spec = { name: 'contacts.create_round', input, subject: { kind: 'visit_round', id: input.id } }
  return command(db, call, spec, async (tx) => {
    const before = await sameRound(tx, call, input)
    if (before) return { result: before, detail: { already: true } }
    await refuseUnfitKind(tx, input)
    const going = (await getCandidates(tx, call, input)).filter(goes)
    if (going.length === 0)
      refuse('unprocessable', 'contacts.nobody_to_visit', { place: 'families', next: 'contacts.nobody_to_visit_next' })
    const same_festival = going.filter((candidate) => candidate.same_festival).length
    const { expected_households = going.length, expected_same_festival = same_festival } = input
    if (expected_households !== going.length || expected_same_festival !== same_festival) {
      refuse('conflict', 'contacts.preview_changed', {
        params: { count: going.length },
        next: 'contacts.preview_changed_next',
      })
    }
    await insertRound(tx, call, input)
    await insertLines(tx, call, input, going)
    await tellRounds(
      tx,
      call,
      going.map((family) => family.community),
    )
    return {
      result: { round_id: input.id, households: going.length },
      detail: { households: going.length, same_festival },
    }
  })
}

async function sameRound(
  tx: Tx,
  call: Call,
  input: NewRound,
): Promise<{ round_id: Uuid; households: number } | undefined> {
  const { rows } = await sql<{ same: boolean; households: number }>`
    select (r.created_by = ${call.actor.account_id}::uuid and r.division = ${input.division}::bigint and r.title = ${input.title}
        and r.care_kind = ${input.care_kind} and r.opens_on = ${input.opens_on}::date and r.closes_on = ${input.closes_on}::date
        and r.cash_fen = ${input.cash_fen}::bigint and (r.festival, r.gift, r.policy_id, r.period) is not distinct from
          (${input.festival ?? null}::text, ${input.gift ?? null}::text, ${input.policy_id ?? null}::uuid, ${input.period ?? null}::text)) as same,
      (select count(*)::int from visit_line l where l.district = r.district and l.round_id = r.id) as households
    from visit_round r where r.district = ${call.actor.district}::int and r.id = ${input.id}::uuid`.execute(tx)
  const found = rows[0]
  if (!found) return undefined
  if (!found.same) refuse('conflict', 'contacts.id_taken', { place: 'id' })
  return { round_id: input.id, households: found.households }
}

async function refuseUnfitKind(tx: Tx, input: NewRound): Promise<void> {
  const [kind] = await listKinds(tx, [input.care_kind])
  const fault = kind ? figureFault(kind, input) : 'kind_unknown'
  if (fault) refuse('unprocessable', `contacts.${fault}`, { place: 'care_kind' })
}

async function insertRound(tx: Tx, call: Call, input: NewRound): Promise<void> {
  await sql`
    insert into visit_round (district, id, division, title, festival, policy_id, period, care_kind, opens_on, closes_on, gift, cash_fen,
      created_by, created_at)
    values (${call.actor.district}::int, ${input.id}::uuid, ${input.division}::bigint, ${input.title}, ${input.festival ?? null},
      ${input.policy_id ?? null}::uuid, ${input.period ?? null}, ${input.care_kind}, ${input.opens_on}::date, ${input.closes_on}::date,
      ${input.gift ?? null}, ${input.cash_fen}::bigint, ${call.actor.account_id}::uuid, ${call.now}::timestamptz)`.execute(
    tx,
  )
}

async function insertLines(tx: Tx, call: Call, input: NewRound, going: readonly Candidate[]): Promise<void> {
  try {
    await sql`
      insert into visit_line (district, id, community, round_id, family_id, policy_id, period)
      select ${call.actor.district}::int, a.id, a.community, ${input.id}::uuid, a.family_id, ${input.policy_id ?? null}::uuid,
        ${input.period ?? null}
      from unnest(${going.map(() => call.newId())}::uuid[], ${going.map((family) => family.community)}::bigint[],
        ${going.map((family) => family.family_id)}::uuid[]) a(id, community, family_id)`.execute(tx)
  } catch (error) {
    if (constraintOf(error) === 'visit_line_one_round')
      refuse('conflict', 'contacts.visited_elsewhere', { cause: error })
    throw error
  }
}
