import { addMonths, civilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { fen } from '../../src/kernel/money.ts'
import type { Period } from '../../src/kernel/period.ts'
import type { FactsRow, Group, PolicyAt, Rate } from '../../src/promises/policies/rules/index.ts'
import {
  arrearsOf,
  type PaidLine,
  partsOf,
  recoveriesOf,
  type Slot,
  weigh,
} from '../../src/provision/payments/rules/index.ts'

export const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}` as Uuid
export const REGULAR = id(900)

/** A mother of Beijing, born 1960, whose only child (born 1990) is certified disabled, grade 2, since 2010. */
export const MOTHER: FactsRow = {
  birth_date: civilDate('1960-03-05'),
  sex: 'female',
  died_on: null,
  relation: 'parent',
  member_from: civilDate('2013-01-01'),
  member_to: null,
  community: 110_101_001_001,
  hukou_division: 110_101_000_000,
  hukou_kind: 'urban',
  marital: '21',
  marital_since: null,
  spouse_birth_date: civilDate('1958-01-10'),
  spouse_sex: 'male',
  spouse_died_on: null,
  has_only_child_certificate: true,
  children_born: 1,
  children_surviving: 1,
  branch: 'disability',
  child_birth_date: civilDate('1990-08-20'),
  child_died_on: null,
  child_disabled_from: civilDate('2010-05-01'),
  child_disabled_to: null,
  child_disability_grade: 2,
  living_alone: false,
  living_arrangement: 'couple',
  hardship: false,
}

/** One promise for both branches, as a place may write it: wife 49, the child dead or disabled of grade 3 or more severe. */
const RULE: Group = {
  combinator: 'and',
  rules: [
    { field: 'age_of_wife', operator: '>=', value: 49 },
    { field: 'children_born', operator: '=', value: 1 },
    {
      combinator: 'or',
      rules: [
        {
          combinator: 'and',
          rules: [
            { field: 'branch', operator: '=', value: 'death' },
            { field: 'children_surviving', operator: '=', value: 0 },
          ],
        },
        { field: 'child_disability_grade', operator: 'atLeastAsSevere', value: 3 },
      ],
    },
  ],
}
const POLICY = {
  id: id(1),
  division: 110_000_000_000,
  place_asked: 'hukou',
  replaced_in: [],
  rule: RULE,
  document_number: '京卫家庭〔2022〕19号',
} as unknown as PolicyAt

/** The same for the second branch alone, as the nation writes it. */
export const SECOND: PolicyAt = {
  ...POLICY,
  rule: {
    combinator: 'and',
    rules: [
      { field: 'branch', operator: '=', value: 'disability' },
      { field: 'child_disability_grade', operator: 'atLeastAsSevere', value: 3 },
    ],
  },
}

export function rate(n: number, branch: Rate['branch'], from: string, to: string | null, yuan: number): Rate {
  return {
    id: id(n),
    division: 110_000_000_000,
    branch,
    hukou_kind: null,
    valid_from: civilDate(from),
    valid_to: to === null ? null : civilDate(to),
    amount_fen: fen(yuan * 100),
    per: 'month',
    document_number: `文${n}`,
    confidence: 'sourced',
    source: '测试',
  }
}
/** 590 and 720 yuan since 2014: what was in force when the first half of 2022 was paid. */
const OLD = [rate(11, 'disability', '2014-01-01', null, 590), rate(12, 'death', '2014-01-01', null, 720)]
/** 740 and 900 from a day on. */
export const raisedFrom = (day: string) => [
  rate(11, 'disability', '2014-01-01', day, 590),
  rate(12, 'death', '2014-01-01', day, 720),
  rate(13, 'disability', day, null, 740),
  rate(14, 'death', day, null, 900),
]

/** Paid for the first half of 2022 on 20 June as was known then; the case says what is known now. */
export function paid(more: Partial<Omit<Slot, 'now'>> & { now?: Partial<FactsRow> } = {}): Slot {
  const period = more.period ?? ('2022-H1' as Period)
  const frozen = more.frozen ?? MOTHER
  const parts = partsOf(
    OLD,
    { place: 110_101_000_000, branch: frozen.branch, hukou_kind: 'urban' },
    period,
    civilDate('2022-06-20'),
  )
  return {
    period,
    asked_on: civilDate('2022-06-20'),
    branch: frozen.branch,
    frozen,
    policy: POLICY,
    lines: [{ id: REGULAR, adjustment: 0, parts: parts ?? [] }],
    asked_back: [],
    held: [],
    elsewhere: [],
    on_roll: [],
    rates: OLD,
    ...more,
    now: { ...frozen, ...more.now },
  }
}

/** Differences as a case worker writes them: `+ 3 × 150 rate from 2022-04` or `- 590 died 2022-03, 590 died 2022-04`. */
export function told(slot: Slot): string[] {
  const months = weigh(slot)
  const more = arrearsOf(months).map(
    (part) => `+ ${part.months} × ${part.rate_fen / 100} ${part.cause} from ${part.from.slice(0, 7)}`,
  )
  const less = recoveriesOf(slot, months).map(({ cause, amount_fen, months: back }) => {
    const [first, last] = [back[0], back.at(-1)]
    return `- ${amount_fen / 100} ${cause} ${first?.from.slice(0, 7)} to ${last?.from.slice(0, 7)}`
  })
  return [...more, ...less]
}

export const DEATH_OF_CHILD = (day: string): Partial<FactsRow> => ({
  branch: 'death',
  child_died_on: civilDate(day),
  children_surviving: 0,
})
export const asked = (returned: boolean, from: string, months: number, yuan = 590) =>
  Array.from({ length: months }, (_, i) => ({
    payment_id: REGULAR,
    from: addMonths(civilDate(from), i),
    fen: fen(yuan * 100),
    returned,
  }))
export const line = (n: number, from: string, months: number, yuan: number, rate_id = 13): PaidLine => ({
  id: id(900 + n),
  adjustment: n,
  parts: [{ from: civilDate(from), months, rate_id: id(rate_id), rate_fen: fen(yuan * 100) }],
})

export type Case = [title: string, slot: Slot, ...differences: string[]]

/** A confirmed claim from a day on; `to` is the first day on which it is in force no longer. */
export const onRoll = (from: string, to: string | null) => ({
  from: civilDate(from),
  to: to === null ? null : civilDate(to),
})
