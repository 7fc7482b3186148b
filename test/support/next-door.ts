import { type CivilDate, civilDate, type Instant } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor } from '../../src/platform/call.ts'
import { runEligibility } from '../../src/promises/entitlements/index.ts'
import { composeRound } from '../../src/provision/payments/commands/index.ts'
import { approveAccounts, importAccounts } from '../../src/registry/bank-accounts/index.ts'
import { closeFamily } from '../../src/registry/families/commands/index.ts'
import type { FamilyDraft } from '../../src/registry/families/rules/draft.ts'
import { callOf, makeActor, testId } from './app.ts'
import { accountRequest } from './bank-accounts.ts'
import type { TestDatabase } from './database.ts'
import { bereavedCouple, registerForTest } from './families.ts'
import { makePayRoom, type PayRoom } from './rounds.ts'

// Families of Panlong that move next door, to Wuhua, where others register and pay them; on 15 December 2026.

const WUHUA = 530_102_000_000
export const THERE = 530_102_001_001
const TODAY = civilDate('2026-12-15')
const DECEMBER = '2026-12-15T02:00:00.000Z' as Instant

/** Two districts, and how many families and accounts there are. */
export interface TwoDistricts {
  db: TestDatabase
  pay: PayRoom
  /** The hands of the district next door. */
  there: { officer: Actor; approver: Actor }
  couples: number
  cards: number
}

export async function makeTwoDistricts(db: TestDatabase): Promise<TwoDistricts> {
  const pay = await makePayRoom(db)
  pay.clock.now = DECEMBER
  const there = {
    officer: await makeActor(db, 'district_officer', '530102'),
    approver: await makeActor(db, 'district_approver', '530102'),
  }
  return { db, pay, there, couples: 0, cards: 500 }
}

export interface Here {
  draft: FamilyDraft
  family_id: Uuid
  persons: Uuid[]
}

/** A family of Panlong whose grown members, or the mother alone, have accounts. */
export async function lives(two: TwoDistricts, draft: FamilyDraft = bereavedCouple(two.couples++)): Promise<Here> {
  const [family] = await registerForTest(two.db, two.pay.officer, [draft])
  const parents = draft.members.filter((member) => member.relation === 'parent').length
  const persons = family?.person_ids.slice(0, parents) ?? []
  await two.pay.giveAccounts(persons)
  return { draft, family_id: family?.id as Uuid, persons }
}

export async function leaves({ db, pay }: TwoDistricts, { family_id }: Here, on: string): Promise<void> {
  const { rows } = await db.admin.query<{ version: number }>('select version from family where id = $1', [family_id])
  const version = rows[0]?.version ?? 0
  const end = { family_id, version, state: 'moved' as const, on: civilDate(on), reason: '户籍迁往五华区' }
  await closeFamily(db.db, pay.call(pay.officer), end)
}

/** The same people registered next door, or again where they were. */
export async function arrives(two: TwoDistricts, { draft, persons }: Here, community: number): Promise<Uuid[]> {
  const { db, pay, there } = two
  const hands = community === THERE ? there : pay
  const registered_on = civilDate('2026-11-01')
  const [family] = await registerForTest(db, hands.officer, [{ ...draft, community, registered_on }])
  const arrived = family?.person_ids.slice(0, persons.length) ?? []
  const at = (now: string) => ({ now: now as Instant })
  const accounts = arrived.map((person) => accountRequest(person, (two.cards += 1)))
  const asked = callOf(db, hands.officer, at('2026-11-21T03:00:00.000Z'))
  const { version_ids } = await importAccounts(db.db, asked, { accounts })
  await approveAccounts(db.db, callOf(db, hands.approver, at('2026-11-21T04:00:00.000Z')), { version_ids })
  return arrived
}

/** Somebody of the district next door acts. */
export const callThere = ({ db, there }: TwoDistricts) => callOf(db, there.officer, { now: DECEMBER })

export const runThere = (two: TwoDistricts) =>
  runEligibility(two.db.db, callThere(two), { division: WUHUA, as_of: TODAY, apply: true })

export const composeThere = (two: TwoDistricts, as_of: CivilDate = TODAY) =>
  composeRound(two.db.db, callThere(two), {
    id: testId(),
    division: WUHUA as never,
    title: '五华十二月',
    policy_ids: two.pay.policies,
    as_of,
  })

/** What a round holds for these people: yuan and the months paid with nothing, or why they are left out. */
export async function saidOf({ db }: TwoDistricts, round: Uuid, persons: readonly Uuid[]): Promise<string[]> {
  const { rows } = await db.admin.query<{ said: string }>(
    `select concat_ws(' ', p.period, (p.amount_fen / 100)::text, (select string_agg(part ->> 'months' || ' ' || (part ->> 'cut'), ', ' order by part ->> 'from')
        from jsonb_array_elements(p.parts) part where part ? 'cut')) as said
     from payment p where p.round_id = $1 and p.person_id = any($2) and p.state <> 'void'
     union all
     select e.period || ' ' || l.reason from payment_left_out l join entitlement e on e.id = l.entitlement_id
     where l.round_id = $1 and e.person_id = any($2) order by 1`,
    [round, persons],
  )
  return rows.map((row) => row.said)
}
