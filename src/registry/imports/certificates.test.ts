import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeActor } from '../../../test/support/app.ts'
import { openRosterWorld, type RosterWorld } from '../../../test/support/roster-world.ts'
import { HEADERS, type Line, xlsx } from '../../../test/support/rosters.ts'
import type { Actor } from '../../platform/call.ts'
import { readWorkbook } from '../../platform/exchange/read-sheets.ts'
import type { FaultLine, ImportDetail } from './contract.ts'

let world: RosterWorld
let nextDoor: Actor
beforeAll(async () => {
  world = await openRosterWorld()
  nextDoor = await makeActor(world.db, 'community_worker', '530103001003')
})
afterAll(() => world.close())

const HONOUR = 'L'
/** The rows of a household whose father has this number of a 光荣证. */
const bearing = (number: string, lines: readonly Line[] = world.household()): Line[] =>
  lines.map((line, index) => [...line, index === 0 ? number : null])

async function upload(actor: Actor, ...lines: readonly Line[]): Promise<ImportDetail> {
  return (await world.upload(actor, await xlsx({ lines: [[...HEADERS, '光荣证号'], ...lines] }))).body as ImportDetail
}

const apply = (actor: Actor, detail: ImportDetail) =>
  world.app.request(actor, 'POST', `/api/imports/${detail.import_id}/apply`, { body: { version: detail.version } })

async function registered(...lines: readonly Line[]): Promise<void> {
  expect((await apply(world.officer, await upload(world.officer, ...lines))).status).toBe(200)
}

/** What stops the file. */
const faultsOf = async (actor: Actor, { import_id }: ImportDetail) =>
  (
    (await world.app.request(actor, 'GET', `/api/imports/${import_id}/faults`)).body as { items: FaultLine[] }
  ).items.filter(({ severity }) => severity === 'blocks')

async function numbersOf(): Promise<number> {
  const { rows } = await world.db.admin.query<{ n: number }>(
    'select count(*)::int as n from certificate where number_hmac is not null',
  )
  return rows[0]?.n ?? 0
}

describe('a number of a certificate that another file bears', () => {
  test('is told when the roster is staged: sheet, row, column, reason, next step, and the file that is in reach', async () => {
    await registered(...bearing('GR-A1'))
    const detail = await upload(world.officer, ...world.household().map((line) => [...line, null]), ...bearing('GR-A1'))
    expect(detail.counts).toMatchObject({ blocks: 1, registered_elsewhere: 0 })
    const faults = await faultsOf(world.officer, detail)
    expect(faults).toMatchObject([
      { code: 'families.certificate_here', row: 5, column: HONOUR, severity: 'blocks', sheet: '花名册' },
    ])
    expect(faults[0]?.message).toMatch(/^这个证号已登记在 530103-\d{6}。$/)
    expect(faults[0]?.suggestion).toContain('改填“有”')
    expect(await apply(world.officer, detail)).toMatchObject({
      status: 422,
      body: { issues: [{ place: `花名册!${HONOUR}5`, code: 'families.certificate_here' }] },
    })
  })

  test('stands in the annotated file at its row', async () => {
    await registered(...bearing('GR-A2'))
    const detail = await upload(world.officer, ...bearing('GR-A2'))
    const { raw } = await world.app.request(world.officer, 'GET', `/api/imports/${detail.import_id}/annotated.xlsx`)
    const book = await readWorkbook(raw, { fileName: 'annotated.xlsx' })
    const marked = book.sheets.flatMap(({ rows }) => rows.map((row) => JSON.stringify(row.at(-1)?.value)))
    expect(marked.map((text) => text.includes('证号已登记'))).toEqual([false, true, false, false])
  })

  test('out of reach: told at the cell without the file, counted among what a day may tell', async () => {
    await registered(...bearing('GR-A3'))
    const detail = await upload(nextDoor, ...elsewhere(bearing('GR-A3')))
    expect(detail.counts).toMatchObject({ blocks: 1, registered_elsewhere: 1 })
    const faults = await faultsOf(nextDoor, detail)
    expect(faults).toMatchObject([
      { code: 'families.certificate_elsewhere', row: 2, column: HONOUR, severity: 'blocks' },
    ])
    expect(JSON.stringify(faults)).not.toMatch(/530103-|尚义|拓东/)
    const { rows } = await world.db.admin.query<{ told: string }>(
      `select detail ->> 'registered_elsewhere' as told from audit_entry where action = 'imports.stage' and subject_id = $1`,
      [detail.import_id],
    )
    expect(rows).toEqual([{ told: '1' }])
  })

  test('is refused at its cell where it was written into another file after staging', async () => {
    const mine = await upload(world.officer, ...bearing('GR-A4'))
    const theirs = await makeActor(world.db, 'street_officer', '530103001')
    const theirFile = await upload(theirs, ...bearing('GR-A4'))
    expect([mine.counts.blocks, theirFile.counts.blocks]).toEqual([0, 0])
    expect((await apply(theirs, theirFile)).status).toBe(200)
    expect(await apply(world.officer, mine)).toMatchObject({
      status: 422,
      body: { issues: [{ place: `花名册!${HONOUR}2`, code: 'families.certificate_here' }] },
    })
  })
})

/** The same rows in the community next door. */
function elsewhere(lines: readonly Line[]): Line[] {
  return lines.map((line) => line.map((cell, index) => (index === 1 ? '白塔社区' : cell)))
}

describe('numbers of certificates that the same file corrects', () => {
  test('two that stood in each other’s rows go in', async () => {
    const [one, two] = [world.household(), world.household()]
    await registered(...bearing('GR-B1', one), ...bearing('GR-B2', two))
    const detail = await upload(world.officer, ...bearing('GR-B2', one), ...bearing('GR-B1', two))
    expect(detail.counts).toMatchObject({ blocks: 0, changed_households: 2 })
    expect((await apply(world.officer, detail)).status).toBe(200)
  })

  test('one shifted by a row goes in, both ways, and into a household that is new', async () => {
    const [one, two, three] = [world.household(), world.household(), world.household()]
    await registered(...bearing('GR-B3', one), ...bearing('GR-B4', two))
    await registered(...bearing('GR-B4', one), ...bearing('GR-B5', two))
    await registered(...bearing('GR-B3', one), ...bearing('GR-B4', two), ...bearing('GR-B9'))
    const before = await numbersOf()
    await registered(...bearing('GR-B6', one), ...bearing('GR-B3', three))
    expect(await numbersOf()).toBe(before + 1)
  })

  test('one that its bearer keeps is told in the row that asks for it', async () => {
    const [one, two] = [world.household(), world.household()]
    await registered(...bearing('GR-B7', one), ...bearing('GR-B8', two))
    const detail = await upload(world.officer, ...bearing('GR-B8', one))
    expect(await faultsOf(world.officer, detail)).toMatchObject([
      { code: 'families.certificate_here', row: 2, column: HONOUR },
    ])
  })
})

describe('parents who have parted, with one 光荣证', () => {
  test('the number in both rows is told with what to do: it stays with one, the other’s cell says 有; so it goes in', async () => {
    const [father, mother, child] = world.household()
    if (!father || !mother || !child) throw new Error('three rows')
    const headOf = (line: Line, number: string): Line =>
      line.map((cell, index) => (index === 0 ? number : index === 3 ? '户主' : index === 10 ? '甲类' : cell))
    const rows = (hers: string): Line[] => [
      [...headOf(father, 'P1'), 'GR-C1', '离婚'],
      [...child.map((cell, index) => (index === 0 ? 'P1' : cell)), null, null],
      [...headOf(mother, 'P2'), hers, '离婚'],
      [...child.map((cell, index) => (index === 0 ? 'P2' : cell)), null, null],
    ]
    const stage = async (hers: string) => {
      const bytes = await xlsx({ lines: [[...HEADERS, '光荣证号', '婚姻状况'], ...rows(hers)] })
      return (await world.upload(world.officer, bytes)).body as ImportDetail
    }
    const both = await faultsOf(world.officer, await stage('GR-C1'))
    expect(both).toMatchObject([{ code: 'imports.certificate_twice', row: 4, column: HONOUR }])
    expect(both[0]?.suggestion).toContain('另一方这一格改填“有”')
    const one = await stage('有')
    expect(one.counts).toMatchObject({ blocks: 0, new_households: 2 })
    expect((await apply(world.officer, one)).status).toBe(200)
    const { rows: held } = await world.db.admin.query<{ held: boolean }>(
      `select f.has_only_child_certificate as held from person_fact f join person p on p.district = f.district and p.id = f.person_id
       where p.name = any($1) and p.relation = 'parent'`,
      [[father[2], mother[2]]],
    )
    expect(held.length).toBeGreaterThanOrEqual(2)
    expect(held.every((row) => row.held)).toBe(true)
  })
})
