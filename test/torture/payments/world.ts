import type pg from 'pg'
import type { House } from '../../../src/house.ts'
import {
  addDays,
  addMonths,
  type CivilDate,
  civilDate,
  civilDateOf,
  type Instant,
  partsOf,
} from '../../../src/kernel/calendar.ts'
import type { Code } from '../../../src/kernel/division-code.ts'
import type { Uuid } from '../../../src/kernel/ids.ts'
import { fen } from '../../../src/kernel/money.ts'
import { addSource, confirmAppropriation, enterAppropriation } from '../../../src/ledgers/funds/index.ts'
import { systemClock } from '../../../src/platform/clock.ts'
import type { Call } from '../../../src/platform/call.ts'
import { command } from '../../../src/platform/database/transact.ts'
import { newId } from '../../../src/platform/ids.ts'
import { runEligibility } from '../../../src/promises/entitlements/index.ts'
import { approveAccounts, importAccounts } from '../../../src/registry/bank-accounts/index.ts'
import { registerFamilies } from '../../../src/registry/families/index.ts'
import {
  beginDemonstration,
  callAs,
  createDemoStaff,
  finishDemonstration,
  systemCall,
} from '../../../src/registry/staff/index.ts'
import { accountRequest } from '../../support/bank-accounts.ts'
import { bereavedCouple } from '../../support/families.ts'

export const DISTRICT = 530_103
const PLACE = 530_103_000_000
const POLICY = 'panlong_special_assistance_death'
/** Families registered in one transaction. */
const AT_ONCE = 500

export interface WorldOptions {
  /** Streets whose rounds run side by side. */
  lanes: number
  /** Persons who are paid, by lane. */
  persons: number
  /** Months that are owed: one round of each lane for each. */
  months: number
}

export interface World {
  policy_id: Uuid
  appropriation_id: Uuid
  streets: Code[]
  months: CivilDate[]
  people: Record<'officer' | 'approver' | 'finance' | 'supervisor', Uuid>
  /** What is owed before the first round: lines and fen. */
  owed: { lines: number; fen: number }
}

/**
 * Streets of families with two parents each who are owed assistance for a number of months, their accounts, and exactly the money
 * that is owed. All through the rooms' own commands, in sets, while nobody is killing; only accounts are dated back by a clock of
 * their own, because a change cools off for days.
 */
export async function makeWorld(house: House, admin: pg.ClientBase, options: WorldOptions): Promise<World> {
  const now = systemClock.now()
  const today = civilDateOf(now)
  const people = await makePeople(house, admin, now, today)
  const call = (username: string, key: string, at: Instant = now) =>
    callAs(house.db, username, {
      now: at,
      today: civilDateOf(at),
      crypto: house.crypto,
      newId,
      idempotency_key: `torture:${key}`,
    })
  const places = await placesOf(admin, options.lanes)
  const persons: Uuid[] = []
  for (const [lane, { community }] of places.entries())
    persons.push(...(await register(house, call, options, lane, community)))
  await giveAccounts(house, call, persons, now)

  const months = Array.from({ length: options.months }, (_, i) =>
    addDays(addMonths(firstOf(today), i - options.months), 14),
  )
  for (const as_of of months) {
    const input = { division: PLACE, as_of, policy_codes: [POLICY], apply: true }
    await runEligibility(house.db, await call('demo-district', `run:${as_of}`), input)
  }
  const { rows } = await admin.query<{ policy_id: Uuid; lines: number; fen: number }>(
    `select p.id as policy_id, count(*)::int as lines, sum(e.amount_fen)::float8 as fen
     from entitlement e join policy p on p.id = e.policy_id where p.code = $1 and e.state = 'due' group by p.id`,
    [POLICY],
  )
  const [owed] = rows
  if (owed?.lines !== persons.length * options.months) throw new Error(`Owed are ${owed?.lines ?? 0} lines.`)
  return {
    policy_id: owed.policy_id,
    appropriation_id: await appropriate(house, call, owed.fen, today),
    streets: places.map(({ street }) => street),
    months,
    people,
    owed: { lines: owed.lines, fen: owed.fen },
  }
}

type CallFor = (username: string, key: string, at?: Instant) => Promise<Call>

const firstOf = (date: CivilDate) => civilDate(`${date.slice(0, 8)}01`)

async function makePeople(
  house: House,
  admin: pg.ClientBase,
  now: Instant,
  today: CivilDate,
): Promise<World['people']> {
  await beginDemonstration(house.db, house.clock)
  const parts = { now, today, crypto: house.crypto, newId, division: 530_100_000_000, idempotency_key: 'torture-staff' }
  const [first] = await placesOf(admin, 1)
  if (!first) throw new Error('The district has a street.')
  const staff = await createDemoStaff(house.db, systemCall(parts), {
    communities: [first.community, first.community + 1],
    valid_from: civilDate('2015-01-01'),
  })
  await finishDemonstration(house.db, house.clock)
  const of = (role: string) => {
    const person = staff.find((one) => one.role === role)
    if (!person) throw new Error(`The demonstration has a ${role}.`)
    return person.account_id
  }
  return {
    officer: of('district_officer'),
    approver: of('district_approver'),
    finance: of('finance'),
    supervisor: of('supervisor'),
  }
}

/** Streets of the district, each with its first community. */
async function placesOf(admin: pg.ClientBase, count: number): Promise<{ street: Code; community: Code }[]> {
  const { rows } = await admin.query<{ street: string; community: string }>(
    `select code / 1000 * 1000 as street, min(code) as community from division
     where code / 1000000 = $1 and tier = 'community' and valid_to is null group by 1 order by count(*) desc, 1 limit $2`,
    [DISTRICT, count],
  )
  return rows.map((row) => ({ street: Number(row.street) as Code, community: Number(row.community) as Code }))
}

async function register(
  house: House,
  call: CallFor,
  options: WorldOptions,
  lane: number,
  community: Code,
): Promise<Uuid[]> {
  const families = Math.ceil(options.persons / 2)
  const persons: Uuid[] = []
  for (let from = 0; from < families; from += AT_ONCE) {
    const drafts = Array.from({ length: Math.min(AT_ONCE, families - from) }, (_, i) =>
      bereavedCouple(lane * families + from + i, { community }),
    )
    const by = await call('demo-district', `families:${lane}:${from}`)
    const made = await command(house.db, by, { name: 'families.register', input: [lane, from] }, async (tx) => ({
      result: (await registerFamilies(tx, by, drafts)).flatMap((family) => family.person_ids.slice(0, 2)),
    }))
    persons.push(...made)
  }
  return persons
}

async function giveAccounts(house: House, call: CallFor, persons: readonly Uuid[], now: Instant): Promise<void> {
  const earlier = new Date(Date.parse(now) - 60 * 86_400_000).toISOString() as Instant
  for (let from = 0; from < persons.length; from += AT_ONCE) {
    const accounts = persons.slice(from, from + AT_ONCE).map((person, i) => accountRequest(person, from + i + 1))
    const { version_ids } = await importAccounts(house.db, await call('demo-district', `accounts:${from}`, earlier), {
      accounts,
    })
    await approveAccounts(house.db, await call('demo-approver', `approved:${from}`, earlier), { version_ids })
  }
}

/** Exactly what is owed, so that one yuan paid twice would be a yuan too little. */
async function appropriate(house: House, call: CallFor, total: number, today: CivilDate): Promise<Uuid> {
  const [source_id, id] = [newId(), newId()]
  await addSource(house.db, await call('demo-finance', 'source'), {
    id: source_id,
    division: PLACE,
    kind: 'treasury',
    name: '盘龙区财政',
  })
  const { year } = partsOf(today)
  const entry = {
    id,
    year,
    source_id,
    purpose: 'special_assistance',
    stated_fen: fen(total),
    origin: 'budget',
  } as const
  await enterAppropriation(house.db, await call('demo-finance', 'appropriation'), entry)
  await confirmAppropriation(house.db, await call('demo-approver', 'appropriation:confirmed'), id)
  return id
}
