import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { bereavedCouple, idOf, motherOfDisabledChild, registerForTest } from '../../../test/support/families.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { type FamilyChange, type FamilyDraft, type PersonDraft, updateFamilies } from '../../registry/families/index.ts'
import { answersFor, explain, findPolicyByCode } from './index.ts'
import { eligible } from './queries/index.ts'

// From the register to the answer: families as an officer enters them, asked through the facts the register keeps.

let db: TestDatabase
let officer: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(() => db.drop())

const ADOPTED = {
  name: '林小满',
  relation: 'child',
  identity: { kind: 'none' },
  sex: 'female',
  birth_date: civilDate('2020-04-01'),
  member_from: civilDate('2026-03-01'),
} as const satisfies PersonDraft

async function registered(draft: FamilyDraft) {
  const [family] = await registerForTest(db, officer, [draft])
  if (!family) throw new Error('the family was not registered')
  return family
}

/** What an officer changes in the register, and the facts with it. */
function change(family_id: Uuid, what: FamilyChange) {
  const call = callOf(db, officer)
  return readIn(db.db, call, (tx) => updateFamilies(tx, call, [{ family_id, version: 1, change: what }]))
}

/** By which conditions alone the answer is what it is. */
async function decides(code: string, person_id: Uuid | undefined): Promise<string[]> {
  const call = callOf(db, officer)
  return readIn(db.db, call, async (tx) => {
    const as_of = civilDate('2026-11-21')
    const policy = await findPolicyByCode(tx, code, as_of)
    if (!policy || !person_id) throw new Error(`no policy ${code}`)
    const { lines } = await explain(tx, call, { person_id, policy_id: policy.id, as_of })
    return lines.flatMap((line) => (line.kind === 'condition' && line.decides ? [line.field] : []))
  })
}

const register = async (draft: FamilyDraft) => (await registered(draft)).person_ids

async function answer(code: string, person_id: string | undefined, on = '2026-11-21') {
  const call = callOf(db, officer)
  return readIn(db.db, call, async (tx) => {
    const as_of = civilDate(on)
    const policy = await findPolicyByCode(tx, code, as_of)
    if (!policy) throw new Error(`no policy ${code}`)
    const rows = await eligible(tx, call, { policy, division: 530103000000, as_of })
    return rows.find((row) => row.person_id === person_id)?.answer
  })
}

describe('a registered family', () => {
  test('of the first branch: both parents are owed, the mourned child is asked for nothing', async () => {
    const [father, mother, child] = await register(bereavedCouple(1))
    expect(await answer('special_assistance_death', father)).toBe('yes')
    expect(await answer('special_assistance_death', mother)).toBe('yes')
    expect(await answer('special_assistance_disability', mother)).toBe('no')
    expect(await answer('panlong_doctor_signing', mother)).toBe('yes')
    expect(await answer('panlong_doctor_signing', child)).toBeUndefined()
    expect(await answer('panlong_festival_condolence', mother)).toBeUndefined()
  })

  test('of the second branch: the mother is owed by the grade on the certificate, the child signs with the doctor', async () => {
    const [mother, child] = await register(motherOfDisabledChild(2))
    expect(await answer('special_assistance_disability', mother)).toBe('yes')
    expect(await answer('special_assistance_death', mother)).toBe('no')
    expect(await answer('panlong_doctor_signing', child)).toBe('yes')
    expect(await answer('special_assistance_disability', child)).toBeUndefined()
  })

  test('whose wife has died: her age counts before that day, his own after it', async () => {
    const couple = bereavedCouple(3)
    const [father, mother, child] = couple.members
    if (!father || !mother || !child) throw new Error('a couple and a child')
    const young = idOf(8_001, civilDate('1975-03-05'), 'female')
    const [widower] = await register({
      ...couple,
      members: [
        { ...father, marital: '30', marital_since: civilDate('2020-01-01') },
        { ...mother, identity: { kind: 'resident', number: young }, died_on: civilDate('2020-01-01') },
        { ...child, birth_date: civilDate('1998-05-12'), died_on: civilDate('2015-08-30') },
      ],
    })
    expect(await answer('special_assistance_death', widower, '2019-12-31')).toBe('no')
    expect(await answer('special_assistance_death', widower, '2020-01-01')).toBe('yes')
  })

  test('whose only child was adopted: the loss of it counts as any', async () => {
    const couple = bereavedCouple(5)
    const [father, , child] = await register({
      ...couple,
      certificates: [...couple.certificates, { member: 2, kind: 'adoption', issued_on: civilDate('1976-02-01') }],
    })
    expect(child).toBeDefined()
    expect(await answer('special_assistance_death', father)).toBe('yes')
  })

  test('that adopts after the loss: the child counts as born, and the register takes it into no family of the first branch', async () => {
    const family = await registered(bereavedCouple(6))
    const [father] = family.person_ids
    expect(await answer('special_assistance_death', father)).toBe('yes')
    const adopted = { id: testId(), ...ADOPTED }
    const paper = { person_id: adopted.id, kind: 'adoption' as const, issued_on: civilDate('2026-03-01') }
    const joins = { add_members: [adopted], add_certificates: [paper] }
    await expect(change(family.id, joins)).rejects.toMatchObject({
      issues: [expect.objectContaining({ code: 'families.living_child_in_branch', next: 'families.next_branch' })],
    })
    await change(family.id, { set: { children_born: 2 } })
    expect(await answer('special_assistance_death', father)).toBe('no')
    expect(await decides('special_assistance_death', father)).toEqual(['children_born'])
  })

  test('of the second branch that adopts beside the disabled child: the adopted one ends it, counted as born', async () => {
    const family = await registered(motherOfDisabledChild(7))
    const [mother] = family.person_ids
    expect(await answer('special_assistance_disability', mother)).toBe('yes')
    const adopted = { id: testId(), ...ADOPTED }
    await change(family.id, {
      set: { children_born: 2, children_surviving: 2 },
      add_members: [adopted],
      add_certificates: [{ person_id: adopted.id, kind: 'adoption', issued_on: civilDate('2026-03-01') }],
    })
    expect(await decides('special_assistance_disability', mother)).toEqual(['children_born'])
    expect(await answer('special_assistance_disability', mother)).toBe('no')
    const { rows } = await db.admin.query(
      'select children_born, children_surviving, child_disability_grade from person_fact where person_id = $1',
      [mother],
    )
    expect(rows).toEqual([{ children_born: 2, children_surviving: 2, child_disability_grade: 2 }])
  })

  test('gets from the page of a person the same answers as from the run', async () => {
    const [father] = await register(bereavedCouple(4))
    if (!father) throw new Error('a father')
    const call = callOf(db, officer)
    const { answers } = await readIn(db.db, call, (tx) =>
      answersFor(tx, call, { person_id: father, as_of: civilDate('2026-11-21') }),
    )
    const persons = answers.filter(({ policy }) => policy.beneficiary === 'person')
    expect(persons.length).toBeGreaterThan(5)
    for (const { policy, answer: told } of persons)
      expect([policy.code, await answer(policy.code, father)]).toEqual([policy.code, told])
  })
})
