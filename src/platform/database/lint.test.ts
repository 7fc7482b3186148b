import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { lintCatalog, lintServer } from './lint.ts'

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
    ['the reader only reads', 'grant insert on family to nuanxin_reader', 'family'],
    ['the reader only reads', 'grant update (version) on family to nuanxin_reader', 'family'],
    ['the reader only reads', 'grant delete on family to nuanxin_reader', 'family'],
    ['every table has a primary key', 'create table stray (id int)', 'stray'],
    [
      'every table has a primary key',
      'alter table import_mapping drop constraint import_mapping_pkey',
      'import_mapping',
    ],
    [
      'every foreign key is indexed',
      `create table stray (id int primary key, account_id uuid, constraint stray_account foreign key (account_id) references account (id))`,
      'stray.stray_account',
    ],
    [
      // An index whose first columns are others does not find the row.
      'every foreign key is indexed',
      `create table stray (id int primary key, account_id uuid constraint stray_account references account (id));
       create index on stray (id, account_id)`,
      'stray.stray_account',
    ],
    [
      'no foreign key acts on its own',
      `create table stray (id int primary key, account_id uuid constraint stray_account references account (id) on delete cascade)`,
      'stray.stray_account',
    ],
    [
      'no foreign key acts on its own',
      `create table stray (id int primary key, account_id uuid constraint stray_account references account (id) on update set null)`,
      'stray.stray_account',
    ],
  ])('%s', async (rule, breaking, subject) => {
    await db.admin.query('begin')
    await db.admin.query(breaking)
    const faults = await lintCatalog(db.admin)
    await db.admin.query('rollback')
    expect(faults).toContainEqual({ rule, subject })
  })
})

describe('a server on which a commit is no promise is found', () => {
  const durable = (subject: string) => ({ rule: 'a commit is durable', subject })

  test('as the one of these tests is, by each setting, and by what a login is given', async () => {
    const settings = ['fsync = off', 'full_page_writes = off', 'synchronous_commit = off'].map(durable)
    expect(await lintServer(db.admin)).toEqual(expect.arrayContaining(settings))
    expect(await lintServer(db.admin)).toHaveLength(settings.length)
    await db.admin.query('begin')
    await db.admin.query('set local synchronous_commit = local')
    const faults = await lintServer(db.admin)
    await db.admin.query('rollback')
    expect(faults.map(({ subject }) => subject).toSorted()).toEqual(['fsync = off', 'full_page_writes = off'])
  })

  test('without checksums of its pages', async () => {
    // They are chosen when a cluster is made: this shows the settings of one that was made without.
    await db.admin.query(`begin; set local search_path = pg_temp, pg_catalog;
      create view pg_temp.pg_settings as
        select name, case name when 'data_checksums' then 'off' else setting end as setting from pg_catalog.pg_settings`)
    const faults = await lintServer(db.admin)
    await db.admin.query('rollback')
    expect(faults).toContainEqual(durable('data_checksums = off'))
  })
})
