import type { z } from 'zod'
import {
  countMine,
  coverageOf,
  listContactFamilies,
  listContactsDue,
  listRounds,
  listRulesInForce,
  sumContactsDue,
} from '../../../care/contacts/index.ts'
import { addDays, type CivilDate, weekday } from '../../../kernel/calendar.ts'
import { lunarLabel } from '../../../kernel/lunar.ts'
import type { Role } from '../../../kernel/role.ts'
import { listKinds, listNextSteps } from '../../../ledgers/care-records/index.ts'
import { appropriationsToConfirm, countYearsToClose } from '../../../ledgers/funds/index.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import {
  countChangesToDecide,
  countProceduresToDecide,
  countTransfersToReceive,
  countWaiting,
  deadlinesOf,
} from '../../../promises/claims/index.ts'
import { countOwed } from '../../../promises/entitlements/index.ts'
import { draftsToDecide } from '../../../promises/policies/index.ts'
import { standingToday } from '../../../promises/standing/index.ts'
import { countLetGoToDecide, roundsWaiting, templatesToDecide } from '../../../provision/payments/index.ts'
import { countToDecide } from '../../../registry/bank-accounts/index.ts'
import { findDivision } from '../../../registry/divisions/index.ts'
import { listGentleDays } from '../../../registry/families/index.ts'
import type { gentleShape, today } from '../contract.ts'
import { namesOfFamilies } from './families.ts'

export type Today = z.input<NonNullable<(typeof today)['response']>>
type Gentle = z.input<typeof gentleShape>

const CONTACTING: ReadonlySet<Role> = new Set<Role>(['community_worker', 'street_officer', 'district_officer'])
const CARING: ReadonlySet<Role> = new Set<Role>([...CONTACTING, 'home_worker', 'psychologist'])
const LEADING: ReadonlySet<Role> = new Set<Role>([
  'district_officer',
  'district_approver',
  'supervisor',
  'city_leader',
  'province_leader',
])
const SETTLING: ReadonlySet<Role> = new Set<Role>([...CONTACTING, 'district_approver', 'finance'])

const CLAIMING: ReadonlySet<Role> = new Set<Role>([...CONTACTING, 'district_approver'])

/** Whoever may decide on what another has asked for, in her association. */
const DECIDING: ReadonlySet<Role> = new Set<Role>([
  'district_officer',
  'district_approver',
  'finance',
  'city_leader',
  'province_leader',
])

const FINDING: ReadonlySet<Role> = new Set<Role>(['community_worker', 'street_officer'])

const DUE_SHOWN = 8
const ROUNDS_SHOWN = 5

/** All that waits for this reader today. Each part is the room's own list, cut to what fits one page. */
export async function todayOf(tx: Tx, call: Call): Promise<Today> {
  const { role, division } = call.actor
  const place = await findDivision(tx, division)
  return {
    day: dayOf(call.today),
    division,
    division_name: place?.name ?? null,
    gentle: CARING.has(role) ? await gentleOf(tx, call) : null,
    due: CONTACTING.has(role) ? await dueOf(tx, call) : null,
    rounds: await roundsOf(tx, call),
    next_steps: CARING.has(role) ? await nextStepsOf(tx, call) : [],
    owed: SETTLING.has(role) ? await owedOf(tx, call) : null,
    claims: CLAIMING.has(role) ? { total: await countWaiting(tx, call) } : null,
    deadlines: CLAIMING.has(role) ? await deadlinesOf(tx, call) : [],
    standing: FINDING.has(role) ? await standingToday(tx, call) : null,
    money: await roundsWaiting(tx, call),
    decisions: DECIDING.has(role) ? await decisionsOf(tx, call) : null,
    coverage: CONTACTING.has(role) || LEADING.has(role) ? await coverageOf(tx, call, call.actor.division) : null,
  }
}

async function decisionsOf(tx: Tx, call: Call): Promise<Today['decisions']> {
  return {
    drafts: await draftsToDecide(tx, call),
    templates: await templatesToDecide(tx, call),
    appropriations: await appropriationsToConfirm(tx, call),
    accounts: await countToDecide(tx, call),
    years: await countYearsToClose(tx, call),
    let_go: await countLetGoToDecide(tx, call),
    roll_changes: await countChangesToDecide(tx, call),
    transfers: await countTransfersToReceive(tx, call),
    procedures: await countProceduresToDecide(tx, call),
  }
}

const dayOf = (date: CivilDate) => ({ date, lunar: lunarLabel(date) })

const GENTLE_MAX = 5_000

/**
 * The number for the jurisdiction; by name only the families she cares for herself: a community worker those of her community, others
 * those whose named contact they are.
 */
async function gentleOf(tx: Tx, call: Call): Promise<Gentle> {
  const { families, festivals } = await listGentleDays(tx, call, call.today, 7, GENTLE_MAX)
  const own = await ownAmong(tx, call)
  const mine = own === undefined ? families : families.filter((family) => own.has(family.family_id))
  const names = await namesOfFamilies(tx, call, mine)
  return {
    households: families.length,
    quiet: families.filter((family) => family.days.some((day) => day.quiet)).length,
    families: mine.slice(0, 50).map(({ family_id, community, heads, days }) => ({
      family_id,
      community,
      heads,
      community_name: names.get(family_id)?.community_name ?? null,
      days: days.map(({ date, quiet }) => ({ ...dayOf(date), quiet })),
    })),
    festivals: festivals.map(dayOf),
  }
}

/** The families of which this account is the named contact; undefined for a community worker, who cares for all of hers. */
async function ownAmong(tx: Tx, call: Call): Promise<Set<string> | undefined> {
  if (call.actor.role === 'community_worker') return undefined
  const account_id = call.actor.account_id
  const families = await listContactFamilies(tx, call, { account_id, limit: GENTLE_MAX })
  return new Set(families.map((family) => family.family_id))
}

async function dueOf(tx: Tx, call: Call): Promise<Today['due']> {
  const byDistrict = await sumContactsDue(tx, call, { width: 1_000_000 })
  return {
    households: [...byDistrict.values()].reduce((sum, households) => sum + households, 0),
    items: await listContactsDue(tx, call, { limit: DUE_SHOWN }),
    rules: await listRulesInForce(tx, call),
  }
}

async function roundsOf(tx: Tx, call: Call): Promise<Today['rounds']> {
  const rounds: Today['rounds'] = []
  for (const round of await listRounds(tx, call, { state: 'open', limit: ROUNDS_SHOWN })) {
    const mine = await countMine(tx, call, { district: round.district, id: round.round_id })
    rounds.push({ ...round, mine: mine.households, mine_open: mine.open })
  }
  return rounds
}

/** Up to the coming Sunday; what is late stands first. */
async function nextStepsOf(tx: Tx, call: Call): Promise<Today['next_steps']> {
  const until = addDays(call.today, 7 - weekday(call.today))
  const steps = await listNextSteps(tx, call, {
    division: call.actor.division,
    until,
    worker_id: call.actor.account_id,
  })
  const names = await namesOfFamilies(tx, call, steps)
  const kinds = new Map(
    (await listKinds(tx, [...new Set(steps.map((step) => step.kind))])).map((kind) => [kind.code, kind]),
  )
  return steps.slice(0, 50).map(({ family_id, community, record_id, next_on, kind }) => ({
    family_id,
    community,
    record_id,
    next_on,
    heads: names.get(family_id)?.heads ?? [],
    community_name: names.get(family_id)?.community_name ?? null,
    kind_zh: kinds.get(kind)?.name_zh ?? kind,
    kind_en: kinds.get(kind)?.name_en ?? kind,
    late: next_on < call.today,
  }))
}

async function owedOf(tx: Tx, call: Call): Promise<Today['owed']> {
  const due = await countOwed(tx, call, { state: ['due'] })
  const held = await countOwed(tx, call, { review: 'yes' })
  return { due: due.total, due_or_more: due.total_or_more, held: held.total, held_or_more: held.total_or_more }
}
