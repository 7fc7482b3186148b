import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { differingPlaceholders } from '../../kernel/words.ts'
import { readIn } from '../../platform/database/transact.ts'
import { ruleShape } from './contract/index.ts'
import { checkRule } from './rules/index.ts'
import { policiesWords } from './words/index.ts'

let db: TestDatabase
const A = '00500000-0000-8000-8000-000000000001'

beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

const rows = async (text: string) => (await db.admin.query<Record<string, unknown>>(text)).rows

describe('the policies the product comes with', () => {
  test('have rules that can be computed', async () => {
    const versions = await rows('select rule from policy_version')
    expect(versions).toHaveLength(17)
    for (const { rule } of versions) expect(checkRule(ruleShape.parse(rule))).toEqual([])
  })

  test('say what is not confirmed: all national figures and all of Panlong', async () => {
    const sourced =
      await rows(`select distinct p.code from policy p left join policy_version v on v.policy_id = p.id left join policy_rate r on r.policy_id = p.id
      where 'sourced' in (v.confidence, r.confidence) and p.division not in (110000000000, 510500000000)`)
    expect(sourced).toEqual([])
  })

  test('never carry the child’s fate in a name', async () => {
    const names = await rows('select name_zh || name_en as name from policy')
    expect(names.filter(({ name }) => /失独|死亡|伤残|离世|death|disab|died/i.test(String(name)))).toEqual([])
  })

  test('are kept by acts of care that exist, and pay only at rates', async () => {
    const bare = await rows(`select p.code from policy p join policy_version v on v.policy_id = p.id
      where v.grant_kind = 'cash' and not exists (select from policy_rate r where r.policy_id = p.id)`)
    expect(bare).toEqual([])
  })
})

describe('the tables', () => {
  const version = `insert into policy_version (policy_id, version, valid_from, valid_to, planned_to, rule, grant_kind, grant_quantity, grant_unit, cadence,
    document_number, document_title, confidence, source) select policy_id, 2, $1::date, $2::date, $2::date, rule, grant_kind, grant_quantity,
    grant_unit, cadence, document_number, document_title, confidence, source from policy_version where policy_id = '${A}'`
  const rate = `insert into policy_rate (id, policy_id, division, branch, hukou_kind, valid_from, valid_to, planned_to, amount_fen, per, document_number,
    confidence, source) select gen_random_uuid(), policy_id, division, branch, hukou_kind, $1::date, $2::date, $2::date, amount_fen, per,
    document_number, confidence, source from policy_rate where policy_id = '${A}' and valid_to is null`

  test('refuse two versions on one day', async () => {
    await expect(db.admin.query(version, ['2030-01-01', null])).rejects.toMatchObject({
      constraint: 'policy_version_one_at_a_time',
    })
    await expect(db.admin.query(version, ['2000-01-01', '2008-01-02'])).rejects.toMatchObject({
      constraint: 'policy_version_one_at_a_time',
    })
    await expect(db.admin.query(version, ['2000-01-01', '2000-01-01'])).rejects.toMatchObject({
      constraint: 'policy_version_dates',
    })
  })

  test('refuse two rates on one day for the same people', async () => {
    await expect(db.admin.query(rate, ['2030-01-01', null])).rejects.toMatchObject({
      constraint: 'policy_rate_one_at_a_time',
    })
    await expect(db.admin.query(rate, ['2021-01-01', '2022-01-01'])).rejects.toMatchObject({
      constraint: 'policy_rate_one_at_a_time',
    })
  })

  test('cannot be written by the application', async () => {
    const actor = await makeActor(db, 'district_officer', '530103')
    for (const table of ['policy', 'policy_version', 'policy_rate'] as const) {
      const writing = readIn(db.db, callOf(db, actor), (tx) => tx.deleteFrom(table).execute())
      await expect(writing).rejects.toMatchObject({ kind: 'not_found' })
    }
  })
})

describe('the words', () => {
  test('hold the same values in both languages, and never the word that is not said', () => {
    expect(differingPlaceholders(policiesWords)).toEqual([])
    expect(JSON.stringify(policiesWords)).not.toContain('失独')
  })
})
