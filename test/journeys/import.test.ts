import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeXlsx } from 'hucre'
import type { Locator } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { civilDate } from '../../src/kernel/calendar.ts'
import { makeIdNumber } from '../../src/kernel/id-number.ts'
import { readWorkbook } from '../../src/platform/exchange/read-sheets.ts'
import { familiesWords } from '../../src/registry/families/words/index.ts'
import { importsWords } from '../../src/registry/imports/words/index.ts'
import { enterAs } from './support/people.ts'
import { TWO_WAYS, type Visitor, useBrowser } from './support/visitor.ts'

useBrowser()

const folder = mkdtempSync(join(tmpdir(), 'nuanxin-rosters-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HEADERS = [
  '户号',
  '居委会',
  '姓名',
  '与户主关系',
  '身份证号',
  '性别',
  '出生年月',
  '手机',
  '类别',
  '离世日期',
  '备忘',
]

interface Roster {
  readonly father: string
  readonly mother: string
  readonly lines: readonly (readonly string[])[]
}

/** Two new families as an officer writes them; `bad` puts in what officers' files bring. `n` keeps the people of two journeys apart. */
function roster(n: number, bad: boolean): Roster {
  const id = (i: number, birth: string, sex: 'male' | 'female') =>
    makeIdNumber(530_103, civilDate(birth), 800 + n * 20 + i * 2 + (sex === 'male' ? 1 : 0))
  const [father, mother, widow] = [
    id(1, '1951-04-06', 'male'),
    id(2, '1953-09-12', 'female'),
    id(3, '1949-02-03', 'female'),
  ]
  const wrong = `${father.slice(0, 17)}${father.endsWith('0') ? '1' : '0'}`
  const letter = '甲乙丙丁'.charAt(n)
  const names = { father: `褚云${letter}`, mother: `卫秋${letter}` }
  const place = '任旗营社区'
  const child = (home: string, name: string, i: number) =>
    [home, place, name, '儿子', id(i, '1978-05-01', 'male'), '男', '1978-05-01', '', '', '2011年6月2日', ''] as const
  return {
    ...names,
    lines: [
      [
        `XZ${n}1`,
        place,
        names.father,
        '户主',
        bad ? wrong : father,
        '男',
        '1951年4月6日',
        '13900010001',
        '甲类',
        '',
        '',
      ],
      [`XZ${n}1`, place, names.mother, '配偶', mother, bad ? '男' : '女', '1953.9.12', '13900010002', '甲类', '', ''],
      child(`XZ${n}1`, `褚青${letter}`, 4),
      [`XZ${n}2`, bad ? '无名社区' : place, `蒋冬${letter}`, '户主', widow, '女', '19490203', '', '甲类', '', ''],
      child(`XZ${n}2`, `韩川${letter}`, 5),
    ],
  }
}

async function write(name: string, lines: readonly (readonly string[])[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(
    path,
    await writeXlsx({ sheets: [{ name: '花名册', rows: [HEADERS, ...lines].map((line) => [...line]) }] }),
  )
  return path
}

interface Told {
  cell: string
  /** What is wrong and what to do. */
  said: readonly string[]
}

/** Every fault on screen, in the order of the file. */
async function faultsOf(list: Locator): Promise<Told[]> {
  const told: Told[] = []
  for (const line of await list.all()) {
    const [where = '', , fault = ''] = await line.locator('td').allInnerTexts()
    told.push({ cell: /\b[A-Z]+\d+\b/.exec(where)?.[0] ?? '', said: fault.split('\n') })
  }
  return told
}

/**
 * The cells of the bad roster that are to be mended: an ID number, a sex that is not the ID's, a community nobody knows. Torn from its
 * household by it, a mother lacks her child and a child its parents.
 */
const FAULTY = ['E2', 'F3', 'B5', 'C5', 'C6']
const WRONG_ID = {
  zh: ['身份证号的校验位不对，请逐位核对', '请对照证件逐位核对。'],
  en: ['The check digit is wrong; compare the number digit by digit', 'Compare with the document, digit by digit.'],
} as const

async function upload(visitor: Visitor, path: string): Promise<void> {
  const w = visitor.words(importsWords)
  await visitor.page.locator('input[type="file"]').setInputFiles(path)
  await visitor.button(w('upload')).click()
}

describe('a bad roster is imported and mended', () => {
  test.for(TWO_WAYS.map((way, n) => ({ ...way, n })))('at the $size in $locale', async ({ n, ...here }) => {
    const visitor = await enterAs('import', 'district', here, '/imports')
    const { page } = visitor
    const w = visitor.words(importsWords)
    await visitor.arrives(w('title'))
    await visitor.step('imports')

    const bad = await write(`待核花名册${n}.xlsx`, roster(n, true).lines)
    await upload(visitor, bad)
    await visitor.arrives(`待核花名册${n}.xlsx`)
    const faults = page.getByRole('table', { name: w('faults') }).locator('tbody tr')
    await faults.first().waitFor()
    await visitor.step('faults')
    const told = await faultsOf(faults)
    expect(told.map(({ cell }) => cell)).toEqual(FAULTY)
    expect(told[0]?.said).toEqual(WRONG_ID[here.locale])

    await visitor.button(w('step_columns')).click()
    await visitor.sees(w('columns_text'))
    await visitor.step('columns')
    await visitor.button(w('save_columns')).click()
    await visitor.sees(w('mapped_toast'))
    await page
      .getByRole('table', { name: w('faults') })
      .locator('tbody tr')
      .first()
      .waitFor()

    const downloading = page.waitForEvent('download')
    await visitor.button(w('annotated')).click()
    const annotated = join(folder, `annotated-${n}.xlsx`)
    await (await downloading).saveAs(annotated)
    const back = await readWorkbook(await readFile(annotated), { fileName: 'annotated.xlsx' })
    const rows = back.sheets[0]?.rows ?? []
    expect(JSON.stringify(rows.slice(0, 2))).toContain(roster(n, true).father)
    // Each faulty row ends with all that was said of it on screen: what is wrong and what to do.
    for (const { cell, said } of told) {
      expect(said).toHaveLength(2)
      const end = rows[Number(/\d+/.exec(cell)?.[0]) - 1]?.at(-1)?.value
      for (const text of said) expect(end).toContain(text)
    }

    const mended = roster(n, false)
    await upload(visitor, await write(`改好的花名册${n}.xlsx`, mended.lines))
    await visitor.arrives(`改好的花名册${n}.xlsx`)
    await page
      .getByRole('table', { name: w('preview') })
      .locator('tbody tr')
      .first()
      .waitFor()
    await visitor.step('preview')
    await visitor.button(w('apply')).click()
    const dialog = await visitor.dialog(w('apply_title'))
    await visitor.step('what-will-happen')
    await dialog.getByRole('button', { name: w('apply') }).click()
    await visitor.sees(w('done_title'))
    await visitor.step('done')

    const families = visitor.words(familiesWords)
    await visitor.go(`/find?q=${encodeURIComponent(mended.father)}`)
    await visitor.arrives(families('find_title'))
    await page.locator('tbody tr').filter({ hasText: mended.father }).first().waitFor()
    await visitor.step('found')
  })
})
