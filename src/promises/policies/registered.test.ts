import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { bereavedCouple, idOf, motherOfDisabledChild, registerForTest } from '../../../test/support/families.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import type { FamilyDraft } from '../../registry/families/index.ts'
import { answersFor, eligible, findPolicyByCode } from './index.ts'

// From the register to the answer: families as an officer enters them, asked through the facts the register keeps.

let db: TestDatabase
let officer: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(() => db.drop())

async function register(draft: FamilyDraft) {
  const [family] = await registerForTest(db, officer, [draft])
  if (!family) throw new Error('the family was not registered')
  return family.person_ids
}

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
