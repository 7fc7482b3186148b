import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { callOf, makeActor } from '../../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.ts'
import { bereavedCouple, motherOfDisabledChild, registerForTest } from '../../../../test/support/families.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Actor } from '../../../platform/call.ts'
import { look } from '../../../platform/database/looks.ts'
import { command } from '../../../platform/database/transact.ts'
import { readStoredFamilies, updateFamilies } from '../index.ts'
import { CLAIMS_TOLD_A_DAY } from './refused-claims.ts'
import { registerFamily } from './register.ts'

let db: TestDatabase
let officer: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(() => db.drop())

const count = async (text: string, ...values: unknown[]) =>
  Number((await db.admin.query<{ n: string }>(`select count(*) as n from ${text}`, values)).rows[0]?.n)

describe('registerFamilies', () => {
  test('writes a district of 357 families and 873 people in a fixed number of statements, with every row that hangs on them', async () => {
    const drafts = Array.from({ length: 357 }, (_, n) => (n < 159 ? bereavedCouple(n) : motherOfDisabledChild(n)))
    expect(drafts.reduce((sum, draft) => sum + draft.members.length, 0)).toBe(873)
    // 0.6 s on a quiet machine; a test that shares its two cores counts statements, which do not depend on who else works.
    const statements = vi.spyOn(pg.Client.prototype, 'query')
    const registered = await registerForTest(db, officer, drafts)
    expect(statements.mock.calls.length).toBeLessThanOrEqual(16)
    statements.mockRestore()
    expect(registered.map((family) => family.file).slice(0, 2)).toEqual(['530103-000001', '530103-000002'])
    expect(registered.at(-1)?.file).toBe('530103-000357')
    expect(await count('person')).toBe(873)
    expect(await count('identity_claim')).toBe(873 - 159)
    expect(await count('person_fact')).toBe(873 - 159)
    expect(await count('certificate')).toBe(357)
    expect(await count('decision_contact')).toBe(159)
  })

  test('keeps no piece of a mourned child to be found by', async () => {
    const [family] = await registerForTest(db, officer, [bereavedCouple(1000)])
    expect(await count('person_name_gram where person_id = $1', family?.person_ids[2])).toBe(0)
    expect(await count('person_name_gram where person_id = $1', family?.person_ids[0])).toBeGreaterThan(1)
  })

  test('copies what rules ask into facts', async () => {
    const [bereaved, disabled] = await registerForTest(db, officer, [bereavedCouple(1001), motherOfDisabledChild(1002)])
    const { rows } = await db.admin.query('select * from person_fact where person_id = any($1)', [
      [bereaved?.person_ids[1], disabled?.person_ids[0]],
    ])
    const [mother, widow] = [bereaved?.person_ids[1], disabled?.person_ids[0]].map((id) =>
      rows.find((row: { person_id: string }) => row.person_id === id),
    )
    expect(mother).toMatchObject({
      sex: 'female',
      branch: 'death',
      has_only_child_certificate: true,
      spouse_sex: 'male',
      living_alone: false,
      children_surviving: 0,
    })
    expect(mother).toHaveProperty('child_died_on')
    expect(widow).toMatchObject({
      child_disability_grade: 2,
      child_died_on: null,
      spouse_birth_date: null,
      marital: '30',
    })
  })

  test('uses the ids a draft names, so that the same roster meets the same rows', async () => {
    const id = '01920000-0000-7000-8000-000000000001' as NonNullable<ReturnType<typeof bereavedCouple>['id']>
    const [family] = await registerForTest(db, officer, [bereavedCouple(1003, { id })])
    expect(family?.id).toBe(id)
  })

  test('says which file has a person already, and writes nothing of the whole batch', async () => {
    const [known] = await registerForTest(db, officer, [bereavedCouple(1010)])
    const before = await count('family')
    const again = registerForTest(db, officer, [bereavedCouple(1011), bereavedCouple(1010, { certificates: [] })])
    await expect(again).rejects.toMatchObject({
      kind: 'conflict',
      code: 'families.already_registered',
      issues: [
        { place: '1.members.0.identity.number', code: 'families.registered_here', params: { file: known?.file } },
        { place: '1.members.1.identity.number', code: 'families.registered_here' },
      ],
    })
    expect(await count('family')).toBe(before)
  })

  test('says which file bears the number of a certificate already, and which number stands twice', async () => {
    const [known] = await registerForTest(db, officer, [bereavedCouple(1012)])
    const before = await count('family')
    const twin = (n: number) => bereavedCouple(n, { certificates: bereavedCouple(1012).certificates })
    const next = 'families.next_certificate_once'
    const fault = { code: 'families.certificate_here', params: { file: known?.file }, next }
    await expect(registerForTest(db, officer, [bereavedCouple(1013), twin(1014), twin(1015)])).rejects.toMatchObject({
      kind: 'conflict',
      code: 'families.certificates_taken',
      issues: [
        { place: '2.certificates.0.number', code: 'families.certificate_twice' },
        { place: '1.certificates.0.number', ...fault },
        { place: '2.certificates.0.number', ...fault },
      ],
    })
    expect(await count('family')).toBe(before)
    const worker = await makeActor(db, 'community_worker', '530103001002')
    const next_door = { ...twin(1016), community: 530_103_001_002 }
    await expect(registerForTest(db, worker, [next_door])).rejects.toMatchObject({
      code: 'families.certificates_taken',
      issues: [{ place: '0.certificates.0.number', code: 'families.certificate_elsewhere', next }],
    })
  })

  test('leaves a trace where the number of a certificate is borne out of reach: it may hold that of a person', async () => {
    await registerForTest(db, officer, [bereavedCouple(1026)])
    const worker = await makeActor(db, 'community_worker', '530103001004')
    const draft = { ...bereavedCouple(1027), community: 530_103_001_004 }
    const ask = () =>
      registerFamily(db.db, callOf(db, worker), { ...draft, certificates: bereavedCouple(1026).certificates })
    await expect(ask()).rejects.toMatchObject({ code: 'families.certificates_taken' })
    expect(
      await count(`audit_entry where action = 'families.claim_refused' and account_id = $1`, worker.account_id),
    ).toBe(1)
  })

  test('puts right numbers of certificates that stood in each other’s files', async () => {
    const families = await registerForTest(db, officer, [bereavedCouple(1017), bereavedCouple(1018)])
    const call = callOf(db, officer)
    const swapped = await command(db.db, call, { name: 'test.swap', input: null }, async (tx) => {
      const kept = await readStoredFamilies(
        tx,
        call,
        families.map(({ id }) => id),
      )
      const certificates = kept.map(({ draft }) => draft.certificates[0])
      const updates = kept.map(({ id, version }, i) => {
        const number = certificates[1 - i]?.number ?? ''
        return {
          family_id: id,
          version,
          change: { certificates: [{ certificate_id: certificates[i]?.id as Uuid, set: { number } }] },
        }
      })
      return { result: await updateFamilies(tx, call, updates) }
    })
    expect(swapped).toHaveLength(2)
  })

  test('never says where a person is registered when that lies outside the jurisdiction', async () => {
    await registerForTest(db, officer, [bereavedCouple(1020)])
    const neighbour = await makeActor(db, 'district_officer', '530102')
    const draft = bereavedCouple(1020, { community: 530_102_001_001, certificates: [] })
    const error: unknown = await registerForTest(db, neighbour, [draft]).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'families.already_registered' })
    expect((error as { issues: unknown[] }).issues).toEqual([
      {
        place: '0.members.0.identity.number',
        code: 'families.registered_elsewhere',
        next: 'families.next_ask_district',
      },
      {
        place: '0.members.1.identity.number',
        code: 'families.registered_elsewhere',
        next: 'families.next_ask_district',
      },
    ])
  })

  test('leaves a trace of every number typed that is registered already, and tells no more of them after fifty in a day', async () => {
    await registerForTest(db, officer, [bereavedCouple(1025)])
    const curious = await makeActor(db, 'district_officer', '530102')
    const call = () => callOf(db, curious)
    const draft = bereavedCouple(1025, { community: 530_102_001_001, certificates: [] })
    const ask = () => registerFamily(db.db, call(), draft)
    const traces = () =>
      count(`audit_entry where action = 'families.claim_refused' and account_id = $1`, curious.account_id)
    await expect(ask()).rejects.toMatchObject({ code: 'families.already_registered' })
    expect(await traces()).toBe(1)
    const subject = { kind: 'account', id: curious.account_id }
    const more = Array.from({ length: CLAIMS_TOLD_A_DAY - 1 }, () =>
      look(db.db, call(), { action: 'families.claim_refused', district: 530_102, subject }),
    )
    await Promise.all(more)
    await expect(ask()).rejects.toMatchObject({ kind: 'too_many', code: 'families.too_many_claims', issues: [] })
    expect(await traces()).toBe(CLAIMS_TOLD_A_DAY + 1)
  })

  test('finds one number written twice in a batch', async () => {
    const twice = registerForTest(db, officer, [bereavedCouple(1030), bereavedCouple(1030)])
    await expect(twice).rejects.toMatchObject({
      issues: [
        { place: '1.members.0.identity.number', code: 'families.id_twice_in_batch' },
        { place: '1.members.1.identity.number', code: 'families.id_twice_in_batch' },
      ],
    })
  })

  test('refuses a community that is in no table of divisions as one outside the jurisdiction, at the field of the form', async () => {
    const draft = bereavedCouple(1041, { community: 530_103_001_999 })
    const issues = [{ place: 'community', code: 'families.outside_jurisdiction' }]
    await expect(registerFamily(db.db, callOf(db, officer), draft)).rejects.toMatchObject({ issues })
  })

  test('refuses a community outside the jurisdiction at its place', async () => {
    const street = await makeActor(db, 'street_officer', '530103001')
    const draft = bereavedCouple(1040, { community: 530_103_002_001 })
    await expect(registerForTest(db, street, [draft])).rejects.toMatchObject({
      issues: [{ place: '0.community', code: 'families.outside_jurisdiction' }],
    })
  })
})
