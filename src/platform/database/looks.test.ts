import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { look } from './looks.ts'
import { verifyChains } from './verify.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop({ broken: true }))

test('every look that was answered is in the trail, one link each, in one unbroken chain', async () => {
  const worker = await makeActor(db, 'community_worker', '530103001001')
  const families = Array.from({ length: 60 }, testId)
  await Promise.all(
    families.map((id) =>
      look(db.db, callOf(db, worker), { action: 'families.look', district: 530103, subject: { kind: 'family', id } }),
    ),
  )
  const { rows } = await db.admin.query<{ subject_id: string }>(
    `select subject_id from audit_entry where action = 'families.look'`,
  )
  expect(rows.map((r) => r.subject_id).toSorted()).toEqual(families.toSorted())
  expect(await verifyChains(db.admin)).toEqual([])
})

test('a changed, removed or reordered link is found and named', async () => {
  await db.admin.query(`update audit_entry set reason = 'other' where district = 530103 and seq = 7`)
  expect(await verifyChains(db.admin)).toEqual([{ district: 530103, seq: 7, fault: 'hash' }])
  await db.admin.query(`update audit_entry set reason = null where district = 530103 and seq = 7`)
  await db.admin.query(`delete from audit_entry where district = 530103 and seq = 20`)
  expect(await verifyChains(db.admin)).toEqual([{ district: 530103, seq: 21, fault: 'gap' }])
})
