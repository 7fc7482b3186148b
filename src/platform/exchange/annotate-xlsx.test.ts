import { readFile } from 'node:fs/promises'
import { readXlsx } from 'hucre'
import { describe, expect, test } from 'vitest'
import { instant } from '../../kernel/calendar.ts'
import { annotateWorkbook, type Fault } from './annotate-xlsx.ts'
import { isProblemColumn } from './problem-list.ts'
import { readWorkbook } from './read-sheets.ts'
import type { Workbook } from './sheets.ts'
import { unzip } from './test-files.ts'
import { writeWorkbook } from './write-xlsx.ts'

const AT = instant('2026-11-21T08:00:00.000Z')

async function golden(): Promise<Workbook> {
  const bytes = await readFile(new URL('./golden/register.xlsx', import.meta.url))
  return readWorkbook(bytes, { fileName: 'register.xlsx' })
}

const FAULTS: Fault[] = [
  { sheet: '登记表', ref: 'B3', message: '身份证号校验码不对', suggestion: '请核对证件原件' },
  { sheet: '登记表', ref: 'B4', message: '身份证号存成了数字，后几位已丢失', suggestion: '请设为文本后重新填写' },
  { sheet: '登记表', ref: 'C4', message: '出生日期与身份证号不一致' },
]

function annotate(workbook: Workbook, faults: readonly Fault[], locale: 'zh' | 'en' = 'zh'): Promise<Uint8Array> {
  return annotateWorkbook({ workbook, faults, locale, header_rows: { 登记表: 2 }, at: AT })
}

describe('an annotated workbook', () => {
  test('keeps the sheets and their values, and adds one column that says what is wrong per row and what to do', async () => {
    const before = await golden()
    const after = await readWorkbook(await annotate(before, FAULTS), { fileName: 'a.xlsx' })
    expect(after.sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['登记表', false],
      ['字典', true],
    ])
    expect(after.sheets[0]?.merges).toEqual(before.sheets[0]?.merges)
    const values = (workbook: Workbook) =>
      workbook.sheets[0]?.rows.map((row) => row.slice(0, 6).map((cell) => cell.value))
    expect(values(after)).toEqual(values(before))
    expect(after.sheets[0]?.rows.map((row) => row[6]?.value)).toEqual([
      null,
      '问题',
      '身份证号校验码不对（请核对证件原件）',
      '身份证号存成了数字，后几位已丢失（请设为文本后重新填写）；出生日期与身份证号不一致',
    ])
    expect(isProblemColumn(after.sheets[0]?.rows[1]?.[6]?.value)).toBe(true)
  })

  test('begins with a list of all problems by sheet, cell and column', async () => {
    const { sheets } = await readXlsx(await annotate(await golden(), FAULTS))
    expect(sheets.map(({ name }) => name)).toEqual(['问题清单', '登记表', '字典'])
    expect(sheets[0]?.rows).toEqual([
      ['工作表', '单元格', '列', '问题', '怎么改'],
      ['登记表', 'B3', '身份证号', '身份证号校验码不对', '请核对证件原件'],
      ['登记表', 'B4', '身份证号', '身份证号存成了数字，后几位已丢失', '请设为文本后重新填写'],
      ['登记表', 'C4', '出生日期', '出生日期与身份证号不一致', ''],
    ])
  })

  test('fills each faulty cell and notes the reason beside it', async () => {
    const { sheets } = await readXlsx(await annotate(await golden(), FAULTS), { readStyles: true })
    const cell = (row: number, column: number) => sheets[1]?.cells?.get(`${row},${column}`)
    const faulty = [cell(2, 1), cell(3, 1), cell(3, 2)]
    for (const one of faulty) expect(one?.style?.fill).toMatchObject({ fgColor: { rgb: 'FBE0D3' } })
    expect(faulty.map((one) => one?.comment?.text)).toEqual(FAULTS.map(({ message }) => message))
    expect(cell(2, 0)?.style?.fill).toBeUndefined()
    expect(cell(2, 0)?.comment).toBeUndefined()
  })

  test('is read again without its list, and annotated again without a second column', async () => {
    const once = await readWorkbook(await annotate(await golden(), FAULTS), { fileName: 'a.xlsx' })
    const twice = await readWorkbook(await annotate(once, FAULTS.slice(0, 1)), { fileName: 'a.xlsx' })
    expect(twice.sheets.map(({ name }) => name)).toEqual(['登记表', '字典'])
    expect(twice.sheets[0]?.rows.map((row) => row.slice(6).map((cell) => cell.value))).toEqual([
      [null],
      ['问题'],
      ['身份证号校验码不对（请核对证件原件）'],
      [null],
    ])
  })

  test('without faults is the same workbook without the added column', async () => {
    const workbook = await golden()
    const after = await readWorkbook(await annotate(workbook, []), { fileName: 'a.xlsx' })
    expect(after.sheets.map((sheet) => sheet.width)).toEqual(workbook.sheets.map((sheet) => sheet.width))
  })

  test('a sheet of the uploader that happens to be called like the list keeps its name', async () => {
    const bytes = await writeWorkbook({
      sheets: [{ name: '问题清单', columns: [{ key: 'a', header: '甲', kind: 'text' }], rows: [{ a: '乙' }] }],
    })
    const workbook = await readWorkbook(bytes, { fileName: 'a.xlsx' })
    const parts = unzip(await annotate(workbook, [{ sheet: '问题清单', ref: 'A2', message: '不对' }]))
    expect(parts.get('xl/workbook.xml')).toMatch(/<sheet name="问题清单 2"[^>]*\/><sheet name="问题清单"/)
  })

  test('a CSV file comes back as a workbook, formula-like text still text', async () => {
    const csv = await readWorkbook(Buffer.from('姓名,备注\n王小明,=1+1\n'), { fileName: '登记.csv' })
    const bytes = await annotate(csv, [{ sheet: '登记', ref: 'A2', message: '=cmd' }], 'en')
    const after = await readWorkbook(bytes, { fileName: 'a.xlsx' })
    expect(after.sheets[0]?.rows[1]).toEqual([
      { ref: 'A2', kind: 'text', value: '王小明' },
      { ref: 'B2', kind: 'text', value: '=1+1' },
      { ref: 'C2', kind: 'text', value: '=cmd' },
    ])
  })

  test('a fault in a place that is not there stops', async () => {
    const workbook = await golden()
    await expect(annotate(workbook, [{ sheet: '别的', ref: 'A1', message: 'x' }])).rejects.toThrow(RangeError)
    await expect(annotate(workbook, [{ sheet: '登记表', ref: '1A', message: 'x' }])).rejects.toThrow(RangeError)
  })
})
