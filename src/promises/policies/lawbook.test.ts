import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf } from '../../../test/support/drafts.ts'
import { versionOf } from '../../../test/support/version.ts'
import { bereavedCouple, motherOfDisabledChild, registerForTest } from '../../../test/support/families.ts'
import { addMonths, civilDate, type CivilDate } from '../../kernel/calendar.ts'
import { canonicalJson } from '../../kernel/canonical.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import {
  approveDraft,
  type DraftInput,
  getDraft,
  groupsInForce,
  lawOn,
  movesBetween,
  type PolicyAt,
  policiesInForce,
  ratesOf,
  readLawbook,
  submitDraft,
  wholeTest,
  withDraft,
  writeDraft,
} from './index.ts'

// The law as one value: it reads as the tables read, and what it says a draft would change is what approval then writes.

let db: TestDatabase
let officer: Actor
let approver: Actor
const STREET = 530_103_001_000
const DAYS = ['2026-01-01', '2026-06-30', '2026-11-21', '2027-03-01', '2027-09-01', '2028-02-01'].map((day) =>
  civilDate(day),
)

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
  approver = await makeActor(db, 'district_approver', '530103')
  await registerForTest(db, officer, [
    ...Array.from({ length: 12 }, (_, i) => bereavedCouple(i * 250)),
    ...Array.from({ length: 6 }, (_, i) => motherOfDisabledChild(3500 + i * 300)),
  ])
})
afterAll(() => db.drop())

const read = <T>(work: Parameters<typeof readIn<T>>[2]) => readIn(db.db, callOf(db, officer), work)

/** What counts on a day, without the ids and codes that approval gives. */
function plain(policies: readonly PolicyAt[], groups: readonly { id: string; policy_ids: readonly string[] }[]) {
  return {
    policies: policies.map(({ code: _code, ...policy }) => policy),
    groups: groups.map(({ id, policy_ids }) => ({ id, policy_ids: policy_ids.toSorted() })),
  }
}

async function fromTables(on: CivilDate) {
  return read(async (tx) => {
    const policies = await policiesInForce(tx, on)
    const rates = []
    for (const policy of policies) rates.push([policy.id, sorted(await ratesOf(tx, policy.id))])
    return { ...plain(policies, await groupsInForce(tx, on)), rates }
  })
}

const sorted = (rates: readonly object[]) =>
  rates.map((rate) => canonicalJson({ ...rate, id: '', policy_id: '' })).toSorted()

async function fromBook(on: CivilDate, draft_id?: Uuid) {
  return read(async (tx) => {
    const book = await readLawbook(tx)
    const law = lawOn(draft_id ? withDraft(book, await getDraft(tx, callOf(db, officer), draft_id)) : book, on)
    return {
      ...plain(law.policies, law.groups),
      rates: law.policies.map((policy) => [policy.id, sorted(law.ratesOf(policy.id))]),
    }
  })
}

/** Before approval the book with the draft, after it the tables: the same on every day. */
async function foreseen(input: DraftInput): Promise<Uuid> {
  const call = () => callOf(db, officer)
  const { draft_id, policy_id } = await writeDraft(db.db, call(), input)
  const before = []
  for (const day of DAYS) before.push(await fromBook(day, draft_id))
  const { version } = await submitDraft(db.db, call(), { draft_id, version: 1 })
  await approveDraft(db.db, callOf(db, approver), { draft_id, version })
  for (const [i, day] of DAYS.entries()) {
    const after = await fromTables(day)
    expect(before[i]).toEqual(after)
    expect(await fromBook(day)).toEqual(after)
  }
  return policy_id ?? draft_id
}

describe('the law with a draft', () => {
  test('is what approval writes: a new policy, an overlay, a version with rates, a group, another in its place, an end', async () => {
    const wide = await foreseen(createOf(cashOf(100)))
    const narrow = await foreseen(
      createOf(cashOf(150, { division: STREET, valid_from: civilDate('2027-01-01') }), {
        division: STREET,
        level: 'street',
        replaces_id: wide,
      }),
    )
    const other = await foreseen(createOf(cashOf(120)))
    const group: Extract<DraftInput, { kind: 'group' }>['group'] = {
      name_zh: '取其高',
      name_en: 'The highest',
      valid_from: civilDate('2026-11-01'),
      valid_to: null,
      policy_ids: [wide, other],
      ends_group_id: null,
      document_number: null,
      document_title: '试验办法',
      source: '试验',
    }
    const first = await foreseen({ kind: 'group', division: 530_103_000_000, group })
    await foreseen({ kind: 'version', policy_id: wide, version: cashOf(200, { valid_from: civilDate('2027-02-01') }) })
    await foreseen({
      kind: 'version',
      policy_id: narrow,
      version: { ...cashOf(0, { rates: null }), cadence: 'yearly', valid_from: civilDate('2028-01-01') },
    })
    const next = { ...group, valid_from: civilDate('2027-05-01'), policy_ids: [other, wide], ends_group_id: first }
    await foreseen({ kind: 'group', division: 530_103_000_000, group: next })
    await foreseen({ kind: 'retire', policy_id: other, end: { valid_to: civilDate('2027-07-01'), reason: '停止' } })
  })
})

describe('whose answer time alone may change', () => {
  test('is never missed: everybody else is answered alike on every day of the span', async () => {
    const policies = [50, 60, 70, 76].map((age): PolicyAt => {
      return { ...base, rule: { combinator: 'and', rules: [{ field: 'age', operator: '>=', value: age }] } }
    })
    policies.push({
      ...base,
      rule: {
        combinator: 'or',
        rules: [
          { field: 'age', operator: 'between', value: [60, 69] },
          { field: 'age_of_wife', operator: '<=', value: 74 },
        ],
      },
    })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 130 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(...policies),
        async (start, months, policy) => {
          const from = addMonths(civilDate('2018-02-28'), start)
          const days = Array.from({ length: months + 1 }, (_, i) => addMonths(from, i))
          const to = days.at(-1) ?? from
          const { rows } = await read((tx) =>
            sql<{ still: boolean; answers: (boolean | null)[] }>`
              select not ${movesBetween([policy], from, to)} as still, array[${sql.join(days.map((day) => wholeTest(policy, day)))}] as answers
              from person_fact f`.execute(tx),
          )
          for (const { still, answers } of rows) if (still) expect(new Set(answers).size).toBe(1)
          // And it is a narrowing at all: a month moves few.
          if (months === 1) expect(rows.filter((row) => row.still).length).toBeGreaterThan(rows.length / 2)
        },
      ),
      { numRuns: 40 },
    )
  })
})

test('every date of a fact that is compared with the day itself is one that may move people', () => {
  const read = (name: string) => readFileSync(new URL(`queries/${name}.ts`, import.meta.url), 'utf8')
  const compared = [...read('fact-sql').matchAll(/f\.(\w+) (?:<=|>) \$\{day\(on\)\}/g)].map((match) => match[1])
  expect(compared.length).toBeGreaterThan(5)
  const known = read('moving')
  expect([...new Set(compared)].filter((column) => !known.includes(`'${column}'`))).toEqual([])
})

const base: PolicyAt = {
  ...createOf(versionOf()).promise,
  ...versionOf(),
  id: '00000000-0000-8000-8000-000000000001' as Uuid,
  code: 'test',
  division: 530_103_000_000,
  position: 1,
  version: 1,
  rule: { combinator: 'and', rules: [] },
  replaced_in: [],
}
