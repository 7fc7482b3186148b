import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  faultsOf,
  filesMissingFrom,
  idleDoors,
  loadedBefore,
  type SourceFile,
  walkOrder,
} from './support/tidy-rules.ts'

// The house rules, executable. `faultsOf` is pure, so that each rule is also shown to fail when broken.

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? files(path) : [path]
  })
}

const sources: SourceFile[] = ['src', 'test', 'scripts', 'bench']
  .flatMap((folder) => files(folder))
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }))

describe('the house', () => {
  test('keeps its rules', () => {
    expect(faultsOf(sources, walkOrder(readFileSync('src/rooms.ts', 'utf8')))).toEqual([])
  })

  test('has a README in every room', () => {
    const rooms = new Set(
      sources
        .map((s) => /^src\/(registry|ledgers|promises|provision|care|homes|figures)\/([^/]+)\//.exec(s.path)?.[0])
        .filter(Boolean),
    )
    const missing = [...rooms].filter((room) => !readdirSync(String(room)).includes('README.md'))
    expect(missing).toEqual([])
  })

  test('lets nothing out of a room that nobody outside asks for', () => {
    expect(idleDoors(sources)).toEqual([])
    const door = { path: 'src/registry/staff/index.ts', text: "export { type A, b, c } from './queries.ts'" }
    const own = { path: 'src/registry/staff/find.test.ts', text: "import { b } from './index.ts'" }
    const other = { path: 'src/registry/families/commands.ts', text: "import { c } from '../staff/index.ts'" }
    expect(idleDoors([door, own, other])).toEqual(['src/registry/staff/index.ts: b'])
  })

  test('has no broken relative link in its documents', () => {
    const documents = files('.').filter((p) => p.endsWith('.md') && !/^(node_modules|dist|\.)/.test(p))
    const broken = documents.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
        .map((match) => join(dirname(path), decodeURIComponent(match[1] ?? '')))
        .filter((target) => !exists(target))
        .map((target) => `${path} → ${relative('.', target)}`),
    )
    expect(broken).toEqual([])
  })

  test('has every document that its code names', () => {
    const named = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/\bdocs\/[\w./-]+\.md\b/g)].map(([document]) => ({ path, document })),
    )
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(({ document }) => !exists(document))).toEqual([])
  })

  test('has every file that a script of package.json names', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
    expect(filesMissingFrom(scripts, exists)).toEqual([])
    expect(filesMissingFrom({ dev: 'node --import ./scripts/compile-cache.mjs scripts/none.ts' }, exists)).toEqual([
      'dev: scripts/none.ts',
    ])
  })
})

describe('the first script of the browser', () => {
  test('holds no lunar tables', () => {
    const loaded = loadedBefore(sources, 'src/web/main.tsx')
    expect(loaded).toContain('src/kernel/calendar.ts')
    expect([...loaded]).not.toContain('tyme4ts')
  })

  test('holds what is imported further on, but not types, nor pages that are opened later', () => {
    const web = [
      { path: 'a.ts', text: "import { b } from './b.ts'\nimport type { c } from './c.ts'\nimport('./d.ts')" },
      { path: 'b.ts', text: "export { e } from 'tyme4ts'" },
    ]
    expect([...loadedBefore(web, 'a.ts')]).toEqual(['a.ts', 'b.ts', 'tyme4ts'])
  })
})

function exists(path: string): boolean {
  try {
    readFileSync(path)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EISDIR'
  }
}

describe('a broken rule is found', () => {
  const order = ['divisions', 'staff', 'families']
  const one = (path: string, text: string) => faultsOf([{ path, text }], order, { unreached: false }).map((f) => f.rule)

  test.each([
    [
      'a kernel that does I/O',
      'src/kernel/x.ts',
      "import { readFileSync } from 'node:fs'\nreadFileSync('x')",
      'law of imports',
    ],
    ['rules that query', 'src/registry/families/rules.ts', "import { q } from './queries.ts'\nq()", 'law of imports'],
    [
      'a page that takes a class of the design instead of its component',
      'src/registry/families/web/X.tsx',
      'export const X = () => <div className="nx-card" />',
      'one design',
    ],
    [
      'a page that reaches into the server',
      'src/registry/families/web/X.tsx',
      "import { c } from '../commands.ts'\nc()",
      'law of imports',
    ],
    [
      'a room that reaches past the door of another',
      'src/registry/families/commands.ts',
      "import { q } from '../staff/queries.ts'\nq()",
      'law of imports',
    ],
    [
      'a room that calls uphill',
      'src/registry/divisions/commands.ts',
      "import { f } from '../families/index.ts'\nf()",
      'law of imports',
    ],
    [
      'a platform that knows a room',
      'src/platform/x.ts',
      "import { f } from '../registry/families/index.ts'\nf()",
      'law of imports',
    ],
    ['a clock of its own', 'src/registry/families/commands.ts', 'export const a = Date.now()', 'time and chance'],
    ['chance of its own', 'src/registry/families/commands.ts', 'export const a = Math.random()', 'time and chance'],
    ['the environment', 'src/registry/families/queries.ts', "export const a = process.env['X']", 'time and chance'],
    ['a file too long', 'src/kernel/x.ts', 'export const a = 1\n'.repeat(301), 'file length'],
    ['a function too long', 'src/kernel/x.ts', `export function f() {\n${'  g()\n'.repeat(71)}}\n`, 'function length'],
    ['a line too long', 'src/kernel/x.ts', `export const a = '${'x'.repeat(170)}'`, 'line length'],
    ['any', 'src/kernel/x.ts', 'export const a = (x: any) => x', 'plain types'],
    ['an enum', 'src/kernel/x.ts', 'export enum A { B }', 'plain types'],
    ['a default export', 'src/kernel/x.ts', 'export default 1', 'plain types'],
    ['a file name that is not of the house', 'src/registry/families/helpers.ts', 'export const a = 1', 'file names'],
    ['SQL in a route', 'src/registry/families/routes.ts', "import { sql } from 'kysely'\nsql``", 'law of imports'],
    [
      'a transaction begun in queries',
      'src/registry/families/queries.ts',
      "import { command } from '../../platform/database/transact.ts'\ncommand()",
      'law of imports',
    ],
    [
      'yuan made of fen',
      'src/care/x.ts',
      'export const a = (b: { amount_fen: number }) => b.amount_fen / 100',
      'whole fen',
    ],
    ['fen made of yuan', 'src/care/x.ts', 'export const a = (yuan: number) => Math.round(yuan * 100)', 'whole fen'],
    [
      'an amount printed with a rounding',
      'src/care/x.ts',
      'export const a = (fen: number) => fen.toFixed(2)',
      'whole fen',
    ],
    ['an amount read with a point', 'src/care/x.ts', 'export const amount = (t: string) => parseFloat(t)', 'whole fen'],
    ['an amount in ten thousands', 'src/care/x.ts', 'export const a = (fen: number) => fen / 1_000_000', 'whole fen'],
    [
      'yuan made of fen over several lines',
      'src/care/x.ts',
      'export const a = (b: { amount_fen: number }) =>\n  Math.round(\n    b / 100,\n  )',
      'whole fen',
    ],
    [
      'yuan made of fen in a query',
      'src/care/x.ts',
      'export const a = sql`select sum(amount_fen) / 100.0 as yuan`',
      'whole fen',
    ],
    [
      'a workbook written inside a transaction',
      'src/care/x.ts',
      'export const a = () =>\n  readIn(db, call, async (tx) => ({\n    file: await writeWorkbook({ sheets: await rows(tx) }),\n  }))',
      'papers after the commit',
    ],
    [
      'a paper set by who is given a transaction',
      'src/care/x.ts',
      'async function a(\n  tx: Tx,\n  b: { c: string },\n) {\n  return writePdf({ title: b.c })\n}\n',
      'papers after the commit',
    ],
    ['a left-behind mark', 'src/kernel/x.ts', `// ${'TO'}${'DO'}: later\nexport const a = 1`, 'finished work'],
  ])('%s', (_, path, text, rule) => {
    expect(one(path, text)).toContain(rule)
  })

  test('a file that nothing imports', () => {
    expect(
      faultsOf([{ path: 'src/kernel/lonely.ts', text: 'export const a = 1' }], order).map((f) => f.rule),
    ).toContain('no dead file')
  })

  test('and money that stays whole fen is not', () => {
    const whole = (text: string) => one('src/care/x.ts', text)
    expect(whole('/** In fen: yuan * 100. */\nexport const a = (fen: number) => timesFen(fen, 12)')).toEqual([])
    expect(whole('export const width = (part: number, top: number) => (part / top) * 100')).toEqual([])
    expect(whole('export const district = (code: number) => Math.floor(code / 1_000_000)')).toEqual([])
    expect(one('src/kernel/money.ts', 'export const a = (fen: number) => fen / 100')).toEqual([])
  })

  test('and a paper written after the transaction is not', () => {
    const paper = (text: string) => one('src/care/x.ts', text)
    expect(paper('const a = await readIn(db, call, (tx) => rows(tx))\nexport const b = writeWorkbook(a)')).toEqual([])
    expect(paper('function a(tx: Tx) {\n  rows(tx)\n}\nexport const b = () => writeDocument(c)')).toEqual([])
  })

  test('and a file that keeps the rules is not', () => {
    expect(
      one(
        'src/registry/families/rules.ts',
        "import { civilDate } from '../../kernel/calendar.ts'\nexport const a = civilDate('2026-01-01')",
      ),
    ).toEqual([])
  })
})
