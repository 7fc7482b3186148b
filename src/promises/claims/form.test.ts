import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { at, claimHands, DEATH, declarationOf, draftClaim, type Hands } from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { bereavedCouple, motherOfDisabledChild, nameOf, registerForTest } from '../../../test/support/families.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { FamilyDraft } from '../../registry/families/index.ts'
import { prefill, submitClaim } from './commands/index.ts'
import { type Adult, checkDeclaration, type Declaration } from './rules/index.ts'

// What the register knows of a family stands in the form when it is opened, and nothing else does.

let db: TestDatabase
let hands: Hands

beforeAll(async () => {
  db = await createTestDatabase()
  hands = await claimHands(db)
})
afterAll(() => db.drop())

async function registered(draft: FamilyDraft): Promise<Uuid[]> {
  const [family] = await registerForTest(db, hands.officer, [draft])
  return family?.person_ids ?? []
}

async function formOf(person_id: Uuid) {
  const call = callOf(db, hands.worker, { idempotency_key: null })
  const { content, names } = await prefill(db.db, call, { person_id, policy_id: DEATH })
  return { content, names }
}

const couple = (n: number, more: (draft: FamilyDraft) => Partial<FamilyDraft> = () => ({})): FamilyDraft => {
  const draft = bereavedCouple(n)
  return { ...draft, ...more(draft) }
}
/** The members of a draft, some of them changed. */
const changed = (draft: FamilyDraft, changes: Record<number, Partial<FamilyDraft['members'][number]>>) =>
  draft.members.map((member, index) => ({ ...member, ...changes[index] }))

const MARRIED: Omit<Adult, 'person_id'> = {
  marital: '21',
  marital_since: null,
  hukou_kind: 'urban',
  hukou_division: 530_103_000_000,
  hukou_address: '',
}
const EMPTY: Pick<Declaration, 'reason' | 'pick_up_place'> = { reason: '', pick_up_place: '' }
const departed = (person_id: Uuid | undefined, n: number) => ({
  person_id,
  name: nameOf(n * 3 + 2),
  sex: 'male',
  birth_month: '1975-05',
  origin: null,
  state: 'departed',
  since: '2009-08-30',
  confirmed_by: '',
  disability_kind: null,
  disability_grade: null,
})
const NOBODY_SAID = { male: null, female: null }

test('a couple whose only child died: marriage with its day, hukou, the numbers by sex and the certificate', async () => {
  const [father, mother, child] = await registered(
    couple(1, () => ({
      relations: [{ member: 0, other: 1, kind: 'spouse', valid_from: civilDate('1973-10-01') }],
    })),
  )
  const { content, names } = await formOf(mother as Uuid)
  const adult = { ...MARRIED, marital_since: '1973-10-01' }
  expect(content).toEqual({
    applicant: { person_id: mother, ...adult },
    spouse: { person_id: father, ...adult },
    born: { male: 1, female: 0 },
    surviving: { male: 0, female: 0 },
    only_child_certificate: true,
    children: [departed(child, 1)],
    ...EMPTY,
  })
  // The code says the place; the address in it is for the family to say.
  const place = [530_103_000_000, '云南省昆明市盘龙区']
  expect(names.map(({ hukou_division, hukou_place }) => [hukou_division, hukou_place])).toEqual([place, place])
})

test('the mother of an adopted child with a disability certificate: adopted, kind and grade, the number kept when submitted', async () => {
  const draft = motherOfDisabledChild(2)
  const [mother, child] = await registered({
    ...draft,
    certificates: [...draft.certificates, { member: 1, kind: 'adoption', issued_on: civilDate('1981-03-01') }],
  })
  const certified = {
    person_id: child,
    name: nameOf(8),
    sex: 'female',
    birth_month: '1980-02',
    origin: 'adopted',
    state: 'alive_certified',
    since: '2012-06-01',
    confirmed_by: '',
    disability_kind: 5,
    disability_grade: 2,
  }
  expect((await formOf(mother as Uuid)).content).toEqual({
    applicant: { person_id: mother, ...MARRIED, marital: '30' },
    spouse: null,
    born: { male: 0, female: 1 },
    surviving: { male: 0, female: 1 },
    only_child_certificate: null,
    children: [certified],
    ...EMPTY,
  })
  const { claim_id, version } = await draftClaim(db, hands.worker, mother as Uuid)
  const content = await declarationOf(db, hands.worker, mother as Uuid)
  await submitClaim(db.db, callOf(db, hands.worker), { claim_id, version, content, pledged: true })
  const { rows } = await db.admin.query<{ content_cipher: Buffer }>(
    'select content_cipher from claim_declaration where claim_id = $1',
    [claim_id],
  )
  const [sealed] = rows
  const kept = JSON.parse(
    db.crypto.open(sealed?.content_cipher ?? Buffer.alloc(0), `claim_declaration.content_cipher:${claim_id}/1`),
  ) as unknown
  const [ofMother, ofChild] = draft.members.map(({ identity }) => (identity.kind === 'none' ? '' : identity.number))
  expect(kept).toEqual({
    content,
    numbers: { [String(mother)]: ofMother, [String(child)]: ofChild },
    certificates: { [String(child)]: `${ofChild}52` },
    pledged_on: '2026-11-21',
  })
})

test('two children born of whom one lives: both are listed, each counted where it belongs', async () => {
  const draft = motherOfDisabledChild(3)
  const [mother, living, late] = await registered({
    ...draft,
    children_born: 2,
    members: [
      ...draft.members,
      {
        name: '某某',
        relation: 'child',
        identity: { kind: 'none' },
        sex: 'male',
        birth_date: civilDate('1983-04-09'),
        died_on: civilDate('2001-07-02'),
      },
    ],
  })
  const { content } = await formOf(mother as Uuid)
  expect([content.born, content.surviving]).toEqual([
    { male: 1, female: 1 },
    { male: 0, female: 1 },
  ])
  expect(content.children.map(({ person_id, state, since }) => [person_id, state, since])).toEqual([
    [living, 'alive_certified', '2012-06-01'],
    [late, 'departed', '2001-07-02'],
  ])
})

test('two children born of whom one lives, one of them in no file: who was born is not counted from who is listed', async () => {
  const [mother, living] = await registered({ ...motherOfDisabledChild(4), children_born: 2 })
  const { content } = await formOf(mother as Uuid)
  expect([content.born, content.surviving]).toEqual([NOBODY_SAID, { male: 0, female: 1 }])
  expect(content.children.map(({ person_id }) => person_id)).toEqual([living])
})

test('widowed: no spouse, and since the day her husband died', async () => {
  const [, mother, child] = await registered(
    couple(5, (draft) => ({
      members: changed(draft, { 0: { died_on: civilDate('2015-02-11') }, 1: { marital: '30' } }),
    })),
  )
  expect((await formOf(mother as Uuid)).content).toEqual({
    applicant: { person_id: mother, ...MARRIED, marital: '30', marital_since: '2015-02-11' },
    spouse: null,
    born: { male: 1, female: 0 },
    surviving: { male: 0, female: 0 },
    only_child_certificate: true,
    children: [departed(child, 5)],
    ...EMPTY,
  })
})

test.each([
  ['noted as married before her husband died: what she is now is asked', null, [null, null]],
  ['married again since: as it was noted', '2018-05-20', ['21', '2018-05-20']],
])('%s', async (_, since, [marital, marital_since]) => {
  const noted = since === null ? {} : { marital_since: civilDate(since) }
  const [, mother] = await registered(
    couple(since === null ? 6 : 7, (draft) => ({
      members: changed(draft, { 0: { died_on: civilDate('2015-02-11') }, 1: noted }),
    })),
  )
  const { applicant, spouse } = (await formOf(mother as Uuid)).content
  expect({ applicant, spouse }).toEqual({
    applicant: { person_id: mother, ...MARRIED, marital, marital_since },
    spouse: null,
  })
})

test('what is not known stays empty: marriage, hukou, numbers of children, certificate, the month a child was born', async () => {
  const { children_born: _born, children_surviving: _surviving, ...draft } = bereavedCouple(8)
  const bare = { marital: undefined, hukou_division: undefined, hukou_kind: undefined }
  const [father, mother, child] = await registered({
    ...draft,
    members: changed(draft, { 0: bare, 1: bare, 2: { sex: undefined, birth_date: undefined } }),
    certificates: [],
  })
  const unknown = { marital: null, marital_since: null, hukou_kind: null, hukou_division: null, hukou_address: '' }
  const { content, names } = await formOf(mother as Uuid)
  expect(content).toEqual({
    applicant: { person_id: mother, ...unknown },
    spouse: { person_id: father, ...unknown },
    born: NOBODY_SAID,
    surviving: NOBODY_SAID,
    only_child_certificate: null,
    children: [{ ...departed(child, 8), sex: 'unknown', birth_month: null }],
    ...EMPTY,
  })
  expect(names.map(({ hukou_place }) => hukou_place)).toEqual([null, null])
  const left = checkDeclaration(content, { today: civilDate('2026-11-21'), pledged: true, proofs: 1 })
  expect(left.map(({ place: field, code }) => `${field} ${code}`)).toEqual(
    [
      ...['applicant', 'spouse'].flatMap((who) => [
        `${who}.marital claims.form.marital_needed`,
        `${who}.hukou_division claims.form.hukou_needed`,
        `${who}.hukou_address claims.form.address_needed`,
      ]),
      ...['born.male', 'born.female', 'surviving.male', 'surviving.female'].map(
        (at) => `${at} claims.form.count_needed`,
      ),
      'children.0.origin claims.form.origin_needed',
      'children.0.confirmed_by claims.form.unit_needed',
      'reason claims.form.reason_needed',
    ].map((fault) => `content.${fault}`),
  )
})

test('a disability is declared with its kind and its grade', async () => {
  const [mother] = await registered(motherOfDisabledChild(11))
  const content = await declarationOf(db, hands.worker, mother as Uuid)
  const children = content.children.map((child) => ({ ...child, disability_kind: null, disability_grade: null }))
  const said = { today: civilDate('2026-11-21'), pledged: true, proofs: 1 }
  expect(checkDeclaration(content, said)).toEqual([])
  expect(checkDeclaration({ ...content, children }, said).map(({ place }) => place)).toEqual([
    'content.children.0.disability_kind',
    'content.children.0.disability_grade',
  ])
})

test('a child whose sex is not known is not counted as a son or a daughter', async () => {
  const [, mother] = await registered(couple(9, (draft) => ({ members: changed(draft, { 2: { sex: undefined } }) })))
  const { content } = await formOf(mother as Uuid)
  expect([content.born, content.surviving]).toEqual([NOBODY_SAID, { male: 0, female: 0 }])
})

test('a certificate that has run out certifies nothing: the child is to be certified anew', async () => {
  const draft = motherOfDisabledChild(10)
  const held = (valid_to: string) =>
    draft.certificates.map((certificate) => ({ ...certificate, valid_to: civilDate(valid_to) }))
  const [mother] = await registered({ ...draft, certificates: held('2026-11-22') })
  const state = async () => (await formOf(mother as Uuid)).content.children.map((child) => [child.state, child.since])
  expect(await state()).toEqual([['alive_certified', '2012-06-01']])
  const call = callOf(db, hands.worker, { idempotency_key: null, now: at('2026-11-22') })
  const { content } = await prefill(db.db, call, { person_id: mother as Uuid, policy_id: DEATH })
  expect(content.children).toMatchObject([
    { state: 'alive', since: null, disability_kind: null, disability_grade: null },
  ])
})
