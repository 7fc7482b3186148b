import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { civilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { fen } from '../../../kernel/money.ts'
import type { Period } from '../../../kernel/period.ts'
import { periodAmount, type Rate } from '../../../promises/policies/rules/index.ts'
import {
  type Act,
  ACTS,
  cutFixed,
  findGeneral,
  GENERAL,
  mayDo,
  paymentMayMove,
  partsOf,
  PAYMENT_STATES,
  readReturn,
  ROUND_STATES,
  roundMayMove,
  sumOfParts,
  textFile,
} from './index.ts'

const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}` as Uuid
const template = (code: string) => {
  const found = findGeneral(code)
  if (!found) throw new Error(`There is a template ${code}.`)
  return found
}

function rate(n: number, from: string, to: string | null, amount: number, more: Partial<Rate> = {}): Rate {
  return {
    id: id(n),
    division: 0,
    branch: null,
    hukou_kind: null,
    valid_from: civilDate(from),
    valid_to: to === null ? null : civilDate(to),
    amount_fen: fen(amount),
    per: 'month',
    document_number: null,
    confidence: 'sourced',
    source: '测试',
    ...more,
  }
}
const SUBJECT = { place: 110_101_000_000, branch: 'death', hukou_kind: 'urban' }

describe('the months of a payment', () => {
  // 京卫家庭〔2022〕19号: 720 yuan to June 2022, 900 from July.
  const beijing = [rate(1, '2014-01-01', '2022-07-01', 72_000), rate(2, '2022-07-01', null, 90_000)]

  test('a year in which the rate rose in July is six months of each', () => {
    expect(partsOf(beijing, SUBJECT, '2022' as Period, civilDate('2022-01-01'))).toEqual([
      { from: '2022-01-01', months: 6, rate_id: id(1), rate_fen: 72_000 },
      { from: '2022-07-01', months: 6, rate_id: id(2), rate_fen: 90_000 },
    ])
  })

  test('a rate missing for one month leaves no sum at all', () => {
    const gap = [rate(1, '2022-01-01', '2022-03-01', 72_000), rate(2, '2022-04-01', null, 90_000)]
    expect(partsOf(gap, SUBJECT, '2022-H1' as Period, civilDate('2022-01-01'))).toBeNull()
  })

  test('rates by the month and by the year within one year leave no sum at all', () => {
    const turned = [rate(1, '2022-01-01', '2022-07-01', 10_000), rate(2, '2022-07-01', null, 120_000, { per: 'year' })]
    for (const rates of [turned, turned.toReversed()]) {
      expect(partsOf(rates, SUBJECT, '2022' as Period, civilDate('2022-01-01'))).toBeNull()
    }
    expect(partsOf(turned, SUBJECT, '2023' as Period, civilDate('2023-01-01'))).toEqual([
      { from: '2023-01-01', months: 1, rate_id: id(2), rate_fen: 120_000 },
    ])
  })

  test('what is paid once is one part', () => {
    const once = [rate(1, '2020-01-01', null, 500_000, { per: 'occasion' })]
    expect(partsOf(once, SUBJECT, 'once' as Period, civilDate('2021-05-06'))).toEqual([
      { from: '2021-05-06', months: 1, rate_id: id(1), rate_fen: 500_000 },
    ])
  })

  test('always come to what the policy says the period amounts to', () => {
    const dates = ['2019-01-01', '2019-04-01', '2019-07-15', '2020-01-01', '2020-03-01', '2021-01-01']
    const spans = fc
      .uniqueArray(fc.constantFrom(...dates), { minLength: 2, maxLength: 6 })
      .map((some) => some.toSorted())
    const periods = fc.constantFrom('2019', '2020', '2019-H2', '2020-H1', '2019-Q2', '2020-03', 'once')
    fc.assert(
      fc.property(
        spans,
        fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 6, maxLength: 6 }),
        periods,
        fc.array(fc.constantFrom('month' as const, 'month' as const, 'year' as const), { minLength: 6, maxLength: 6 }),
        (cuts, amounts, code, pers) => {
          const rates = cuts
            .slice(0, -1)
            .map((from, i) => rate(i + 1, from, cuts[i + 1] ?? null, amounts[i] ?? 1, { per: pers[i] ?? 'month' }))
          const on = civilDate('2019-08-01')
          const parts = partsOf(rates, SUBJECT, code as Period, on)
          const amount = periodAmount(rates, SUBJECT, code as Period, on).amount_fen
          expect(parts === null ? null : sumOfParts(parts)).toBe(amount)
        },
      ),
    )
  })
})

describe('the steps of a round', () => {
  test('lead one way, and nothing leaves the bank’s hands by cancelling', () => {
    const legal = ROUND_STATES.flatMap((from) =>
      ROUND_STATES.filter((to) => roundMayMove(from, to)).map((to) => `${from} → ${to}`),
    )
    expect(legal).toEqual([
      'draft → submitted',
      'draft → cancelled',
      'submitted → draft',
      'submitted → approved',
      'submitted → cancelled',
      'approved → funded',
      'approved → cancelled',
      'funded → exported',
      'funded → cancelled',
      'exported → reconciled',
      'reconciled → closed',
    ])
  })

  test('a payment that went through, failed or was taken out stays so', () => {
    for (const from of ['paid', 'failed', 'void'] as const) {
      expect(PAYMENT_STATES.filter((to) => paymentMayMove(from, to))).toEqual([])
    }
  })
})

describe('the four powers', () => {
  const acts = Object.keys(ACTS) as Act[]
  const beside = (first: Act) => acts.filter((act) => mayDo(act, first))

  test('who had a hand in the list may pay it out, and nothing else', () => {
    const paying = ['compose', 'refresh', 'submit', 'export', 'reconcile']
    for (const first of paying) expect(beside(first as Act)).toEqual(paying)
  })

  test('who decides, holds the funds or supervises does that alone', () => {
    for (const first of ['approve', 'fund', 'close'] as const) expect(beside(first)).toEqual([first])
  })

  test('who has had no hand in a round is free', () => {
    expect(acts.every((act) => mayDo(act, null))).toBe(true)
  })
})

const LINES = [
  { line_no: 1, amount_fen: fen(540_000), seal: '00aa11bb22cc33dd' },
  { line_no: 2, amount_fen: fen(414_050), seal: '11aa11bb22cc33dd' },
]
const DATES = { exported_on: civilDate('2026-06-18'), today: civilDate('2026-06-25') }
const HEADER = ['序号', '金额', '处理结果', '银行流水号', '处理日期', '失败原因', '校验码']
const GOOD = [
  ['1', '5400.00', '成功', 'YH20260620001', '2026-06-20', '', '00aa11bb22cc33dd'],
  ['2', '4,140.50', '失败', 'YH20260620002', '20260620', '账号与户名不符', '11AA11BB22CC33DD'],
]
const changed = (row: number, column: number, text: string) =>
  GOOD.map((cells, r) => (r === row ? Object.assign([...cells], { [column]: text }) : cells))

describe("a bank's answer", () => {
  const csv = template('general_csv')
  const read = (rows: readonly (readonly string[])[]) => readReturn(csv, rows, LINES, DATES)

  test('is taken when every line is answered once and agrees', () => {
    const { answered, issues } = read([HEADER, ...GOOD])
    expect(issues).toEqual([])
    expect(
      answered.map(({ line_no, outcome, happened_on, reason }) => [line_no, outcome, happened_on, reason]),
    ).toEqual([
      [1, 'paid', '2026-06-20', null],
      [2, 'failed', '2026-06-20', '账号与户名不符'],
    ])
  })

  const faults: [what: string, rows: readonly (readonly string[])[], code: string][] = [
    ['another layout', [['序号', '账号', '金额'], ...GOOD], 'payments.return_layout'],
    ['an altered amount', [HEADER, ...changed(0, 1, '5400.01')], 'payments.return_amount'],
    ['an amount that is no amount', [HEADER, ...changed(0, 1, '5400.001')], 'payments.return_amount'],
    ['a line that is not ours', [HEADER, ...changed(0, 0, '3')], 'payments.return_line_unknown'],
    [
      'a line twice',
      [HEADER, ...GOOD, ['1', '5400.00', '成功', 'YH9', '2026-06-20', '', '00aa11bb22cc33dd']],
      'payments.return_line_twice',
    ],
    ['a reference twice', [HEADER, ...changed(1, 3, 'YH20260620001')], 'payments.return_ref_twice'],
    ['a seal of another file', [HEADER, ...changed(1, 6, 'ffffffffffffffff')], 'payments.return_seal'],
    ['half a file', [HEADER, ...GOOD.slice(0, 1)], 'payments.return_half'],
    ['an empty file', [HEADER], 'payments.return_half'],
    ['a result nobody knows', [HEADER, ...changed(0, 2, '处理中')], 'payments.return_outcome'],
    ['a day before it was sent', [HEADER, ...changed(0, 4, '2026-06-17')], 'payments.return_date'],
    ['a day to come', [HEADER, ...changed(0, 4, '2026-06-26')], 'payments.return_date'],
    ['a failure without a reason', [HEADER, ...changed(1, 5, '')], 'payments.return_reason'],
    ['no reference', [HEADER, ...changed(0, 3, '')], 'payments.return_ref'],
    ['a line paid and sent back', [HEADER, ...changed(0, 5, '账号已销户，已退汇')], 'payments.return_paid_reason'],
    ['a column more', [[...HEADER, '备注'], ...GOOD], 'payments.return_layout'],
    ['a word beyond the columns', [HEADER, ...changed(0, 7, '已冲正')], 'payments.return_beyond'],
  ]
  test.for(faults)('is refused with its place for %s', ([, rows, code]) => {
    const { issues } = read(rows)
    expect(issues.map((issue) => issue.code)).toContain(code)
    expect(issues.every((issue) => issue.place !== '')).toBe(true)
  })

  test.each(['无', '-', '—', '/', 'N/A'])('may say %s where a paid line has no reason', (nothing) => {
    expect(read([HEADER, ...changed(0, 5, nothing)]).issues).toEqual([])
  })

  test('may say paid once more where another gives reasons, and end with empty columns', () => {
    expect(read([[...HEADER, ''], ...changed(0, 5, '交易成功').map((row) => [...row, ' '])]).issues).toEqual([])
  })

  test('of fixed width is cut by characters', () => {
    const fixed = template('general_fixed')
    const text = GOOD.map(
      (row) => `${row.map((cell, i) => cell.padEnd(fixed.answer[i]?.width ?? 0)).join('')}\r\n`,
    ).join('')
    expect(cutFixed(fixed, text)).toEqual({ rows: GOOD, uneven: [] })
    expect(cutFixed(fixed, text.slice(0, -30)).uneven).toEqual([{ row: 2, length: 101 }])
  })
})

describe('a file for the bank', () => {
  const line = {
    line_no: 1,
    holder: '王小"明',
    account: '6222000011112222',
    bank: '农商行',
    amount_fen: fen(1),
    purpose: 'a,b',
    seal: '00aa',
  }

  test('keeps a comma and a quotation mark inside their cell', () => {
    expect(textFile(template('general_csv'), [line])).toContain(
      '1,"王小""明",6222000011112222,农商行,0.01,"a,b",00aa\r\n',
    )
  })

  test('of fixed width is not written when a text does not fit', () => {
    expect(textFile(template('general_fixed'), [{ ...line, holder: '很'.repeat(31) }])).toEqual({
      too_long: '户名',
      line_no: 1,
    })
  })

  test('every template names a cell for all that is sent and asks for all that is compared', () => {
    for (const { line: cells, answer, paid, failed } of GENERAL) {
      expect(new Set(cells.map((cell) => cell.field)).size).toBe(7)
      expect(new Set(answer.map((cell) => cell.field)).size).toBe(7)
      expect(paid.filter((word) => failed.includes(word))).toEqual([])
    }
  })
})
