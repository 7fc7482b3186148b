import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, createTestApp, type TestApp, testId } from '../../../test/support/app.ts'
import { at, claimHands, type Hands, standing, walkClaim } from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { COMMUNITY } from '../../../test/support/families.ts'
import { makeFamilies } from '../../../test/support/people.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { newId } from '../../platform/ids.ts'
import {
  objectInPublic,
  postNotices,
  readNotice,
  readPublicNotice,
  takeDownExpired,
  takeDownNotice,
} from './commands/index.ts'

let db: TestDatabase
let app: TestApp
let hands: Hands
let claims: { claim_id: Uuid }[]
let notice: Uuid
let token: string
let name: string

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  hands = await claimHands(db)
  const families = await makeFamilies(db, COMMUNITY, 2)
  claims = []
  for (const { parents } of families) claims.push(await walkClaim(db, hands, parents[0], 'village_notice'))
  const posted = await postNotices(
    db.db,
    callOf(db, hands.worker, { now: at('2026-11-20') }),
    claims.map((claim) => claim.claim_id),
  )
  notice = posted.notices[0]?.notice_id as Uuid
  const shown = await readNotice(db.db, callOf(db, hands.worker, { idempotency_key: null }), notice)
  token = shown.public_path?.split('/').at(-1) ?? ''
  const { rows } = await db.admin.query<{ name: string }>('select name from person where id = $1', [
    families[0]?.parents[0],
  ])
  name = rows[0]?.name ?? ''
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const passer = (now: string, address = '198.51.100.7') => ({
  now: at(now),
  address,
  crypto: db.crypto,
  request_id: newId(),
})
const gone = (promise: Promise<unknown>) =>
  promise.then(
    () => 'shown',
    (error: { code?: string; params?: object }) => `${error.code} ${JSON.stringify(error.params ?? {})}`,
  )

test('shows everybody masked names and items, and nothing else of anybody', async () => {
  const answer = await app.request(undefined, 'GET', `/api/public-notices/${token}`)
  expect(answer.status).toBe(200)
  const text = answer.raw.toString('utf8')
  expect(answer.body).toMatchObject({
    lines: [{ line: 1, masked_name: `${name.slice(0, 1)}**`.slice(0, name.length) }, { line: 2 }],
  })
  expect(text).not.toContain(name)
  for (const word of [
    'death',
    'disability',
    '死亡',
    '伤残',
    '失独',
    'claim_id',
    'person_id',
    'family_id',
    'district',
    'branch',
  ])
    expect(text).not.toContain(word)
  expect(text).not.toMatch(/\d{15,}/)
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow, noarchive' })
})

test('the link is long, and its secret is stored nowhere', async () => {
  expect(token).toMatch(/^[\w-]{32}$/)
  const { rows } = await db.admin.query(
    'select (t.*)::text as row from claim_notice_token t union all select (n.*)::text from claim_notice n',
  )
  expect(JSON.stringify(rows)).not.toContain(token)
})

test('ends by the clock alone, and then reads exactly as a link nobody made', async () => {
  const unknown = 'x'.repeat(32)
  expect(await gone(readPublicNotice(db.db, passer('2026-11-27'), token))).toBe('shown')
  const late = await gone(readPublicNotice(db.db, passer('2026-11-28'), token))
  expect(late).toBe(await gone(readPublicNotice(db.db, passer('2026-11-28'), unknown)))
  expect(late).toContain('claims.notice_gone')
  const { rows } = await db.admin.query('select taken_down_at from claim_notice where id = $1', [notice])
  expect(rows).toEqual([{ taken_down_at: null }])
})

test('takes an objection without an account, once when sent twice, and no more than a few an hour', async () => {
  const id = testId()
  const body = { id, line: 1, text: '我了解的情况不一样', name: '', contact: '' }
  const send = (more = {}) =>
    app.request(undefined, 'POST', `/api/public-notices/${token}/objections`, { body: { ...body, ...more } })
  expect((await send()).status).toBe(200)
  expect((await send()).status).toBe(200)
  expect((await standing(db, claims[0]?.claim_id as Uuid)).open_objections).toBe(1)
  expect((await send({ id: testId(), line: 9 })).status).toBe(400)
  expect((await send({ id: 'x' })).status).toBe(400)
  const many: number[] = []
  for (let i = 0; i < 5; i++) many.push((await send({ id: testId() })).status)
  expect(many).toContain(429)
  const sealed = await db.admin.query('select content_cipher::text as text from claim_objection where id = $1', [id])
  expect(JSON.stringify(sealed.rows)).not.toContain('了解')
})

test('refuses an objection once the notice is over', async () => {
  const late = objectInPublic(db.db, passer('2026-11-28', '198.51.100.8'), {
    token,
    id: testId(),
    line: 1,
    text: '我了解的情况不一样',
    name: '',
    contact: '',
  })
  expect(await gone(late)).toContain('claims.notice_gone')
})

test('the job takes down what is over and nothing else', async () => {
  expect(await takeDownExpired(db.db, at('2026-11-27'))).toBe(0)
  expect(await takeDownExpired(db.db, at('2026-11-28'))).toBe(1)
  expect(await takeDownExpired(db.db, at('2026-11-28'))).toBe(0)
  const { rows } = await db.admin.query('select take_down_reason, taken_down_by from claim_notice where id = $1', [
    notice,
  ])
  expect(rows).toEqual([{ take_down_reason: 'expired', taken_down_by: null }])
})

test('a notice taken down before its day is gone at once, and its claims are posted anew', async () => {
  const claim = await walkClaim(
    db,
    hands,
    (await makeFamilies(db, COMMUNITY, 1))[0]?.parents[0] as Uuid,
    'village_notice',
  )
  const post = () => postNotices(db.db, callOf(db, hands.worker, { now: at('2026-11-20') }), [claim.claim_id])
  const id = (await post()).notices[0]?.notice_id as Uuid
  const { public_path } = await readNotice(db.db, callOf(db, hands.worker, { idempotency_key: null }), id)
  const secret = public_path?.split('/').at(-1) ?? ''
  expect(await gone(readPublicNotice(db.db, passer('2026-11-21'), secret))).toBe('shown')
  await takeDownNotice(db.db, callOf(db, hands.worker), { notice_id: id, version: 1, reason: '名单有误' })
  expect(await gone(readPublicNotice(db.db, passer('2026-11-21'), secret))).toContain('claims.notice_gone')
  expect((await post()).notices).toHaveLength(1)
})
