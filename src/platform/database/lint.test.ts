import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { lintCatalog } from './lint.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

test('the schema keeps every rule of the catalog', async () => {
  expect(await lintCatalog(db.admin)).toEqual([])
})

describe('a broken rule is found', () => {
  test.each([
    [
      'row security is enabled and forced on every placed table',
      'alter table care_record no force row level security',
      'care_record',
    ],
    ['append-only is a grant', 'grant update on care_record to nuanxin_app', 'care_record'],
    ['no table can be emptied by the application', 'grant truncate on family to nuanxin_app', 'family'],
    ['every column has a privacy class', 'alter table family add column shoe_size int', 'family.shoe_size'],
    [
      'no fraction and no float, no serial, no identity, no bare time',
      'alter table family add column weight float8',
      'family.weight',
    ],
    ['every table says what kind it is', 'create table stray (id int primary key)', 'stray'],
    [
      'no trigger guards alone',
      'create trigger t before update on family for each row execute function suppress_redundant_updates_trigger()',
      't',
    ],
    ['the application role owns nothing and has no special power', 'alter table outbox owner to nuanxin_app', 'outbox'],
    ['views speak with the reader’s rights, and none is stored', 'create view peek as select 1 as one', 'peek'],
    [
      'no function runs with its owner’s rights',
      `create function peep() returns int language sql security definer as 'select 1'`,
      'peep',
    ],
    [
      'district comes first in every key of a distributed table',
      'create unique index stray_key on family (id)',
      'family: stray_key',
    ],
  ])('%s', async (rule, breaking, subject) => {
    await db.admin.query('begin')
    await db.admin.query(breaking)
    const faults = await lintCatalog(db.admin)
    await db.admin.query('rollback')
    expect(faults).toContainEqual({ rule, subject })
  })
})
