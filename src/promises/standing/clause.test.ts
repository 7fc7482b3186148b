import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { createOf, enactFor } from '../../../test/support/drafts.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { versionOf } from '../../../test/support/version.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { ruleShape } from '../policies/contract/index.ts'
import { findPolicyAt } from '../policies/index.ts'
import { changesBetween, describeRule } from '../policies/rules/index.ts'
import { decisionSlip } from './commands/index.ts'

// Where the document says it: a clause stands in the version beside its condition, and on the slip beside the fact.

let db: TestDatabase
let by: { officer: Actor; approver: Actor }
let person_id: Uuid
const TODAY = civilDate('2026-11-20')
const rule = {
  combinator: 'and' as const,
  rules: [
    { field: 'age', operator: '>=', value: 40, clause: '第五条第一项' },
    { field: 'children_born', operator: '=', value: 7, clause: '第五条第二项' },
    { field: 'sex', operator: 'in', value: ['female', 'male'] },
  ],
}

beforeAll(async () => {
  db = await createTestDatabase()
  by = {
    officer: await makeActor(db, 'district_officer', '530103'),
    approver: await makeActor(db, 'district_approver', '530103'),
  }
  const [family] = await registerForTest(db, by.officer, [bereavedCouple(0)])
  person_id = family?.person_ids[0] as Uuid
})
afterAll(() => db.drop())

const slipOf = (policy_id: Uuid) => {
  const call = callOf(db, by.officer)
  return readIn(db.db, call, (tx) => decisionSlip(tx, call, { person_id, policy_id, as_of: TODAY }))
}

test('is printed beside what was asked: of a refusal beside what failed', async () => {
  const { policy_id } = await enactFor(db, by, createOf(versionOf({ rule })))
  const refused = await slipOf(policy_id as Uuid)
  expect(refused.answer).toBe('no')
  expect(refused.lines.map(({ text, clause }) => [text, clause])).toEqual([[expect.any(String), '第五条第二项']])

  const kinder = { ...rule, rules: rule.rules.filter(({ field }) => field !== 'children_born') }
  const granted = await enactFor(db, by, createOf(versionOf({ rule: kinder }), { name_zh: '另一试验' }))
  const slip = await slipOf(granted.policy_id as Uuid)
  expect(slip.answer).toBe('yes')
  const clauses = slip.lines.flatMap(({ clause }) => (clause === null ? [] : [clause]))
  expect(clauses).toEqual(['第五条第一项'])
})

test('is as dated as the version: another clause is a change of the rule, told in words', async () => {
  const { policy_id } = await enactFor(db, by, createOf(versionOf({ rule }), { name_zh: '又一试验' }))
  const call = callOf(db, by.officer)
  const policy = await readIn(db.db, call, (tx) => findPolicyAt(tx, policy_id as Uuid, TODAY))
  if (!policy) throw new Error('The policy is in force.')
  expect(describeRule(policy.rule, 'zh', new Map())[0]?.text).toBe('本人年满 40 周岁（第五条第一项）')
  const [first, ...rest] = policy.rule.rules
  const other = {
    ...policy,
    rule: { ...policy.rule, rules: [{ ...first, clause: '第六条' }, ...rest] },
  } as typeof policy
  expect(
    changesBetween({ version: policy, rates: [] }, { version: other, rates: [] }, 'zh', new Map()).map(
      ({ what }) => what,
    ),
  ).toEqual(['rule'])
})

test('is a line of at most forty signs, and nothing else may stand beside a condition', async () => {
  const [condition] = rule.rules
  const parse = (more: object) => ruleShape.safeParse({ combinator: 'and', rules: [{ ...condition, ...more }] }).success
  expect([parse({}), parse({ clause: '条'.repeat(41) }), parse({ clause: '  ' }), parse({ why: '第五条' })]).toEqual([
    true,
    false,
    false,
    false,
  ])
})
