import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { bereavedCouple, idOf, registerForTest } from '../../../test/support/families.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import { readIn } from '../../platform/database/transact.ts'
import { type FamilyDraft, type FamilyUpdate, type RegisteredFamily, updateFamilies } from './index.ts'

let db: TestDatabase
let app: TestApp
let officer: Actor
let n = 100

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(async () => {
  const faults = await runChecks(db.admin, findChecks('src/registry/families'))
  await app.close()
  await db.drop()
  expect(faults).toEqual([])
})

type Identity = FamilyDraft['members'][number]['identity']

/** A couple of whom the file says these numbers; `right` are those on their cards. */
interface Couple extends RegisteredFamily {
  right: Identity[]
}
const numbersOf = (draft: FamilyDraft) => draft.members.slice(0, 2).map((member) => member.identity)
async function couple(write: (right: Identity[]) => (Identity | undefined)[] = (right) => right): Promise<Couple> {
  const draft = bereavedCouple(n++)
  const right = numbersOf(draft)
  const written = write(right)
  const members = draft.members.map((member, i) => ({ ...member, identity: written[i] ?? member.identity }))
  const [family] = await registerForTest(db, officer, [{ ...draft, members }])
  if (!family) throw new Error('One draft registers one family.')
  return { ...family, right }
}
const swapped = (right: Identity[]) => right.toReversed()

const numbers = (family: Couple, identities: (Identity | undefined)[]) => ({
  members: identities.flatMap((identity, i) => {
    const person_id = family.person_ids[i]
    return identity === undefined || person_id === undefined ? [] : [{ person_id, set: { identity } }]
  }),
})
const send = (family: Couple, change: object, version = 1) =>
  app.request(officer, 'POST', `/api/families/${family.id}/change`, { body: { version, change } })
const bulk = (updates: FamilyUpdate[]) => {
  const call = callOf(db, officer)
  return readIn(db.db, call, (tx) => updateFamilies(tx, call, updates))
}
const update = (family: Couple, identities: (Identity | undefined)[]): FamilyUpdate => ({
  family_id: family.id,
  version: 1,
  change: numbers(family, identities),
})

/** Whose number, sex and birth the register says each of them has. */
async function said(...families: Couple[]) {
  const ids = families.flatMap((family) => family.person_ids.slice(0, 2))
  const { rows } = await db.admin.query<{ id: Uuid; hash: string; claimed: boolean; sex: string; birth_date: string }>(
    `select p.id, encode(p.id_hmac, 'hex') as hash, p.sex, p.birth_date::text,
       exists (select from identity_claim c where c.id_hmac = p.id_hmac and c.person_id = p.id) as claimed
     from person p where p.id = any($1)`,
    [ids],
  )
  const { crypto } = callOf(db, officer)
  const known = new Map(
    families.flatMap(({ right }) =>
      right.flatMap((one) =>
        one.kind === 'none' ? [] : [[crypto.keyedHash(one.number, 'person.id').toString('hex'), one.number] as const],
      ),
    ),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => {
    const row = byId.get(id)
    return [known.get(row?.hash ?? ''), row?.sex, row?.birth_date, row?.claimed]
  })
}
const asOnTheCards = (...families: Couple[]) =>
  families.flatMap(({ right }) =>
    right.map((one, i) => {
      const number = one.kind === 'none' ? '' : one.number
      const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
      return [number, i === 0 ? 'male' : 'female', birth, true]
    }),
  )

describe('numbers that stand at each other’s members are put right in one act', () => {
  test('of husband and wife: sex and birth follow the numbers, and one message tells of both', async () => {
    const family = await couple(swapped)
    expect((await send(family, numbers(family, family.right))).status).toBe(200)
    expect(await said(family)).toEqual(asOnTheCards(family))
    const { rows } = await db.admin.query<{ persons: string }>(
      `select payload->>'person_ids' as persons from outbox where topic = 'families.number_changed'
        and payload->>'person_ids' like $1`,
      [`%${family.person_ids[0]}%`],
    )
    expect(rows.map(({ persons }) => persons.split(' ').toSorted())).toEqual([family.person_ids.slice(0, 2).toSorted()])
  })
  test('of the members of two files', async () => {
    const one = await couple()
    const wrong: Identity = { kind: 'resident', number: idOf(20_000, civilDate('1949-09-09'), 'female') }
    const two = await couple((right) => [right[0], wrong])
    // The second wife's number was written at the first: both files are mended together.
    await bulk([update(one, [undefined, two.right[1]]), update(two, [undefined, one.right[1]])])
    await bulk([
      { ...update(one, one.right), version: 2 },
      { ...update(two, two.right), version: 2 },
    ])
    expect(await said(one, two)).toEqual(asOnTheCards(one, two))
  })
  test('of who leaves and who stays, and of who comes in the place of a slip', async () => {
    const family = await couple(swapped)
    const [husband, wife] = family.person_ids
    const left = { end_members: [{ person_id: wife, member_to: '2026-11-01' }] }
    const change = { ...left, members: numbers(family, [family.right[0]]).members }
    expect((await send(family, change)).status).toBe(200)
    expect((await said(family))[0]).toEqual(asOnTheCards(family)[0])
    const back = { name: '苏桂芬', relation: 'parent', identity: family.right[0], sex: 'male' as const }
    const again = { end_members: [{ person_id: husband, member_to: '2026-11-01' }], add_members: [back] }
    expect((await send(family, again, 2)).status).toBe(200)
  })
})

describe('a number of two people stays refused, and nothing is half done', () => {
  test('two members of a file given the same number in one act', async () => {
    const family = await couple(swapped)
    const before = await said(family)
    const [right] = family.right
    expect(await send(family, numbers(family, [right, right]))).toMatchObject({
      status: 422,
      body: {
        code: 'families.draft_faults',
        // Beside what follows from it: spouses of one sex.
        issues: expect.arrayContaining([
          expect.objectContaining({
            // Members of one day stand in no order.
            place: expect.stringMatching(/^members\.[01]\.set\.identity\.number$/) as unknown,
            code: 'families.id_twice_in_family',
            next: '请对照证件逐位核对；两人的号码写反了的，一并更正。',
          }),
        ]) as unknown,
      },
    })
    expect(await said(family)).toEqual(before)
  })
  test.each([0, 1])(
    'the number of the other, written at one alone (%i), is told at whom it was written',
    async (who) => {
      const family = await couple(swapped)
      const change = { members: [{ person_id: family.person_ids[who], set: { identity: family.right[who] } }] }
      const { status, body } = await send(family, change)
      const { issues } = body as { issues: { place: string; code: string }[] }
      expect(status).toBe(422)
      expect(issues.find(({ code }) => code === 'families.id_twice_in_family')?.place).toBe(
        'members.0.set.identity.number',
      )
    },
  )
  test('members of two files given the same number in one act', async () => {
    const [one, two] = [await couple(swapped), await couple(swapped)]
    const before = await said(one, two)
    const [right] = one.right
    await expect(bulk([update(one, one.right), update(two, [right, two.right[1]])])).rejects.toMatchObject({
      code: 'families.draft_faults',
      issues: [
        {
          place: '1.members.0.set.identity.number',
          code: 'families.id_twice_in_batch',
          next: 'families.next_compare_id',
        },
      ],
    })
    expect(await said(one, two)).toEqual(before)
  })
  test('a number that another file bears', async () => {
    const [one, two] = [await couple(swapped), await couple()]
    const before = await said(one, two)
    expect(await send(one, numbers(one, [two.right[0], one.right[1]]))).toMatchObject({
      status: 409,
      body: {
        code: 'families.already_registered',
        issues: [
          {
            place: 'members.0.set.identity.number',
            detail: `这位家人已登记在 ${two.file}。`,
            next: '请打开那份档案核对。',
          },
        ],
      },
    })
    expect(await said(one, two)).toEqual(before)
  })
})
