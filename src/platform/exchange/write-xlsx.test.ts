import fc from 'fast-check'
import { type CellStyle, readXlsx } from 'hucre'
import { describe, expect, test } from 'vitest'
import { instant } from '../../kernel/calendar.ts'
import { exactYuan, fen } from '../../kernel/money.ts'
import { readWorkbook } from './read-sheets.ts'
import { unzip } from './test-files.ts'
import { type Column, type Row, type SheetToWrite, writeHere, writeWorkbook } from './write-xlsx.ts'

const AT = instant('2026-11-21T08:00:00.000Z')

async function write(sheet: Partial<SheetToWrite> & { columns: readonly Column[]; rows: readonly Row[] }) {
  const bytes = await writeWorkbook({ sheets: [{ name: '名单', ...sheet }], at: AT })
  return { bytes, parts: unzip(bytes), workbook: await readWorkbook(bytes, { fileName: 'a.xlsx' }) }
}

async function styleOf(bytes: Uint8Array, row: number, column: number): Promise<CellStyle | undefined> {
  const { sheets } = await readXlsx(bytes, { readStyles: true })
  return sheets[0]?.cells?.get(`${row},${column}`)?.style
}

const TEXT: Column = { key: 'text', header: '姓名', kind: 'text' }
const YUAN: Column = { key: 'yuan', header: '金额', kind: 'yuan' }

describe('values written are the values read back', () => {
  test('each kind of column', async () => {
    const columns: Column[] = [
      { key: 'id', header: '身份证号', kind: 'text' },
      { key: 'count', header: '人次', kind: 'integer' },
      { key: 'amount', header: '金额（元）', kind: 'yuan' },
      { key: 'born', header: '出生日期', kind: 'date' },
    ]
    const rows = [
      { id: '530103196203051234', count: 12, amount: 159_297, born: '1962-03-05' },
      { id: '007', count: 0, amount: -5, born: '1900-03-01' },
      { id: null, count: null, amount: null, born: undefined },
      { id: '末行', count: -3, amount: 0, born: '1899-12-31' },
    ]
    const { workbook } = await write({ columns, rows })
    expect(workbook.sheets[0]?.rows.map((row) => row.map(({ value }) => value))).toEqual([
      ['身份证号', '人次', '金额（元）', '出生日期'],
      ['530103196203051234', 12, 1592.97, { date: '1962-03-05' }],
      ['007', 0, -0.05, { date: '1900-03-01' }],
      [null, null, null, null],
      ['末行', -3, 0, '1899-12-31'],
    ])
  })

  test('every amount stands in the file with the exact digits of its fen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }), { maxLength: 30 }),
        async (amounts) => {
          const { parts } = await write({ columns: [YUAN], rows: amounts.map((yuan) => ({ yuan })) })
          const numbers = [
            ...(parts.get('xl/worksheets/sheet1.xml') ?? '').matchAll(/<c r="A\d+" s="\d+"><v>([^<]*)<\/v>/g),
          ]
          expect(numbers.map(([, digits]) => Number(digits).toFixed(2))).toEqual(
            amounts.map((amount) => exactYuan(fen(amount))),
          )
          expect(numbers.every(([, digits = '']) => /^-?\d+(\.\d{1,2})?$/.test(digits))).toBe(true)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('any text survives, whatever it begins with or contains', async () => {
    const texts = [
      '=1+1',
      '+86',
      '-5',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '_x0041_',
      'a\nb',
      '<&>"\'',
      ' 空格 ',
      '𠮷野',
      '=HYPERLINK("http://x")',
    ]
    const { workbook, parts } = await write({ columns: [TEXT], rows: texts.map((text) => ({ text })) })
    const cells = workbook.sheets[0]?.rows.slice(1).map(([cell]) => cell)
    expect(cells?.map((cell) => cell?.value)).toEqual(texts)
    expect(cells?.every((cell) => cell?.kind === 'text' && cell.formula === undefined)).toBe(true)
    expect(parts.get('xl/worksheets/sheet1.xml')).not.toContain('<f')
  })

  test('characters a file cannot hold are left out', async () => {
    const { workbook } = await write({ columns: [TEXT], rows: [{ text: '王\0小\uFFFF明\uD800' }] })
    expect(workbook.sheets[0]?.rows[1]?.[0]?.value).toBe('王小明\uFFFD')
  })
})

describe('the look of a sheet', () => {
  test('title, header and notes stand in their rows; the header is bold, frozen and filtered', async () => {
    const { bytes, workbook, parts } = await write({
      title: '发放名单',
      columns: [TEXT, YUAN],
      rows: [{ text: '王**', yuan: 59_000 }],
      notes: ['金额单位：元', '来源：发放台账'],
    })
    expect(workbook.sheets[0]?.rows.map((row) => row[0]?.value)).toEqual([
      '发放名单',
      '姓名',
      '王**',
      null,
      '金额单位：元',
      '来源：发放台账',
    ])
    expect(workbook.sheets[0]?.merges).toEqual(['A1:B1'])
    const xml = parts.get('xl/worksheets/sheet1.xml') ?? ''
    expect(xml).toContain('ySplit="2"')
    expect(xml).toContain('<autoFilter ref="A2:B3"/>')
    expect((await styleOf(bytes, 1, 0))?.font?.bold).toBe(true)
    expect((await styleOf(bytes, 2, 0))?.font?.bold).toBeFalsy()
  })

  test('amounts are shown with two decimals, identifying numbers are text', async () => {
    const { bytes } = await write({ columns: [TEXT, YUAN], rows: [{ text: '1', yuan: 1 }] })
    expect((await styleOf(bytes, 1, 0))?.numFmt).toBe('@')
    expect((await styleOf(bytes, 1, 1))?.numFmt).toBe('#,##0.00')
  })

  test('a column is wide enough for Chinese text, and never wider than a screen', async () => {
    const { parts } = await write({
      columns: [
        { key: 'a', header: '一二三四五六七八九十', kind: 'text' },
        { key: 'b', header: 'b', kind: 'text' },
        { key: 'c', header: 'c', kind: 'text', width: 33 },
      ],
      rows: [{ a: '王', b: '字'.repeat(500), c: 'x' }],
    })
    const widths = [...(parts.get('xl/worksheets/sheet1.xml') ?? '').matchAll(/<col [^>]*width="([\d.]+)"/g)]
    expect(widths.map(([, width]) => Number(width))).toEqual([23, 60, 33])
  })

  test('the same input gives the same parts', async () => {
    const input = { columns: [TEXT, YUAN], rows: [{ text: '王**', yuan: 59_000 }] }
    expect((await write(input)).parts).toEqual((await write(input)).parts)
  })
})

describe('a large workbook', () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => ({ text: `王${i}`, yuan: i }))

  test('is written in a thread of its own, with the same bytes, while others are answered', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    const { bytes } = await write({ columns: [TEXT, YUAN], rows })
    clearInterval(timer)
    expect(turns).toBeGreaterThan(10)
    const here = await writeHere({ sheets: [{ name: '名单', columns: [TEXT, YUAN], rows }], at: AT })
    expect(Buffer.compare(bytes, here)).toBe(0)
  })

  test('is refused with the same words as a small one, and a fault of the caller stays one', async () => {
    const last = (row: Row) => write({ columns: [TEXT, YUAN], rows: [...rows, row] })
    await expect(last({ text: '字'.repeat(32_768) })).rejects.toMatchObject({
      kind: 'unprocessable',
      code: 'exchange.text_too_long',
      place: '名单!A20002',
    })
    await expect(last({ text: 42 })).rejects.toThrow(TypeError)
  })
})

describe('what does not fit', () => {
  test.each([
    ['a number in a text column', TEXT, { text: 42 }],
    ['a fraction of a fen', YUAN, { yuan: 12.5 }],
    ['an amount no sheet can hold exactly', YUAN, { yuan: 1_000_000_000_000_000 }],
    ['text in an amount column', YUAN, { yuan: '12.30' }],
    ['a date in another form', { key: 'd', header: 'd', kind: 'date' }, { d: '2026/11/21' }],
  ] satisfies [string, Column, Row][])('%s is a fault of the caller', async (_, column, row) => {
    await expect(write({ columns: [column], rows: [row] })).rejects.toThrow(TypeError)
  })

  test('a text longer than a cell is refused with its place, never cut', async () => {
    await expect(write({ columns: [TEXT], rows: [{ text: '字'.repeat(32_768) }] })).rejects.toMatchObject({
      kind: 'unprocessable',
      code: 'exchange.text_too_long',
      place: '名单!A2',
    })
  })

  test('more rows than a sheet holds are refused', async () => {
    const rows = Array.from({ length: 1_048_576 }, () => ({ text: null }))
    await expect(write({ columns: [TEXT], rows })).rejects.toMatchObject({ code: 'exchange.rows_beyond_sheet' })
  })
})
