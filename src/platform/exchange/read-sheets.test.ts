import { describe, expect, test } from 'vitest'
import { readWorkbook } from './read-sheets.ts'
import type { Cell, Limits, Sheet } from './sheets.ts'
import { type RawSheetXml, textXml, workbookParts, zip } from './test-files.ts'

function read(sheets: readonly RawSheetXml[], limits?: Partial<Limits>) {
  return readWorkbook(zip(workbookParts(sheets)), { fileName: 'register.xlsx', ...(limits && { limits }) })
}

async function readOne(data: string, after = ''): Promise<Sheet> {
  const { sheets } = await read([{ name: '登记', data, after }])
  const [sheet] = sheets
  if (sheet === undefined) throw new Error('no sheet was read')
  return sheet
}

function at(sheet: Sheet | undefined, ref: string): Cell | undefined {
  return sheet?.rows.flat().find((cell) => cell.ref === ref)
}

describe('reading values', () => {
  test('text, numbers, booleans and dates keep their kind and address', async () => {
    const sheet = await readOne(
      `<row r="1">${textXml('A1', '王小明')}<c r="B1"><v>12.3</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" s="1"><v>22710</v></c></row>`,
    )
    expect(sheet.rows).toEqual([
      [
        { ref: 'A1', kind: 'text', value: '王小明' },
        { ref: 'B1', kind: 'number', value: 12.3 },
        { ref: 'C1', kind: 'boolean', value: true },
        { ref: 'D1', kind: 'date', value: { date: '1962-03-05' } },
      ],
    ])
  })

  test('a reading guide above a name is no part of the name', async () => {
    const guided = (ref: string, is: string) => `<c r="${ref}" t="inlineStr"><is>${is}</is></c>`
    const guide = '<rPh sb="0" eb="1"><t>zhāng</t></rPh>'
    const sheet = await readOne(
      `<row r="1">${guided('A1', `<t>张三二</t>${guide}<phoneticPr fontId="1"/>`)}` +
        `${guided('B1', `<r><t>张</t></r><r><t>四</t></r>${guide}${guide}`)}${textXml('C1', 'rPh')}</row>`,
    )
    expect(sheet.rows[0]?.map((cell) => cell.value)).toEqual(['张三二', '张四', 'rPh'])
  })

  test('a time of day stands beside its date, and a time alone is text', async () => {
    const sheet = await readOne(
      '<row r="1"><c r="A1" s="2"><v>46347.4375</v></c><c r="B1" s="3"><v>0.4375</v></c></row>',
    )
    expect(at(sheet, 'A1')).toEqual({ ref: 'A1', kind: 'date', value: { date: '2026-11-21' }, time: '10:30' })
    expect(at(sheet, 'B1')).toEqual({ ref: 'B1', kind: 'text', value: '10:30' })
  })

  test('digits of a date typed into a date cell come back as the number that was typed', async () => {
    const sheet = await readOne('<row r="1"><c r="A1" s="1"><v>19620305</v></c></row>')
    expect(at(sheet, 'A1')).toEqual({ ref: 'A1', kind: 'number', value: 19620305 })
  })

  test('an ID number stored as a number is marked lossy, an amount with a long binary tail is not', async () => {
    const sheet = await readOne(
      '<row r="1"><c r="A1"><v>5.3010319620305E+17</v></c><c r="B1"><v>530103196203051234</v></c>' +
        '<c r="C1"><v>35.200000000000003</v></c><c r="D1"><v>999999999999999</v></c></row>',
    )
    expect(at(sheet, 'A1')).toMatchObject({ kind: 'number', lossy: true })
    expect(at(sheet, 'B1')).toMatchObject({ kind: 'number', lossy: true })
    expect(at(sheet, 'C1')).toEqual({ ref: 'C1', kind: 'number', value: 35.2 })
    expect(at(sheet, 'D1')).toEqual({ ref: 'D1', kind: 'number', value: 999_999_999_999_999 })
  })

  test('a formula gives its stored result; one without a result is an error, not an empty cell', async () => {
    const sheet = await readOne(
      '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>' +
        '<c r="C1"><f>SUM(A1)</f></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>',
    )
    expect(sheet.rows[0]).toEqual([
      { ref: 'A1', kind: 'number', value: 2, formula: true },
      { ref: 'B1', kind: 'text', value: 'ab', formula: true },
      { ref: 'C1', kind: 'error', value: null, formula: true },
      { ref: 'D1', kind: 'error', value: '#DIV/0!', formula: true },
    ])
  })
})

describe('reading shapes', () => {
  test('merged cells are filled from the top left and marked', async () => {
    const sheet = await readOne(
      `<row r="1">${textXml('A1', '文屏社区')}${textXml('B1', '甲')}</row><row r="2">${textXml('B2', '乙')}</row>` +
        `<row r="3">${textXml('B3', '丙')}</row>`,
      '<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>',
    )
    expect(sheet.rows.map((row) => row[0])).toEqual([
      { ref: 'A1', kind: 'text', value: '文屏社区' },
      { ref: 'A2', kind: 'text', value: '文屏社区', merged: true },
      { ref: 'A3', kind: 'empty', value: null },
    ])
    expect(sheet.merges).toEqual(['A1:A2'])
  })

  test('a merge as large as a sheet can be is cut to the used part', async () => {
    const sheet = await readOne(
      `<row r="1">${textXml('A1', '标题')}</row><row r="2">${textXml('B2', '甲')}</row>`,
      '<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>',
    )
    expect(sheet.merges).toEqual(['A1:B1'])
    expect(sheet.width).toBe(2)
  })

  test('blank rows between keep the row numbers true, blank rows and columns at the end are cut off', async () => {
    const sheet = await readOne(
      `<row r="1">${textXml('A1', '甲')}</row><row r="4">${textXml('B4', '乙')}<c r="AZ4" s="1"/></row><row r="9000"><c r="C9000" s="1"/></row>`,
    )
    expect(sheet.rows).toHaveLength(4)
    expect(sheet.width).toBe(2)
    expect(at(sheet, 'B4')).toMatchObject({ value: '乙' })
  })

  test('hidden sheets are read and marked', async () => {
    const row = (text: string) => `<row r="1">${textXml('A1', text)}</row>`
    const { sheets } = await read([
      { name: '登记', data: row('甲') },
      { name: '字典', data: row('乙'), state: 'hidden' },
      { name: '深藏', data: row('丙'), state: 'veryHidden' },
    ])
    expect(sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['登记', false],
      ['字典', true],
      ['深藏', true],
    ])
  })
})

describe('a large workbook', () => {
  const data = Array.from(
    { length: 60_000 },
    (_, i) => `<row r="${i + 1}">${textXml(`A${i + 1}`, `王${i}`)}</row>`,
  ).join('')
  const formula = '<row r="60001"><c r="A60001"><f>1+1</f><v>2</v></c><c r="B60001" s="1"><v>22710</v></c></row>'

  test('is read in a thread of its own, with the same cells', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    const { sheets } = await read([{ name: '登记', data: data + formula }])
    clearInterval(timer)
    expect(at(sheets[0], 'A60000')).toEqual({ ref: 'A60000', kind: 'text', value: '王59999' })
    expect(at(sheets[0], 'A60001')).toEqual({ ref: 'A60001', kind: 'number', value: 2, formula: true })
    expect(at(sheets[0], 'B60001')).toEqual({ ref: 'B60001', kind: 'date', value: { date: '1962-03-05' } })
    expect(turns).toBeGreaterThan(10)
  })

  test('is refused with the same words as a small one', async () => {
    await expect(read([{ name: '登记', data }], { rows: 59_999 })).rejects.toMatchObject({
      kind: 'bad_input',
      code: 'exchange.too_many_rows',
      place: '登记',
      params: { limit: 59_999 },
      next: 'exchange.next_split_file',
    })
    const broken = `${data}<row r="1"><c r="ZZZZZ9999999"><v>1</v></c></row>`
    await expect(read([{ name: '登记', data: broken }])).rejects.toMatchObject({ code: 'exchange.damaged' })
  })
})

describe('what is refused', () => {
  const one = [{ name: '登记', data: `<row r="1">${textXml('A1', '甲')}</row>` }]

  test.each([
    ['an empty file', new Uint8Array(), 'empty_file'],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]), 'not_a_workbook'],
    ['an archive of something else', zip([{ name: 'word/document.xml', data: '<a/>' }]), 'not_a_workbook'],
    ['an .xls file', compoundFile('Workbook'), 'old_format'],
    ['an encrypted workbook', compoundFile('EncryptedPackage'), 'encrypted'],
    ['a truncated workbook', zip(workbookParts(one)).subarray(0, 900), 'damaged'],
    ['an archive cut after its first bytes', new Uint8Array([0x50, 0x4b, 3, 4]), 'damaged'],
    ['an encrypted part', zip(workbookParts(one).map((part) => ({ ...part, flags: 1 }))), 'encrypted'],
    ['two parts of one name', zip([...workbookParts(one), { name: 'xl/workbook.xml', data: '<a/>' }]), 'damaged'],
    ['a part that reaches outside', zip([...workbookParts(one), { name: '../../etc/passwd', data: 'x' }]), 'damaged'],
    [
      'a part that lies about its size',
      zip([...workbookParts(one), { name: 'xl/x.bin', data: 'long', claimed: 1 }]),
      'damaged',
    ],
    [
      'broken XML',
      zip(workbookParts(one).map((part) => (part.name === 'xl/workbook.xml' ? { ...part, data: '<a' } : part))),
      'damaged',
    ],
    ['a workbook without content', zip(workbookParts([{ name: '登记', data: '' }])), 'no_rows'],
  ])('%s', async (_, bytes, code) => {
    await expect(readWorkbook(bytes, { fileName: 'register.xlsx' })).rejects.toMatchObject({
      kind: 'bad_input',
      code: `exchange.${code}`,
    })
  })

  test('a web page named .xls', async () => {
    const page = new TextEncoder().encode('<html><table><tr><td>王小明</td></tr></table></html>')
    await expect(readWorkbook(page, { fileName: '登记.xls' })).rejects.toMatchObject({ code: 'exchange.old_format' })
  })

  test('an outside entity', async () => {
    const parts = workbookParts(one).map((part) =>
      part.name.startsWith('xl/worksheets')
        ? { ...part, data: `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${String(part.data)}` }
        : part,
    )
    await expect(readWorkbook(zip(parts), { fileName: 'x.xlsx' })).rejects.toMatchObject({
      code: 'exchange.active_markup',
    })
  })

  test('a part in UTF-16, where a definition could hide', async () => {
    const data = Buffer.from('\uFEFF<!DOCTYPE x><a/>', 'utf16le')
    const bytes = zip([...workbookParts(one), { name: 'xl/more.xml', data }])
    await expect(readWorkbook(bytes, { fileName: 'x.xlsx' })).rejects.toMatchObject({ code: 'exchange.damaged' })
  })

  test('a bomb is refused by what its directory promises', async () => {
    const bytes = zip([...workbookParts(one), { name: 'xl/media/a.bin', data: Buffer.alloc(3_000_000) }])
    expect(bytes.length).toBeLessThan(10_000)
    const limits = { unpacked_bytes: 2_000_000 }
    await expect(readWorkbook(bytes, { fileName: 'x.xlsx', limits })).rejects.toMatchObject({
      code: 'exchange.too_much_inside',
    })
  })

  test('a bomb that hides its size is stopped while it unpacks', async () => {
    const bytes = zip([...workbookParts(one), { name: 'xl/media/a.bin', data: Buffer.alloc(50_000_000), claimed: 10 }])
    await expect(readWorkbook(bytes, { fileName: 'x.xlsx' })).rejects.toMatchObject({ code: 'exchange.damaged' })
  })

  test('too many parts, bytes, rows, columns and cells', async () => {
    const wide = [{ name: '登记', data: `<row r="3">${textXml('A3', '甲')}${textXml('F3', '乙')}</row>` }]
    const cases: [Partial<Limits>, string][] = [
      [{ parts: 5 }, 'too_many_parts'],
      [{ bytes: 100 }, 'too_many_bytes'],
      [{ rows: 2 }, 'too_many_rows'],
      [{ columns: 5 }, 'too_many_columns'],
      [{ cells: 17 }, 'too_many_cells'],
    ]
    for (const [limits, code] of cases) {
      await expect(read(wide, limits)).rejects.toMatchObject({ code: `exchange.${code}` })
    }
    await expect(read(wide, { parts: 6, rows: 3, columns: 6, cells: 18 })).resolves.toBeDefined()
  })

  test('two cells in the far corners of a sheet', async () => {
    const data = `<row r="1">${textXml('A1', '甲')}</row><row r="1048576">${textXml('XFD1048576', '乙')}</row>`
    await expect(read([{ name: '登记', data }])).rejects.toMatchObject({ kind: 'bad_input' })
  })

  test('merged ranges laid over one another', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `<row r="${i + 1}">${textXml(`A${i + 1}`, '甲')}</row>`).join('')
    const merges = Array.from({ length: 50 }, () => '<mergeCell ref="A1:A20"/>').join('')
    const after = `<mergeCells>${merges}</mergeCells>`
    await expect(read([{ name: '登记', data: rows, after }])).rejects.toMatchObject({ code: 'exchange.damaged' })
  })

  test('no refusal carries the name of the file', async () => {
    const refusal = await readWorkbook(new Uint8Array([1, 2]), { fileName: '王小明.xlsx' }).catch(
      (error: unknown) => error,
    )
    expect(JSON.stringify({ ...(refusal as object), message: String(refusal) })).not.toContain('王小明')
  })
})

/** The beginning of a compound file and the name of one of its streams. */
function compoundFile(stream: string): Uint8Array {
  return Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(600),
    Buffer.from(stream, 'utf16le'),
    Buffer.alloc(40),
  ])
}
