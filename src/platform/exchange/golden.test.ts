import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { readWorkbook } from './read-sheets.ts'

describe('the golden workbook', () => {
  test('a register laid out as a Chinese spreadsheet program saves it is read cell by cell', async () => {
    const bytes = await readFile(new URL('./golden/register.xlsx', import.meta.url))
    const workbook = await readWorkbook(bytes, { fileName: 'register.xlsx' })
    expect(workbook.sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['登记表', false],
      ['字典', true],
    ])
    const title = { kind: 'text', value: '特殊家庭登记表' }
    expect(workbook.sheets[0]).toMatchObject({
      width: 6,
      merges: ['A1:F1', 'E3:E4'],
      rows: [
        [{ ref: 'A1', ...title }, ...['B1', 'C1', 'D1', 'E1', 'F1'].map((ref) => ({ ref, ...title, merged: true }))],
        ['姓名', '身份证号', '出生日期', '金额（元）', '社区', '备注'].map((value) => ({ kind: 'text', value })),
        [
          // The reading aid above the name is not part of the name.
          { ref: 'A3', kind: 'text', value: '王小明' },
          { ref: 'B3', kind: 'text', value: '530103196203051234' },
          { ref: 'C3', kind: 'date', value: { date: '1962-03-05' } },
          { ref: 'D3', kind: 'number', value: 35.2 },
          { ref: 'E3', kind: 'text', value: '文屏社区' },
          { ref: 'F3', kind: 'text', value: '第一行\r\n第二行 ' },
        ],
        [
          { ref: 'A4', kind: 'text', value: '李小红' },
          { ref: 'B4', kind: 'number', lossy: true },
          { ref: 'C4', kind: 'date', value: { date: '1962-03-06' } },
          { ref: 'D4', kind: 'number', value: 70.4, formula: true },
          { ref: 'E4', kind: 'text', value: '文屏社区', merged: true },
          { ref: 'F4', kind: 'boolean', value: true },
        ],
      ],
    })
  })
})
