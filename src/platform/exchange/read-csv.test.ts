import { describe, expect, test } from 'vitest'
import { atOnce } from '../../kernel/steps.ts'
import { csvWorkbook, parseCsv } from './read-csv.ts'
import { readWorkbook } from './read-sheets.ts'
import { type Cell, type Limits, LIMITS, type Workbook } from './sheets.ts'

function read(bytes: Uint8Array, fileName = '登记表.csv', limits: Partial<Limits> = {}): Promise<Workbook> {
  return readWorkbook(bytes, { fileName, limits })
}

function readText(text: string): Promise<Workbook> {
  return read(new TextEncoder().encode(text))
}

function values(workbook: Workbook): (Cell['value'] | undefined)[][] {
  return workbook.sheets[0]?.rows.map((row) => row.map((cell) => cell.value)) ?? []
}

const TEXT = '姓名,身份证号\r\n王小明,530103196203051234\r\n'
const EXPECTED = [
  ['姓名', '身份证号'],
  ['王小明', '530103196203051234'],
]
/** 「姓名,身份证号 王小明」 as Chinese Excel writes it. */
const GB18030 = Buffer.concat([
  Buffer.from([0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xc9, 0xed, 0xb7, 0xdd, 0xd6, 0xa4, 0xba, 0xc5, 0x0d, 0x0a]),
  Buffer.from([0xcd, 0xf5, 0xd0, 0xa1, 0xc3, 0xf7, 0x2c]),
  Buffer.from('530103196203051234\r\n'),
])

describe('encodings', () => {
  test.each([
    ['UTF-8', Buffer.from(TEXT), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`), 'utf-8'],
    ['UTF-16 little endian', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 big endian', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16(), 'utf-16be'],
    ['GB18030', GB18030, 'gb18030'],
  ])('%s', async (_, bytes, encoding) => {
    const workbook = await read(bytes)
    expect(workbook.encoding).toBe(encoding)
    expect(values(workbook)).toEqual(EXPECTED)
  })

  test('a character of four bytes in GB18030 is read', async () => {
    const bytes = Buffer.from([0x95, 0x34, 0xb9, 0x38, 0x2c, 0xcd, 0xf5, 0x2c, 0xc3, 0xfb])
    expect(values(await read(bytes))).toEqual([[new TextDecoder('gb18030').decode(bytes.subarray(0, 4)), '王', '名']])
  })

  test('UTF-8 with one broken byte is refused, not read as other characters', async () => {
    const bytes = Buffer.from('姓名,社区\n王小明,文屏社区\n李小红,梧桐社区\n')
    bytes[20] = 0xff
    await expect(read(bytes)).rejects.toMatchObject({ code: 'exchange.csv_encoding' })
  })

  test('UTF-16 without a mark is refused', async () => {
    await expect(read(Buffer.from(TEXT, 'utf16le'))).rejects.toMatchObject({ code: 'exchange.csv_encoding' })
  })
})

describe('fields', () => {
  test('every value is text: zeros, signs and long numbers stay', async () => {
    expect(values(await readText('a,b,c\n007,-1,530103196203051234\n'))).toEqual([
      ['a', 'b', 'c'],
      ['007', '-1', '530103196203051234'],
    ])
  })

  test('text forced by ="…" or by a tab is taken plain', async () => {
    expect(values(await readText('a,b\n="0123",530103\t\n'))).toEqual([
      ['a', 'b'],
      ['0123', '530103'],
    ])
  })

  test('a number Excel has cut is marked lossy', async () => {
    const workbook = await readText('证号\n5.30103E+17\n')
    expect(workbook.sheets[0]?.rows[1]?.[0]).toEqual({ ref: 'A2', kind: 'text', value: '5.30103E+17', lossy: true })
  })

  test('quotes hold delimiters, line ends and quotes', async () => {
    expect(values(await readText('a,b\n"一,二","说""好""\n第二行"\n5"管,x\n'))).toEqual([
      ['a', 'b'],
      ['一,二', '说"好"\n第二行'],
      ['5"管', 'x'],
    ])
  })

  test('tabs and semicolons separate too', async () => {
    expect(values(await readText('a\tb\n1\t2\n'))).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
    expect(values(await readText('a;b\n1;2\n'))).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
  })

  test('short rows are filled, blank lines keep the row numbers, blanks at the end go', async () => {
    const workbook = await readText('a,b,,\n\n1\n,,,\n\n')
    expect(workbook.sheets[0]?.width).toBe(2)
    expect(workbook.sheets[0]?.rows.map((row) => row.map(({ ref, value }) => [ref, value]))).toEqual([
      [
        ['A1', 'a'],
        ['B1', 'b'],
      ],
      [
        ['A2', null],
        ['B2', null],
      ],
      [
        ['A3', '1'],
        ['B3', null],
      ],
    ])
  })

  test('the sheet is named after the file, as far as Excel allows', async () => {
    const named = await read(Buffer.from('a'), 'C:\\上传\\[2026]特殊家庭/登记:第一批.csv')
    expect(named.sheets[0]?.name).toBe('登记 第一批')
    expect((await read(Buffer.from('a'), '.csv')).sheets[0]?.name).toBe('Sheet1')
  })
})

describe('a large file', () => {
  const line = (n: number) => `王${n},53010319500305${String(n % 10_000).padStart(4, '0')},尚义社区\n`
  const bytes = new TextEncoder().encode(Array.from({ length: 20_000 }, (_, n) => line(n)).join(''))

  test('is parsed in a thread of its own with the same cells, while others are answered', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    const workbook = await readWorkbook(bytes, { fileName: '花名册.csv' })
    clearInterval(timer)
    expect(turns).toBeGreaterThan(10)
    expect(workbook).toEqual(atOnce(csvWorkbook(await parseCsv(bytes, '花名册.csv', LIMITS), '花名册.csv')))
  })

  test('is refused with the same words as a small one', async () => {
    const unclosed = Uint8Array.from([...bytes, ...new TextEncoder().encode('"王')])
    await expect(readWorkbook(unclosed, { fileName: '花名册.csv' })).rejects.toMatchObject({
      code: 'exchange.csv_quote',
      params: { line: 20_001 },
      next: 'exchange.next_fix_quotes',
    })
  })
})

describe('what is refused', () => {
  test('a quote that is never closed, with its line', async () => {
    await expect(readText('a,b\n1,2\n"3,4\n5,6\n')).rejects.toMatchObject({
      code: 'exchange.csv_quote',
      params: { line: 3 },
    })
  })

  test('too many rows, columns and cells; blank ones at the end do not count', async () => {
    const bytes = Buffer.from('a,b\n1,2\n3,4')
    await expect(read(bytes, 'x.csv', { rows: 2 })).rejects.toMatchObject({ code: 'exchange.too_many_rows' })
    await expect(read(bytes, 'x.csv', { columns: 1 })).rejects.toMatchObject({ code: 'exchange.too_many_columns' })
    await expect(read(bytes, 'x.csv', { cells: 5 })).rejects.toMatchObject({ code: 'exchange.too_many_cells' })
    const padded = Buffer.from('a,,,,\n1,,,,\n,,,\n\n\n')
    expect(values(await read(padded, 'x.csv', { rows: 2, columns: 1, cells: 2 }))).toEqual([['a'], ['1']])
  })

  test('nothing but blanks', async () => {
    await expect(readText(',,\n\n')).rejects.toMatchObject({ code: 'exchange.no_rows' })
  })
})
