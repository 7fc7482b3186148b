import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { ancestorAt, codeOfDistrict, districtOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { command } from '../../../platform/database/transact.ts'
import { findInstallation } from '../queries/accounts.ts'
import { insertStaff } from './staff-rows.ts'

interface DemoPerson {
  username: string
  display_name: string
  role: Role
  at: 'first' | 'second' | 'street' | 'district' | 'city'
  title: string
}

/** Invented people, one for each post that a visitor may try. */
const PEOPLE: readonly DemoPerson[] = [
  { username: 'demo-community', display_name: '何晓岚', role: 'community_worker', at: 'first', title: '社区工作者' },
  {
    username: 'demo-neighbour',
    display_name: '段一鸣',
    role: 'community_worker',
    at: 'second',
    title: '社区工作者（邻社区）',
  },
  { username: 'demo-street', display_name: '沐春和', role: 'street_officer', at: 'street', title: '街道计生协专干' },
  {
    username: 'demo-district',
    display_name: '施予安',
    role: 'district_officer',
    at: 'district',
    title: '区计生协业务员',
  },
  {
    username: 'demo-approver',
    display_name: '鲁知行',
    role: 'district_approver',
    at: 'district',
    title: '区计生协审批人',
  },
  { username: 'demo-finance', display_name: '钱思齐', role: 'finance', at: 'district', title: '区计生协财务' },
  { username: 'demo-city', display_name: '和致远', role: 'city_leader', at: 'city', title: '市计生协负责人' },
  { username: 'demo-home', display_name: '花念慈', role: 'home_worker', at: 'street', title: '暖心家园工作者' },
  { username: 'demo-psychologist', display_name: '柳静言', role: 'psychologist', at: 'district', title: '心理咨询师' },
  { username: 'demo-auditor', display_name: '严明之', role: 'auditor', at: 'district', title: '审计员' },
  { username: 'demo-supervisor', display_name: '方正清', role: 'supervisor', at: 'district', title: '监督员' },
  {
    username: 'demo-administrator',
    display_name: '管立诚',
    role: 'administrator',
    at: 'district',
    title: '系统管理员',
  },
]

export interface DemoStaffInput {
  /** Two neighbouring communities of one street: of the community worker and of her neighbour. */
  communities: readonly [number, number]
  /** From when the posts are held: before the first act of the demonstration. */
  valid_from: CivilDate
}

export interface DemoStaff {
  username: string
  account_id: Uuid
  post_id: Uuid
  role: Role
  division: number
}

/**
 * The associations and personas of the demonstration, in one transaction. `call` is a `systemCall` over the city. Done again
 * under the same key it answers the same.
 * @throws Refusal not_allowed staff.demonstration_only unless the installation is loading or is a demonstration
 */
export async function createDemoStaff(db: Database, call: Call, input: DemoStaffInput): Promise<DemoStaff[]> {
  const [first, second] = input.communities
  const district = codeOfDistrict(districtOf(first))
  const places = { first, second, street: ancestorAt(first, 'street'), district, city: ancestorAt(first, 'city') }
  return command(db, call, { name: 'staff.create_demonstration', input }, async (tx) => {
    const state = (await findInstallation(tx))?.state
    if (state !== 'loading' && state !== 'demonstration') refuse('not_allowed', 'staff.demonstration_only')
    const associations = [places.city, places.district, places.street]
    await sql`insert into association (division, name, created_at)
      select d.code, d.name || '计划生育协会', ${call.now}::timestamptz from division d where d.code = any(${associations}::bigint[])
      on conflict (division) do nothing`.execute(tx)
    const staff = PEOPLE.map((person) => ({
      account_id: call.newId(),
      post_id: call.newId(),
      username: person.username,
      display_name: person.display_name,
      account_division: person.at === 'city' ? places.city : places.district,
      state: 'active' as const,
      persona: true,
      role: person.role,
      division: places[person.at],
      title: person.title,
      valid_from: input.valid_from,
      valid_to: null,
    }))
    await insertStaff(tx, { now: call.now, granted_by: call.actor.account_id }, staff)
    const result = staff.map(({ username, account_id, post_id, role, division }) => ({
      username,
      account_id,
      post_id,
      role,
      division,
    }))
    return { result, detail: { accounts: result.length } }
  })
}
