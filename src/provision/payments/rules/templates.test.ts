import { describe, expect, test } from 'vitest'
import { draftWith, NUANCHENG, type TemplateDraft } from '../../../../test/support/bank-templates.ts'
import { civilDate } from '../../../kernel/calendar.ts'
import { fen } from '../../../kernel/money.ts'
import { translate } from '../../../rooms.ts'
import { type BankLine, bytesOf, checkTemplate, cutFixed, GENERAL, readReturn, textFile } from './index.ts'

const without = <C extends { field: string }>(columns: readonly C[], field: string) =>
  columns.filter((column) => column.field !== field)
const { line, answer } = NUANCHENG
const widened = <C extends { field: string; width: number }>(columns: readonly C[], field: string, width: number) =>
  columns.map((column) => (column.field === field ? { ...column, width } : column))
const LINE_SEAL = { field: 'seal', header: '校验码', width: 16, text: null } as const

/** What is wrong, the layout, and where and as what it is refused. */
const FAULTS: [what: string, draft: TemplateDraft, faults: [place: string, code: string][]][] = [
  ['no seal in the line', draftWith({ line: without(line, 'seal') }), [['line', 'line_without_seal']]],
  ['no seal in the answer', draftWith({ answer: without(answer, 'seal') }), [['answer', 'answer_without_seal']]],
  ['no number of the line', draftWith({ line: without(line, 'line_no') }), [['line', 'line_lacks']]],
  ['no account', draftWith({ line: without(line, 'account') }), [['line', 'line_lacks']]],
  ['no holder', draftWith({ line: without(line, 'holder') }), [['line', 'line_lacks']]],
  ['no amount', draftWith({ line: without(line, 'amount') }), [['line', 'line_lacks']]],
  ['an answer without numbers', draftWith({ answer: without(answer, 'line_no') }), [['answer', 'answer_lacks']]],
  ['an answer without amounts', draftWith({ answer: without(answer, 'amount') }), [['answer', 'answer_lacks']]],
  ['an answer without results', draftWith({ answer: without(answer, 'outcome') }), [['answer', 'answer_lacks']]],
  ['an answer without references', draftWith({ answer: without(answer, 'bank_ref') }), [['answer', 'answer_lacks']]],
  ['an answer without days', draftWith({ answer: without(answer, 'happened_on') }), [['answer', 'answer_lacks']]],
  ['a field twice', draftWith({ line: [...line, LINE_SEAL] }), [['line.7.field', 'field_twice']]],
  [
    'two columns of one name',
    draftWith({ line: [...without(line, 'seal'), { ...LINE_SEAL, header: '金额' }] }),
    [['line.6.header', 'header_twice']],
  ],
  ['a seal cut off', draftWith({ line: widened(line, 'seal', 15) }), [['line.6.width', 'width_short']]],
  [
    'a seal that comes back cut off',
    draftWith({ answer: widened(answer, 'seal', 15) }),
    [['answer.6.width', 'width_short']],
  ],
  // 账号不存在 is five characters and ten bytes.
  [
    'a word of the result that does not fit',
    draftWith({ answer: widened(answer, 'outcome', 9) }),
    [['answer.3.width', 'width_short']],
  ],
  [
    'a constant that does not fit',
    draftWith({ line: widened(line, 'constant', 3) }),
    [['line.0.width', 'width_short']],
  ],
  [
    'headers that do not fit',
    draftWith({ headed: true, line: line.map((one) => (one.text === 'CNY' ? { ...one, header: '币种代码' } : one)) }),
    [
      ['line.0.width', 'width_short'],
      ['line.5.width', 'width_short'],
    ],
  ],
  [
    'a constant without a text',
    draftWith({ line: [{ ...LINE_SEAL, field: 'constant', header: '备用' }, ...line] }),
    [['line.0.text', 'constant_empty']],
  ],
  [
    'a text where a field stands',
    draftWith({ line: [...without(line, 'seal'), { ...LINE_SEAL, text: 'A' }] }),
    [['line.6.text', 'text_not_constant']],
  ],
  [
    'a formula in every line',
    draftWith({ line: line.map((one) => (one.text === 'DF0021' ? { ...one, text: '=1+1' } : one)) }),
    [['line.0.text', 'formula']],
  ],
  [
    'a formula as a header',
    draftWith({ answer: answer.map((one) => (one.field === 'seal' ? { ...one, header: '@附言' } : one)) }),
    [['answer.6.header', 'formula']],
  ],
  ['a word that means both', draftWith({ failed: ['户名不符', '交易成功'] }), [['failed.1', 'word_both']]],
  ['a word twice', draftWith({ failed: ['户名不符', '户名不符'] }), [['failed.1', 'word_twice']]],
  ['the code of a general layout', draftWith({ code: 'general_bank' }), [['code', 'code_reserved']]],
  [
    'a workbook in another encoding and without headers',
    draftWith({ format: 'xlsx', width_in: 'characters' }),
    [
      ['headed', 'workbook_headed'],
      ['encoding', 'workbook_encoding'],
    ],
  ],
  ['bytes where no widths are', draftWith({ format: 'csv' }), [['width_in', 'width_without_fixed']]],
]

describe('a layout of a bank', () => {
  test('with all that pays and compares is taken, as the general ones are', () => {
    expect(checkTemplate(NUANCHENG)).toEqual([])
    for (const general of GENERAL) expect(checkTemplate({ ...general, code: 'other' }), general.code).toEqual([])
  })

  test('in which widths say nothing may have any', () => {
    expect(checkTemplate(draftWith({ format: 'csv', width_in: 'characters', line: widened(line, 'seal', 1) }))).toEqual(
      [],
    )
  })

  test.for(FAULTS)('is refused with its place for %s', ([, draft, faults]) => {
    const issues = checkTemplate(draft)
    expect(issues.map(({ place, code }) => [place, code.split('.').at(-1)])).toEqual(faults)
    for (const { code, next = '', params = {} } of issues) {
      for (const locale of ['zh', 'en'] as const) {
        const [said, then] = [translate(locale, code, params), translate(locale, next, params)]
        expect(said).not.toMatch(/payments|\{\{|\$t/)
        expect(then.length, next).toBeGreaterThan(5)
        expect(then).not.toMatch(/payments|\{\{|\$t/)
      }
    }
  })
})

const LINE: BankLine = {
  line_no: 1,
  holder: '王小明',
  account: '6222000011112222333',
  bank: '暖城银行',
  amount_fen: fen(540_000),
  purpose: '特别扶助金',
  seal: '00aa11bb22cc33dd',
}
const bytes = (layout: TemplateDraft, ...lines: BankLine[]) => {
  const text = textFile(layout, lines)
  return typeof text === 'string' ? bytesOf(layout, text) : text
}

describe('a file in the layout of a bank', () => {
  test('counts bytes, writes fen, and says the constants in every line', () => {
    const file = bytes(NUANCHENG, LINE)
    if (!(file instanceof Uint8Array)) throw new Error('It can be written.')
    // 124 bytes of columns, and the end of the line.
    expect(file.length).toBe(126)
    const cells = [6, 8, 32, 40, 15, 3, 20].reduce<{ at: number; cells: string[] }>(
      ({ at, cells: some }, width) => ({
        at: at + width,
        cells: [...some, new TextDecoder('gb18030').decode(file.slice(at, at + width)).trimEnd()],
      }),
      { at: 0, cells: [] },
    ).cells
    expect(cells).toEqual(['DF0021', '1', LINE.account, '王小明', '540000', 'CNY', LINE.seal])
  })

  test('has a row of headers where the bank wants one, in text of both kinds', () => {
    const headed = draftWith({ headed: true, line: widened(line, 'constant', 8) })
    expect(textFile(headed, [LINE])).toMatch(/^产品代码序号 {4}收款账号/)
    const csv = draftWith({ format: 'csv', width_in: 'characters', encoding: 'utf8', headed: false })
    expect(textFile(csv, [LINE])).toBe(`DF0021,1,${LINE.account},王小明,540000,CNY,${LINE.seal}\r\n`)
  })

  test('is not written when a name has more bytes than its column, and says whose line', () => {
    const long = { ...LINE, line_no: 7, holder: '长'.repeat(21) }
    expect(bytes(NUANCHENG, LINE, long)).toEqual({ too_long: '收款户名', line_no: 7 })
    expect(bytes(draftWith({ width_in: 'characters' }), long)).toBeInstanceOf(Uint8Array)
  })

  test('is not written with a character that the encoding does not have', () => {
    expect(bytes(NUANCHENG, { ...LINE, holder: '王\uE854' })).toEqual({ unwritable: '\uE854' })
  })

  test('bears a mark where the bank wants UTF-8 with one, and only there', () => {
    const first = (encoding: TemplateDraft['encoding']) =>
      Buffer.from(bytes(draftWith({ encoding }), LINE) as Uint8Array).subarray(0, 3)
    expect(first('utf8_bom').toString('hex')).toBe('efbbbf')
    expect(first('utf8').toString()).toBe('DF0')
  })
})

const WIDTHS = [8, 40, 15, 12, 8, 24, 20]
/** An answer by hand: each cell padded to so many bytes. */
const answerLine = (...cells: string[]) =>
  cells
    .map((cell, i) => cell + ' '.repeat((WIDTHS[i] ?? 0) - Array.from(cell).reduce((n, c) => n + (c > '~' ? 2 : 1), 0)))
    .join('')

describe('an answer in the layout of a bank', () => {
  const template = { ...NUANCHENG, version: 1 }
  const expected = [{ line_no: 1, amount_fen: LINE.amount_fen, seal: LINE.seal }]
  const dates = { exported_on: civilDate('2026-06-18'), today: civilDate('2026-06-25') }
  const read = (cells: string[]) => {
    const { rows, uneven } = cutFixed(template, `${answerLine(...cells)}\r\n`)
    expect(uneven).toEqual([])
    return readReturn(template, rows, expected, dates)
  }
  const GOOD = ['1', '王小明', '540000', '交易成功', '20260620', 'NC0001', LINE.seal]

  test('is cut by bytes, and what is not read may say anything', () => {
    expect(read(GOOD.with(1, '某某某')).answered).toMatchObject([{ line_no: 1, outcome: 'paid', bank_ref: 'NC0001' }])
  })

  test('without a column for the reason says it with the word of the result', () => {
    expect(read(GOOD.with(3, '户名不符')).answered).toMatchObject([{ outcome: 'failed', reason: '户名不符' }])
  })

  test('in fen is not taken in yuan, nor with a sum that is another', () => {
    for (const amount of ['5400.00', '5400', '540001', '']) {
      expect(
        read(GOOD.with(2, amount)).issues.map((issue) => issue.code),
        amount,
      ).toEqual(['payments.return_amount'])
    }
  })

  test('that is cut off, or whose column ends inside a character, is not aligned', () => {
    const rest = answerLine(...GOOD.with(1, '')).slice(8 + 40 + 15)
    // The name is a byte too long: its last character reaches into the amount.
    const torn = `${'1'.padEnd(8)}${'王'.repeat(19)} 王${'540000'.padEnd(14)}${rest}`
    expect(cutFixed(template, torn).uneven).toEqual([{ row: 1, length: 127, split: '收款户名' }])
    expect(cutFixed(template, answerLine(...GOOD).slice(0, -40)).uneven).toEqual([{ row: 1, length: 87 }])
  })
})
