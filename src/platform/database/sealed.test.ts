import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { runSealedCheck } from './sealed.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
  await registerForTest(db, await makeActor(db, 'district_officer', '530103'), [bereavedCouple(0)])
})
beforeEach(() => db.admin.query('begin'))
afterEach(() => db.admin.query('rollback'))
afterAll(() => db.drop())

test('what the secrets can open is no fault, also under an older key', async () => {
  const { rows } = await db.admin.query('select 1 from person where id_cipher is not null')
  expect(rows.length).toBeGreaterThan(1)
  expect(await runSealedCheck(db.admin, db.secrets)).toEqual([])
  const [first] = db.secrets.field_keys
  const field_keys = [...db.secrets.field_keys, { id: 2, key: first?.key ?? '' }]
  expect(await runSealedCheck(db.admin, { field_keys })).toEqual([])
})

test.each([
  ['of a key that is not there', 'set_byte(set_byte(id_cipher, 2, 1), 3, 2)', 258],
  ['of another format', 'set_byte(id_cipher, 0, 9)', -1],
])('ciphertext %s is found with its column', async (_, bytes, key) => {
  await db.admin.query(`set session_replication_role = replica`)
  await db.admin.query(
    `update person set id_cipher = ${bytes} where id = (select id from person where id_cipher is not null limit 1)`,
  )
  expect(await runSealedCheck(db.admin, db.secrets)).toEqual([
    { check: 'platform/sealed', rows: 1, first: { column: 'person.id_cipher', key } },
  ])
})
