import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Statement, statementOf } from '../src/figures/reports/index.ts'
import { civilDate } from '../src/kernel/calendar.ts'
import type { Uuid } from '../src/kernel/ids.ts'
import { recordCare } from '../src/ledgers/care-records/index.ts'
import type { Actor } from '../src/platform/call.ts'
import { command, readIn } from '../src/platform/database/transact.ts'
import { readWorkbook } from '../src/platform/exchange/read-sheets.ts'
import { unzip } from '../src/platform/exchange/test-files.ts'
import { callOf, makeActor, testId } from './support/app.ts'
import { openTerminal, type Terminal } from './support/command-line.ts'
import { createTestDatabase, type TestDatabase } from './support/database.ts'
import { bereavedCouple, registerForTest } from './support/families.ts'
import { linesOf, makePaymentsOffice, type PaymentsOffice, roundIn } from './support/payments.ts'
import { couple, HEADERS, xlsx } from './support/rosters.ts'

const PANLONG = 530_103_000_000
const STREET = 530_103_001_000
const OTHER_STREET = 530_103_002_000
const YEAR = { from: civilDate('2018-01-01'), to: civilDate('2018-12-31') }

let db: TestDatabase
let office: PaymentsOffice
let terminal: Terminal

const as = (actor: Actor) => ['--as', `${actor.role.replaceAll('_', '-')}-${actor.division}`] as const
const nuanxin = (...args: string[]) => terminal.nuanxin(...args)

beforeAll(async () => {
  db = await createTestDatabase()
  terminal = openTerminal(db)
  office = await makePaymentsOffice(db)
})
afterAll(async () => {
  terminal.close()
  await db.drop({ broken: ['payments/frozen', 'payments/sums'] })
})

describe('nuanxin statement', { timeout: 60_000 }, () => {
  const asked = ['statement', '--division', '530103', '--from', YEAR.from, '--to', YEAR.to] as const
  const stands = (division: number): Promise<Statement> => {
    const call = callOf(db, office.officer)
    return readIn(db.db, call, (tx) => statementOf(tx, call, { division, ...YEAR }))
  }
  const figuresOf = (statement: Statement) => statement.sections.flatMap((section) => section.figures)

  beforeAll(async () => {
    // Apart from the couples the round is made for.
    const homes = await registerForTest(
      db,
      office.officer,
      [50, 51, 52].map((n) => bereavedCouple(n)),
    )
    const visits = homes.map((home) => ({
      id: testId(),
      family_id: home.id,
      kind: 'visit_festival',
      amount_fen: 123_456,
      happened_on: civilDate('2018-06-01'),
    }))
    const call = callOf(db, office.officer)
    await command(db.db, call, { name: 'test.write', input: null }, async (tx) => ({
      result: await recordCare(tx, call, visits),
    }))
  })

  test('gives machines every figure with code, name, unit, value and records', async () => {
    const said = await nuanxin(...asked, '--json', ...as(office.officer))
    expect(said.status).toBe(0)
    const told = JSON.parse(said.stdout) as { division: number; figures: Record<string, unknown>[] }
    const figures = figuresOf(await stands(PANLONG))
    expect(told).toMatchObject({ division: PANLONG, ...YEAR })
    expect(told.figures.map(({ code, name, unit, value, records }) => ({ code, name, unit, value, records }))).toEqual(
      figures.map(({ code, name, unit, value, records }) => ({ code, name, unit, value, records })),
    )
    const of = (code: string) => told.figures.find((figure) => figure['code'] === code)
    expect(of('festival_visits')).toMatchObject({ name: '节日走访慰问', value: 3, records: 3 })
    expect(of('festival_money')).toMatchObject({ unit: 'fen', value: 370_368, records: 3 })
    expect(of('festival_money')).toMatchObject({ exact: { value: '3703.68', unit: '元' } })
  })

  test('with --place is that of the street, and a place that is not inside is none', async () => {
    const visits = async (place: number) => {
      const { status, stdout } = await nuanxin(...asked, '--place', String(place), '--json', ...as(office.officer))
      const { division, figures } = JSON.parse(stdout) as Pick<Statement, 'division'> & {
        figures: { code: string; value: number }[]
      }
      return { status, division, visits: figures.find(({ code }) => code === 'festival_visits')?.value }
    }
    const [street, other, outside] = await Promise.all([
      visits(STREET),
      visits(OTHER_STREET),
      nuanxin(...asked, '--place', '530102001', ...as(office.officer)),
    ])
    expect(street).toEqual({ status: 0, division: STREET, visits: 3 })
    expect(other).toEqual({ status: 0, division: OTHER_STREET, visits: 0 })
    expect(outside).toMatchObject({ status: 1, stdout: '' })
    expect(outside.stderr).toContain('--place')
  })

  test('as xlsx and docx says the same figures, and leaves the trace of an export', async () => {
    const [sheet, paper] = [join(terminal.folder, 'a.xlsx'), join(terminal.folder, 'a.docx')]
    const said = await nuanxin(...asked, '--xlsx', sheet, '--docx', paper, '--why', '上报', ...as(office.officer))
    expect(said).toMatchObject({ status: 0, stderr: '' })
    const book = await readWorkbook(readFileSync(sheet), { fileName: 'a.xlsx' })
    const rows = book.sheets[0]?.rows.map((row) => row.map((cell) => cell.value)) ?? []
    const figures = figuresOf(await stands(PANLONG))
    expect(figures.length).toBeGreaterThan(30)
    const found = (code: string) => rows.find((cells) => cells[1] === code)
    for (const { code, name, records } of figures)
      expect([code, found(code)?.[2], found(code)?.[6]]).toEqual([code, name, records])
    expect(found('festival_visits')?.slice(2, 7)).toEqual(['节日走访慰问', 3, null, '户次', 3])
    expect(found('festival_money')?.slice(3, 7)).toEqual([null, 3703.68, '元', 3])
    const text = (unzip(readFileSync(paper)).get('word/document.xml') ?? '').replaceAll(/<[^>]*>/g, '')
    for (const { name } of figures) expect(text).toContain(name)
    expect(text).toContain('3,703.68')
    const { rows: trace } = await db.admin.query(
      `select reason, detail ->> 'format' as format from audit_entry where action = 'reports.export' order by seq desc limit 1`,
    )
    expect(trace).toEqual([{ reason: '上报', format: 'xlsx' }])
  })
})

describe('nuanxin reperform', { timeout: 60_000 }, () => {
  let round: Uuid
  const reperform = (...more: string[]) => nuanxin('reperform', '--round', round, ...more)
  beforeAll(async () => {
    round = await roundIn(office, 'submitted')
  })

  test('ends with 0 when every line comes to the same, to the fen', async () => {
    const total = (await linesOf(office, round)).reduce((sum, line) => sum + line.amount_fen, 0)
    const [plain, json] = await Promise.all([
      reperform('--lang', 'en', ...as(office.supervisor)),
      reperform('--json', ...as(office.supervisor)),
    ])
    expect(plain).toMatchObject({ status: 0, stderr: '' })
    expect(plain.stdout).toContain('2 lines, ')
    expect(plain.stdout).toContain('all come to the same, and the seal is whole')
    expect(json.status).toBe(0)
    expect(JSON.parse(json.stdout)).toEqual({ lines: 2, total_fen: total, sealed: true, differences: [] })
  })

  test('refuses without a round, for one that is not there, and a post that may not', async () => {
    const worker = await makeActor(db, 'community_worker', '530103001001')
    const [without, missing, foreign] = await Promise.all([
      nuanxin('reperform', ...as(office.supervisor)),
      nuanxin('reperform', '--round', testId(), ...as(office.supervisor)),
      reperform(...as(worker)),
    ])
    expect([without.status, missing.status, foreign.status]).toEqual([1, 1, 1])
    expect(without.stderr).toContain('--round')
    expect(missing.stdout).toBe('')
    expect(foreign.stdout).toBe('')
    expect(foreign.stderr).toContain('payments.reperform')
  })

  test('ends with 1 and names the line that was changed past the application, and what it comes to where its hash was made to fit', async () => {
    const [first] = await linesOf(office, round)
    const right = first?.amount_fen ?? 0
    // A month of the line at another rate, so that the amount is still the sum of its parts.
    const changed = `jsonb_set(parts, '{0,rate_fen}', to_jsonb((parts -> 0 ->> 'rate_fen')::bigint + 100))`
    const attack = async (...statements: string[]) => {
      await db.admin.query('set session_replication_role = replica')
      for (const statement of statements) await db.admin.query(statement, [first?.id])
      await db.admin.query('set session_replication_role = origin')
    }
    await attack(`update payment set parts = ${changed}, amount_fen = payment_parts_sum(${changed}) where id = $1`)
    const paid = (await linesOf(office, round))[0]?.amount_fen ?? 0
    expect(paid).toBeGreaterThan(right)
    const plain = await reperform(...as(office.supervisor))
    expect(plain.status).toBe(1)
    expect(plain.stdout).toMatch(/^1 +内容被改动/m)
    await attack(`update payment set frozen_hash = payment_hash(district, id, round_id, line_no, family_id, person_id, policy_id,
      policy_version, period, kind, adjustment, attempt, after_id, amount_fen, parts, entitlement_id, asked_on, branch, facts,
      account_version_id) where id = $1`)
    const json = await reperform('--json', ...as(office.supervisor))
    expect(json.status).toBe(1)
    expect(JSON.parse(json.stdout)).toMatchObject({
      sealed: false,
      differences: [{ line_no: 1, what: 'amount', expected_fen: right, paid_fen: paid }],
    })
  })
})

describe('nuanxin import --mapping', { timeout: 60_000 }, () => {
  test('reads columns nobody would guess as the mapping says, and takes them in', async () => {
    const [roster, mapping] = [join(terminal.folder, 'odd.xlsx'), join(terminal.folder, 'mapping.json')]
    const headers = HEADERS.map((header) => ({ 姓名: '称呼甲', 身份证号: '号' })[header as string] ?? header)
    writeFileSync(roster, await xlsx({ lines: [headers, ...couple('M1', { n: 200 })] }))
    const columns = {
      A: 'household.household_number',
      B: 'household.community',
      C: 'person.name',
      D: 'person.relation',
      E: 'person.id_number',
      F: 'person.sex',
      G: 'person.birth_date',
      H: 'person.died_on',
      J: 'household.address',
      K: 'household.branch',
    }
    writeFileSync(mapping, JSON.stringify([{ sheet: '花名册', layout: 'person_rows', columns }]))
    const families = async () =>
      (await db.admin.query<{ n: number }>('select count(*)::int as n from family')).rows[0]?.n ?? 0
    const before = await families()
    const [guessed, mapped] = [
      await nuanxin('import', roster, '--json', ...as(office.officer)),
      await nuanxin('import', roster, '--mapping', mapping, '--apply', '--json', ...as(office.officer)),
    ]
    expect(guessed.status).toBe(1)
    expect(mapped.status).toBe(0)
    expect(JSON.parse(mapped.stdout)).toMatchObject({
      applied: true,
      faults: [],
      counts: { new_households: 1, blocks: 0 },
    })
    expect(await families()).toBe(before + 1)
  })
})
