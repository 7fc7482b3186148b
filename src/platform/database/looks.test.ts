import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { look } from './looks.ts'
import { verifyChains } from './verify.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop({ broken: ['audit chain'] }))

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

test('an entry put behind the head, and a head taken away, are found', async () => {
  const other = await makeActor(db, 'community_worker', '530102001001')
  const subject = { kind: 'family', id: testId() }
  for (let n = 0; n < 3; n++)
    await look(db.db, callOf(db, other), { action: 'families.look', district: 530102, subject })
  const faultsOf = async () => (await verifyChains(db.admin)).filter((fault) => fault.district === 530102)
  expect(await faultsOf()).toEqual([])
  // Whoever may write the table can compute a hash that fits; the head does not know of it.
  await db.admin.query(`
    insert into audit_entry (district, seq, at, account_id, post_id, role, action, outcome, subject_kind, subject_id, reason, detail, request_id,
      prev_hash, hash)
    select district, seq + 1, at, account_id, post_id, role, action, outcome, subject_kind, subject_id, 'forged', detail, request_id, hash,
      sha256(hash || audit_bytes(district, seq + 1, at, account_id, post_id, role, action, outcome, subject_kind, subject_id, 'forged', detail,
        request_id))
    from audit_entry where district = 530102 and seq = 3`)
  expect(await faultsOf()).toEqual([{ district: 530102, seq: 3, fault: 'head' }])
  await db.admin.query('delete from audit_entry where district = 530102 and seq = 4')
  expect(await faultsOf()).toEqual([])
  await db.admin.query('delete from audit_head where district = 530102')
  expect(await faultsOf()).toEqual([{ district: 530102, seq: 0, fault: 'head' }])
})
