import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { type Issue, Refusal } from '../../kernel/refusal.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { showDraft } from './commands/index.ts'
import { type DraftInput, type VersionInput, writeDraft } from './index.ts'

// Which days law may change on: money of the calendar is owed by whole periods, so nobody is paid the same months twice.

let db: TestDatabase
let by: { officer: Actor; approver: Actor }
const STREET = 530_103_006_000
const OLDER = { combinator: 'and' as const, rules: [{ field: 'age', operator: '>=', value: 75 }] }

beforeAll(async () => {
  db = await createTestDatabase()
  by = {
    officer: await makeActor(db, 'district_officer', '530103'),
    approver: await makeActor(db, 'district_approver', '530103'),
  }
})
afterAll(() => db.drop())

const made = async (input: DraftInput) => (await enactFor(db, by, input)).policy_id as Uuid
async function faults(input: DraftInput): Promise<string[]> {
  const refused: unknown = await writeDraft(db.db, callOf(db, by.officer), input).catch((error: unknown) => error)
  const issues: readonly Issue[] = refused instanceof Refusal ? refused.issues : []
  return issues.map(({ place, code, params }) => [place, code, params?.['next'] ?? ''].join(' ').trim())
}
const version = (policy_id: Uuid, more: Partial<VersionInput>): DraftInput => ({
  kind: 'version',
  policy_id,
  version: { ...cashOf(100, more), rates: null },
})
const street = (replaces_id: Uuid, more: Partial<VersionInput>) =>
  createOf(cashOf(200, { division: STREET, ...more }), { division: STREET, level: 'street', replaces_id })
const end = (policy_id: Uuid, valid_to: string): DraftInput => ({
  kind: 'retire',
  policy_id,
  end: { valid_to: civilDate(valid_to), reason: '停止试验' },
})

test('half-yearly money that becomes monthly does so with a half year: September to December are not owed twice', async () => {
  const id = await made(createOf(cashOf(100)))
  expect(await faults(version(id, { cadence: 'monthly', valid_from: civilDate('2026-09-01') }))).toEqual([
    'version.valid_from policies.cadence_within_period 2027-01-01',
  ])
  expect(await faults(version(id, { cadence: 'festival', valid_from: civilDate('2027-01-01') }))).toContain(
    'version.cadence policies.cadence_kind',
  )
  await made(version(id, { cadence: 'monthly', valid_from: civilDate('2027-01-01') }))
})

test('another rule begins with a period, also one in the past; another rate with any month', async () => {
  const id = await made(createOf(cashOf(100)))
  const within = ['version.valid_from policies.within_period 2027-01-01']
  expect(await faults(version(id, { rule: OLDER, valid_from: civilDate('2026-12-01') }))).toEqual(within)
  const rates = {
    kind: 'version' as const,
    policy_id: id,
    version: cashOf(120, { valid_from: civilDate('2026-03-01') }),
  }
  expect(await faults(rates)).toEqual([])
  await made(version(id, { rule: OLDER, valid_from: civilDate('2026-07-01') }))
})

test('a new policy of money by the half year begins with a half year: from February on January would have no rate', async () => {
  const from = (day: string) => createOf(cashOf(100, { valid_from: civilDate(day) }))
  expect(await faults(from('2026-02-01'))).toEqual(['version.valid_from policies.within_period 2026-07-01'])
  expect(await faults(from('2027-02-01'))).toEqual(['version.valid_from policies.within_period 2027-07-01'])
  expect(await faults(from('2027-01-01'))).toEqual([])
})

test('a street’s policy takes the place of the district’s with a period of both, and gives it back with one', async () => {
  const wide = await made(createOf(cashOf(100)))
  expect(await faults(street(wide, { valid_from: civilDate('2026-10-01') }))).toEqual([
    'version.valid_from policies.within_period 2027-01-01',
  ])
  expect(await faults(street(wide, { cadence: 'monthly', valid_from: civilDate('2026-10-01') }))).toEqual([
    'version.valid_from policies.within_period 2027-01-01',
  ])
  expect(await faults(street(wide, { cadence: 'monthly', valid_to: civilDate('2026-12-01') }))).toEqual([
    'version.valid_to policies.within_period 2027-01-01',
  ])
  const narrow = await made(street(wide, { cadence: 'monthly', valid_from: civilDate('2026-07-01') }))
  expect(await faults(end(narrow, '2026-12-01'))).toEqual(['end.valid_to policies.within_period 2027-01-01'])
  expect(await faults(end(narrow, '2027-01-01'))).toEqual([])
})

test('a street’s policy begins again with a period of the district’s, for it takes its people once more', async () => {
  const wide = await made(createOf(cashOf(100)))
  const span = { cadence: 'monthly' as const, valid_from: civilDate('2026-01-01'), valid_to: civilDate('2026-07-01') }
  const narrow = await made(street(wide, span))
  const again = (valid_from: string): DraftInput => ({
    kind: 'version',
    policy_id: narrow,
    version: cashOf(200, { division: STREET, cadence: 'monthly', valid_from: civilDate(valid_from) }),
  })
  expect(await faults(again('2026-10-01'))).toEqual(['version.valid_from policies.within_period 2027-01-01'])
  expect(await faults(again('2027-01-01'))).toEqual([])
})

test('what is given at festivals is not replaced by what is given by the month', async () => {
  const wide = await made(createOf(cashOf(300, { cadence: 'festival', per: 'occasion' })))
  expect(await faults(street(wide, { cadence: 'monthly' }))).toEqual(['version.cadence policies.cadence_apart'])
  expect(await faults(street(wide, { cadence: 'once', rates: [] }))).toContain('version.cadence policies.cadence_apart')
})

test('a version that keeps the rates is held to them: what was stated by the year is not paid every half year', async () => {
  const id = await made(createOf(cashOf(1200, { cadence: 'yearly', per: 'year' })))
  const half = { cadence: 'half_yearly' as const, valid_from: civilDate('2027-01-01') }
  expect(await faults(version(id, half))).toEqual(['version.rates policies.rate_per_cadence'])
  const stated = { kind: 'version' as const, policy_id: id, version: cashOf(100, half) }
  expect(await faults(stated)).toEqual([])
})

test('money ends with a period', async () => {
  const id = await made(createOf(cashOf(100)))
  expect(await faults(end(id, '2026-12-01'))).toEqual(['end.valid_to policies.within_period 2027-01-01'])
  expect(await faults(createOf(cashOf(100, { valid_to: civilDate('2026-12-01') })))).toEqual([
    'version.valid_to policies.within_period 2027-01-01',
  ])
})

test('what was stated by the month is stated by the year from a new year on: half a year of each has no sum', async () => {
  const id = await made(createOf(cashOf(100, { cadence: 'yearly' })))
  const by_year = (valid_from: string) => ({
    kind: 'version' as const,
    policy_id: id,
    version: cashOf(1200, { cadence: 'yearly', per: 'year', valid_from: civilDate(valid_from) }),
  })
  const within = ['version.rates.0.per policies.rate_per_within_period 2027-01-01']
  expect(await faults(by_year('2026-07-01'))).toEqual(within)
  // Another sum by the month may begin with any month, as before.
  const version = cashOf(120, { cadence: 'yearly', valid_from: civilDate('2026-04-01') })
  expect(await faults({ kind: 'version', policy_id: id, version })).toEqual([])
  await made(by_year('2027-01-01'))
  // And back again only with a year.
  const back = (valid_from: string) => ({
    kind: 'version' as const,
    policy_id: id,
    version: cashOf(110, { cadence: 'yearly', valid_from: civilDate(valid_from) }),
  })
  expect(await faults(back('2027-02-01'))).toEqual(['version.rates.0.per policies.rate_per_within_period 2028-01-01'])
  expect(await faults(back('2028-01-01'))).toEqual([])
})

test('a year begun by the month and stated by the year from its first day: the draft says that nothing is made up', async () => {
  const since = { cadence: 'yearly' as const, valid_from: civilDate('2025-01-01') }
  const id = await made(createOf(cashOf(100, since)))
  const warned = async (per: 'month' | 'year') => {
    const version = cashOf(1500, { cadence: 'yearly', per, valid_from: civilDate('2026-01-01') })
    const { draft_id } = await writeDraft(db.db, callOf(db, by.officer), { kind: 'version', policy_id: id, version })
    const { warnings } = await readIn(db.db, callOf(db, by.officer), (tx) =>
      showDraft(tx, callOf(db, by.officer), draft_id),
    )
    return warnings.map(({ code }) => code)
  }
  expect(await warned('year')).toContain('policies.backdated_per')
  expect(await warned('month')).toContain('policies.backdated_cash')
})

test('a street’s rate is stated as the district’s beside it, in one version and after the one before', async () => {
  const [wide, narrow] = [
    cashOf(100, { cadence: 'yearly' }),
    cashOf(1500, { cadence: 'yearly', division: STREET, per: 'year' }),
  ]
  const both = { ...wide, rates: [...(wide.rates ?? []), ...(narrow.rates ?? [])] }
  expect(await faults(createOf(both))).toEqual(['version.rates.1.per policies.rate_mixed_per'])
  // The district's are by the month, and end with the street's of the next version: half of the year would be by either.
  const id = await made(createOf(wide))
  const next = cashOf(1500, { cadence: 'yearly', per: 'year', valid_from: civilDate('2026-07-01') })
  const rates = [...(next.rates ?? []), ...(next.rates ?? []).map((rate) => ({ ...rate, division: STREET }))]
  expect(await faults({ kind: 'version', policy_id: id, version: { ...next, rates } })).toEqual([
    'version.rates.0.per policies.rate_per_within_period 2027-01-01',
  ])
})
