import type { CivilDate } from '../../src/kernel/calendar.ts'
import { makeIdNumber } from '../../src/kernel/id-number.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor } from '../../src/platform/call.ts'
import { refreshStanding, type Refreshed } from '../../src/promises/standing/index.ts'
import type { FamilyDraft } from '../../src/registry/families/rules/draft.ts'
import { callOf } from './app.ts'
import type { TestDatabase } from './database.ts'
import { PANLONG } from './entitlements.ts'
import { at } from './claims.ts'
import { bereavedCouple } from './families.ts'

/** A refresh of Panlong on a day, as a district officer asks for it that morning. */
export function refreshOn(test: TestDatabase, officer: Actor, as_of: CivilDate): Promise<Refreshed> {
  return refreshStanding(test.db, callOf(test, officer, { now: at(as_of) }), { division: PANLONG, as_of })
}

let serial = 0

/** A widow of this birth whose only child died, alone on her file. */
export function widowBorn(n: number, birth: CivilDate, more: Partial<FamilyDraft> = {}): FamilyDraft {
  const draft = bereavedCouple(n)
  const [, mother, child] = draft.members
  if (!mother || !child) throw new Error('A couple has a mother and a child.')
  serial += 1
  const number = makeIdNumber(530_103, birth, 500 + serial * 2)
  return {
    ...draft,
    members: [{ ...mother, identity: { kind: 'resident', number }, marital: '30' }, child],
    certificates: [{ member: 0, kind: 'only_child', number: `GW${n}`, issued_on: '2000-01-01' as CivilDate }],
    relations: [],
    living_arrangement: 'alone',
    ...more,
  }
}

export interface StandingRow {
  code: string
  answer: string
  since: string
  family_id: Uuid
  person_id: Uuid | null
}

export interface ChangeRow {
  code: string
  before: string
  after: string
  on: string
  cause: string
  fields: string[]
}

/** What is really written of a family, past row security. */
export async function standingOf(test: TestDatabase, family: Uuid, code?: string): Promise<StandingRow[]> {
  const { rows } = await test.admin.query<StandingRow>(
    `select p.code, s.answer, s.since::text as since, s.family_id, s.person_id from standing s join policy p on p.id = s.policy_id
     where s.family_id = $1 and ($2::text is null or p.code = $2) order by p.code, s.person_id`,
    [family, code ?? null],
  )
  return rows
}

export async function changesOf(test: TestDatabase, family: Uuid, code?: string): Promise<ChangeRow[]> {
  const { rows } = await test.admin.query<ChangeRow>(
    `select p.code, c.answer_before as before, c.answer_after as after, c.changed_on::text as on, c.cause, c.fields
     from standing_change c join policy p on p.id = c.policy_id join standing_refresh r on r.district = c.district and r.id = c.refresh_id
     where c.family_id = $1 and ($2::text is null or p.code = $2) order by r.as_of, r.refreshed_at, r.id, p.code, c.person_id`,
    [family, code ?? null],
  )
  return rows
}

export async function soonOf(test: TestDatabase, family: Uuid): Promise<{ code: string; on: string; cause: string }[]> {
  const { rows } = await test.admin.query<{ code: string; on: string; cause: string }>(
    `select p.code, s.qualifies_on::text as on, s.cause from standing_soon s join policy p on p.id = s.policy_id
     where s.family_id = $1 order by s.qualifies_on, p.code`,
    [family],
  )
  return rows
}
