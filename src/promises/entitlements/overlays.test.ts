import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { entitlementRows, runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { seededAloud } from '../../../test/support/seed.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { periodOf } from '../../kernel/period-days.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { type DraftInput, findPolicyAt, type PolicyAt, type Rate, ratesOf } from '../policies/index.ts'
import {
  evaluate,
  type FactsRow,
  highestOf,
  periodAmount,
  reaches,
  rateSubject,
  type Rival,
  wholeRule,
} from '../policies/rules/index.ts'
import { markPaidBefore } from './commands/index.ts'

// Which of several policies counts: the narrowest of those that stand in one another's place, and of a group the highest. Random worlds
// of policies are approved, a run is applied, and every amount is held against the pure rules.

let db: TestDatabase
let by: { officer: Actor; approver: Actor }
const ON = civilDate('2026-11-20')
const PANLONG = 530_103_000_000
const STREET = 530_103_006_000
const COMMUNITY = 530_103_006_001
let made = 0

beforeAll(async () => {
  db = await createTestDatabase()
  by = {
    officer: await makeActor(db, 'district_officer', '530103'),
    approver: await makeActor(db, 'district_approver', '530103'),
  }
  await registerForTest(db, by.officer, [
    bereavedCouple(0),
    bereavedCouple(900, { community: COMMUNITY }),
    bereavedCouple(1800, { community: 530_103_006_002 }),
    bereavedCouple(2900, { community: 530_103_007_001 }),
  ])
})
afterAll(() => db.drop())

async function enact(input: DraftInput): Promise<Uuid> {
  const { policy_id, draft_id } = await enactFor(db, by, input)
  return policy_id ?? draft_id
}

interface Wanted {
  division: number
  yuan: number
  age: number
  replaces?: Uuid | null
}

function policyOf({ division, yuan, age, replaces = null }: Wanted): DraftInput {
  const rule = { combinator: 'and' as const, rules: [{ field: 'age', operator: '>=', value: age }] }
  const level = division === PANLONG ? 'district' : division === STREET ? 'street' : 'community'
  made += 1
  return createOf(cashOf(yuan, { division, rule }), {
    division,
    level,
    name_zh: `试验补贴${made}`,
    replaces_id: replaces,
  })
}

function groupOf(policy_ids: Uuid[], division = PANLONG): DraftInput {
  return {
    kind: 'group',
    division,
    group: {
      name_zh: '六十岁取其高',
      name_en: 'The highest at sixty',
      valid_from: civilDate('2026-01-02'),
      valid_to: null,
      policy_ids,
      ends_group_id: null,
      document_number: null,
      document_title: '试验办法',
      source: '试验',
    },
  }
}

type Facts = FactsRow & { person_id: Uuid; community: number }
const facts = () =>
  readIn(db.db, callOf(db, by.officer), async (tx) => (await sql<Facts>`select * from person_fact`.execute(tx)).rows)

async function read(ids: readonly Uuid[]) {
  return readIn(db.db, callOf(db, by.officer), async (tx) => {
    const found: { policy: PolicyAt; rates: Rate[] }[] = []
    for (const id of ids) {
      const policy = await findPolicyAt(tx, id, ON)
      if (policy) found.push({ policy, rates: await ratesOf(tx, id) })
    }
    return found
  })
}

/** What the pure rules say everybody is owed: `person policy` → fen. */
async function owedByRules(
  ids: readonly Uuid[],
  groups: readonly { division: number; ids: readonly Uuid[] }[],
  paid: ReadonlyMap<string, number>,
) {
  const policies = await read(ids)
  const owed = new Map<string, number>()
  for (const row of await facts()) {
    const rivals = policies.map(({ policy, rates }): Rival => {
      const subject = rateSubject(policy, row)
      const yes = evaluate(wholeRule(policy), row, ON) === 'yes'
      const amount = yes && subject ? periodAmount(rates, subject, periodOf(policy.cadence, ON), ON).amount_fen : null
      const before = paid.get(`${row.person_id} ${policy.id}`)
      return {
        policy_id: policy.id,
        position: policy.position,
        amount_fen: before ?? amount,
        reached: before !== undefined,
      }
    })
    for (const rival of rivals) {
      if (rival.amount_fen === null) continue
      const beside = groups.filter(
        (group) => reaches(group, row.community) && group.ids.includes(rival.policy_id as Uuid),
      )
      const best = beside.every(
        (group) => highestOf(rivals.filter((each) => group.ids.includes(each.policy_id as Uuid))) === rival,
      )
      if (best) owed.set(`${row.person_id} ${rival.policy_id}`, Number(rival.amount_fen))
    }
  }
  return owed
}

async function owedByRun(ids: readonly Uuid[]) {
  const codes = (await read(ids)).map(({ policy }) => policy)
  await runFor(
    db,
    by.officer,
    ON,
    codes.map((policy) => policy.code),
  )
  const idOf = new Map(codes.map((policy) => [policy.code, policy.id]))
  const rows = (await entitlementRows(db)).filter((row) => idOf.has(row.code) && row.state !== 'void')
  return new Map(rows.map((row) => [`${row.person_id} ${idOf.get(row.code)}`, row.amount_fen]))
}

const sorted = (map: ReadonlyMap<string, number>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1))

describe('of the policies of a group', () => {
  test('a person gets only the highest; ties go to the one that stands first; what the other run wrote is taken back with its reason', async () => {
    const low = await enact(policyOf({ division: PANLONG, yuan: 100, age: 49 }))
    const high = await enact(policyOf({ division: PANLONG, yuan: 300, age: 72 }))
    const even = await enact(policyOf({ division: PANLONG, yuan: 300, age: 72 }))
    const ids = [low, high, even]
    const alone = await owedByRun(ids)
    expect(sorted(alone)).toEqual(sorted(await owedByRules(ids, [], new Map())))
    await enact(groupOf(ids))
    const now = await owedByRun(ids)
    expect(sorted(now)).toEqual(sorted(await owedByRules(ids, [{ division: PANLONG, ids }], new Map())))
    expect([...now].some(([key]) => key.endsWith(even))).toBe(false)
    expect([...now].some(([key]) => key.endsWith(high))).toBe(true)
    const taken = (await entitlementRows(db)).filter((row) => row.state === 'void')
    expect(new Set(taken.map((row) => row.void_reason))).toEqual(new Set(['exclusion']))
    expect(taken.length).toBe(alone.size - now.size)
  })

  test('what has been paid for the period stands: a higher one approved later is not paid beside it', async () => {
    const low = await enact(policyOf({ division: PANLONG, yuan: 110, age: 49 }))
    await owedByRun([low])
    const { policy } = (await read([low]))[0] ?? {}
    const paidRows = (await entitlementRows(db, policy?.code)).slice(0, 2)
    await markPaidBefore(db.db, callOf(db, by.officer), {
      entitlement_ids: paidRows.map((row) => row.id),
      happened_on: ON,
      paper: '原发放名册',
    })
    const high = await enact(policyOf({ division: PANLONG, yuan: 500, age: 49 }))
    const ids = [low, high]
    await enact(groupOf(ids))
    const paid = new Map(paidRows.map((row) => [`${row.person_id} ${low}`, row.amount_fen]))
    const now = await owedByRun(ids)
    expect(sorted(now)).toEqual(sorted(await owedByRules(ids, [{ division: PANLONG, ids }], paid)))
    for (const row of paidRows) expect(now.has(`${row.person_id} ${high}`)).toBe(false)
  })

  test('a group of things that cannot be compared is refused, and so is a member in two groups of one place', async () => {
    const cash = await enact(policyOf({ division: PANLONG, yuan: 100, age: 49 }))
    const thing = '00500000-0000-8000-8000-000000000036' as Uuid
    await expect(enact(groupOf([cash, thing]))).rejects.toMatchObject({
      issues: [{ code: 'policies.group_needs_cash' }],
    })
    await expect(enact(groupOf([cash]))).rejects.toMatchObject({ issues: [{ code: 'policies.group_too_small' }] })
    const other = await enact(policyOf({ division: PANLONG, yuan: 100, age: 49 }))
    const third = await enact(policyOf({ division: PANLONG, yuan: 100, age: 49 }))
    await enact(groupOf([cash, other]))
    await expect(enact(groupOf([cash, third]))).rejects.toMatchObject({ issues: [{ code: 'policies.in_group' }] })
  })
})

const place = fc.constantFrom(PANLONG, STREET, COMMUNITY)
const wanted = fc.record({
  division: place,
  yuan: fc.integer({ min: 1, max: 4 }).map((n) => n * 50),
  age: fc.constantFrom(40, 69, 71, 74),
  replaces: fc.option(fc.nat({ max: 3 }), { nil: null }),
})
const world = fc.record({
  policies: fc.array(wanted, { minLength: 2, maxLength: 4 }),
  group: fc.option(place, { nil: null }),
  paid: fc.nat({ max: 2 }),
})

test('whatever overlays and groups there are, the run writes what the pure rules say', async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ policies, group, paid }) => {
      const ids: Uuid[] = []
      for (const { replaces, ...each } of policies) {
        const over = replaces === null ? undefined : ids[replaces]
        // What may not stand in another's place stands beside it.
        const id = await enact(policyOf({ ...each, replaces: over ?? null })).catch(() => enact(policyOf(each)))
        ids.push(id)
      }
      const before = await owedByRun(ids)
      expect(sorted(before)).toEqual(sorted(await owedByRules(ids, [], new Map())))
      const codes = new Map((await read(ids)).map(({ policy }) => [policy.code, policy.id]))
      const rows = (await entitlementRows(db))
        .filter((row) => codes.has(row.code) && row.state === 'due')
        .slice(0, paid)
      if (rows.length > 0)
        await markPaidBefore(db.db, callOf(db, by.officer), {
          entitlement_ids: rows.map((row) => row.id),
          happened_on: ON,
          paper: '原发放名册',
        })
      const done = new Map(rows.map((row) => [`${row.person_id} ${codes.get(row.code)}`, row.amount_fen]))
      const groups = group === null ? [] : [{ division: group, ids }]
      for (const each of groups) await enact(groupOf([...each.ids], each.division))
      const [run, rules] = [await owedByRun(ids), await owedByRules(ids, groups, done)]
      // What was paid of two before they were grouped stays paid.
      for (const [key, fen] of done) rules.set(key, fen)
      expect(sorted(run)).toEqual(sorted(rules))
    }),
    seededAloud('overlays', 8),
  )
})
