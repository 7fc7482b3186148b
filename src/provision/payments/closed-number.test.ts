import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { bereavedCouple, COMMUNITY, NEIGHBOUR_COMMUNITY } from '../../../test/support/families.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import {
  closes,
  delivered,
  type Desk,
  type File,
  leftOut,
  makeDesk,
  mistyped,
  opens,
  otherCertificates,
  paidTo,
  pays,
  runs,
} from '../../../test/support/two-files.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { findChecks, runChecks } from '../../platform/database/checks.ts'
import type { FamilyDraft } from '../../registry/families/index.ts'

let db: TestDatabase
let app: TestApp
let desk: Desk
let worker: Actor
beforeEach(async () => {
  db = await createTestDatabase()
  desk = await makeDesk(db)
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', COMMUNITY)
})
afterEach(async () => {
  await app.close()
  await db.drop()
})

const WHY = '对照身份证更正'
const right = bereavedCouple(0)
const wrong = mistyped(right, 0)
/** Who truly bears the numbers that were written into the file of others. */
const bearers = otherCertificates(wrong)

const numbersOf = ({ persons }: File, draft: FamilyDraft) => ({
  members: persons.map((person_id, i) => ({ person_id, set: { identity: draft.members[i]?.identity } })),
})
async function change({ family_id }: File, what: object, by: { actor?: Actor; reason?: string } = { reason: WHY }) {
  const { rows } = await db.admin.query<{ version: number }>('select version from family where id = $1', [family_id])
  return app.request(by.actor ?? worker, 'POST', `/api/families/${family_id}/change`, {
    body: { version: rows[0]?.version, change: what },
    ...(by.reason === undefined ? {} : { reason: by.reason }),
  })
}
const rowsOf = async <T extends object>(text: string, ...values: unknown[]) =>
  (await db.admin.query<T>(text, values)).rows
const faults = async () => (await runChecks(db.admin, findChecks('src'))).map(({ check, rows }) => `${check} ${rows}`)

/** Opened with numbers of others, paid for the half-year, and closed. */
async function paidAndClosed(): Promise<File> {
  const file = await opens(desk, wrong)
  await runFor(db, desk.pay.officer, civilDate('2026-07-21'))
  await pays(desk, '用了别人的号码')
  await closes(desk, file)
  return file
}
async function bearersArePaid() {
  const family = await opens(desk, bearers)
  await runs(desk)
  const round = await pays(desk, '号码真正的主人')
  return { left_out: await leftOut(desk, round, family.persons), paid: await paidTo(desk, family.persons) }
}

describe('a file was paid under mistyped numbers and has been closed', () => {
  test('as long as nobody puts the numbers right, whoever truly bears them is left out', async () => {
    await paidAndClosed()
    expect(await bearersArePaid()).toEqual({ left_out: ['paid_elsewhere'], paid: [] })
  })
  test('the numbers are put right in the closed file, and whoever truly bears them is paid', async () => {
    const old = await paidAndClosed()
    const facts = await rowsOf('select * from person_fact where family_id = $1 order by person_id', old.family_id)
    expect(await change(old, numbersOf(old, right))).toMatchObject({ status: 200 })
    await delivered(desk)
    expect(await bearersArePaid()).toEqual({ left_out: [], paid: ['2026-H2 3540 paid', '2026-H2 3540 paid'] })
    expect(await paidTo(desk, old.persons)).toEqual(['2026-H2 3540 paid', '2026-H2 3540 paid'])
    // What is known of the people of the closed file stays: the right numbers say the same birth and sex.
    expect(await rowsOf('select * from person_fact where family_id = $1 order by person_id', old.family_id)).toEqual(
      facts,
    )
    expect(await rowsOf('select from identity_claim where person_id = any($1)', old.persons)).toEqual([])
    const trail = await rowsOf<{ reason: string }>(
      `select reason, detail from audit_entry where action = 'families.change' and subject_id = $1`,
      old.family_id,
    )
    expect(trail).toEqual([{ reason: '对照身份证更正', detail: { parts: ['members'] } }])
    expect(await faults()).toEqual([])
  })
  test('taking the numbers away is enough', async () => {
    const old = await paidAndClosed()
    const none = old.persons.map((person_id) => ({ person_id, set: { identity: { kind: 'none' } } }))
    expect(await change(old, { members: none })).toMatchObject({ status: 200 })
    await delivered(desk)
    expect(await bearersArePaid()).toEqual({ left_out: [], paid: ['2026-H2 3540 paid', '2026-H2 3540 paid'] })
    expect(await faults()).toEqual([])
  })
  test('sex and birth follow the number, and so do the facts', async () => {
    const old = await paidAndClosed()
    const other = bereavedCouple(400)
    expect(await change(old, numbersOf(old, other))).toMatchObject({ status: 200 })
    const births = await rowsOf<{ birth: string; fact: string }>(
      `select p.birth_date::text as birth, f.birth_date::text as fact from person p
       join person_fact f on f.district = p.district and f.person_id = p.id where p.id = any($1) order by 1`,
      old.persons,
    )
    expect(births.map(({ birth, fact }) => birth === fact)).toEqual([true, true])
    expect(births[0]?.birth).toBe('1949-04-09')
    expect(await faults()).toEqual([])
  })
})

describe('of a closed file nothing else can be changed, and it is said what can', () => {
  const next = expect.stringContaining('更正号码') as unknown
  test('a tag, a phone beside the number, a member who comes in', async () => {
    const old = await paidAndClosed()
    const [member, other] = numbersOf(old, right).members
    for (const what of [
      { add_tags: [{ tag: '慢病' }] },
      { members: [{ ...member, set: { ...member?.set, phone: '13800000000' } }, other] },
      { members: [{ ...member, set: { name: '别人' } }] },
      { ...numbersOf(old, right), set: { hardship: true } },
      {},
    ])
      expect(await change(old, what)).toMatchObject({ status: 422, body: { code: 'families.not_active', next } })
  })
  test('nor without a reason, by a neighbour, or by somebody who may not write', async () => {
    const old = await paidAndClosed()
    const numbers = numbersOf(old, right)
    expect(await change(old, numbers, {})).toMatchObject({
      status: 400,
      body: { code: 'families.number_reason_needed', place: 'reason', next: expect.any(String) as unknown },
    })
    const neighbour = await makeActor(db, 'community_worker', NEIGHBOUR_COMMUNITY)
    expect((await change(old, numbers, { actor: neighbour, reason: WHY })).status).toBe(404)
    const finance = await makeActor(db, 'finance', '530103')
    expect((await change(old, numbers, { actor: finance, reason: WHY })).status).toBe(403)
  })
  test('a wrong check digit, and one number for both, are told at their place', async () => {
    const old = await paidAndClosed()
    const [number, other] = numbersOf(old, right).members
    const digit = { kind: 'resident', number: '530103194803051231' }
    expect(await change(old, { members: [{ ...number, set: { identity: digit } }] })).toMatchObject({
      status: 422,
      body: { issues: [{ place: 'members.0.set.identity.number', next: expect.any(String) as unknown }] },
    })
    expect(await change(old, { members: [number, { ...other, set: number?.set }] })).toMatchObject({
      status: 422,
      body: { issues: [{ place: 'members.1.set.identity.number', code: 'families.id_twice_in_family' }] },
    })
  })
})

describe('the number of somebody who is registered', () => {
  const other = bereavedCouple(7)
  test('of another name is not taken by a closed file, which would leave her out', async () => {
    const old = await paidAndClosed()
    const bearer = await opens(desk, { ...other, community: NEIGHBOUR_COMMUNITY })
    for (const [by, code] of [
      [worker, 'families.registered_elsewhere'],
      [desk.pay.officer, 'families.registered_here'],
    ] as const)
      expect(await change(old, numbersOf(old, other), { actor: by, reason: WHY })).toMatchObject({
        status: 409,
        body: { code: 'families.already_registered', issues: [{ place: 'members.0.set.identity.number', code }, {}] },
      })
    await runs(desk)
    const round = await pays(desk, '不受影响')
    expect(await leftOut(desk, round, bearer.persons)).toEqual([])
  })
  test('of her own name is hers: the family has been registered anew', async () => {
    const old = await paidAndClosed()
    await opens(desk, { ...right, community: COMMUNITY, registered_on: civilDate('2026-11-01') })
    expect(await change(old, numbersOf(old, right))).toMatchObject({ status: 200 })
  })
})

test('of a closed file nothing is changed beside a number that stays, and nobody stands in it twice', async () => {
  const old = await paidAndClosed()
  const [husband, wife] = numbersOf(old, right).members
  const none = { identity: { kind: 'none' } }
  expect(await change(old, { members: [{ ...husband, set: none }] })).toMatchObject({ status: 200 })
  expect(await change(old, { members: [{ ...husband, set: { ...none, birth_date: '1930-01-01' } }] })).toMatchObject({
    status: 422,
    body: { issues: [{ place: 'members.0.set.identity.number', code: 'families.only_number_of_left' }] },
  })
  expect(await change(old, { members: [wife, { ...wife, set: none }] })).toMatchObject({
    status: 422,
    body: {
      issues: expect.arrayContaining([
        expect.objectContaining({ place: 'members.1', code: 'families.part_named_twice' }),
      ]) as unknown,
    },
  })
})

test('of who left a file that goes on, the number can be put right, and nothing else', async () => {
  const file = await opens(desk, wrong)
  const [, wife] = file.persons
  await change(file, { end_members: [{ person_id: wife, member_to: '2026-11-01' }] })
  const [, number] = numbersOf(file, right).members
  expect(await change(file, { members: [number] })).toMatchObject({ status: 200 })
  expect(await change(file, { members: [{ person_id: wife, set: { phone: '13800000000' } }] })).toMatchObject({
    status: 422,
    body: { issues: [{ place: 'members.0.set.phone', code: 'families.only_number_of_left' }] },
  })
  const { left } = (await app.request(worker, 'GET', `/api/families/${file.family_id}`)).body as {
    left: { person_id: Uuid }[]
  }
  expect(left.map(({ person_id }) => person_id)).toEqual([wife])
  expect(await faults()).toEqual([])
})

test('whoever finds a number taken finds the closed file by it, and by the number of the file', async () => {
  const old = await paidAndClosed()
  const identity = wrong.members[0]?.identity
  const [file] = await rowsOf<{ file: string }>(
    `select district || '-' || lpad(file_number::text, 6, '0') as file from family where id = $1`,
    old.family_id,
  )
  const find = async (q: string) =>
    (
      (await app.request(worker, 'GET', `/api/families/find?q=${encodeURIComponent(q)}`)).body as {
        rows: { person_id: Uuid; state: string; left: boolean }[]
      }
    ).rows.map(({ person_id, state, left }) => ({ person_id, state, left }))
  const [husband, wife] = old.persons.map((person_id) => ({ person_id, state: 'moved', left: true }))
  expect(await find(identity?.kind === 'resident' ? identity.number : '')).toEqual([husband])
  expect(await find(file?.file ?? '')).toEqual([husband, wife])
  expect(await find(wrong.members[0]?.name ?? '')).toEqual([])
})
