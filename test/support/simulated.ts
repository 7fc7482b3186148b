import { civilDate, type CivilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import {
  type DraftInput,
  evaluate,
  type FactsRow,
  type Lawbook,
  type LawDraft,
  wholeRule,
  withDraft,
} from '../../src/promises/policies/rules/index.ts'
import { outcomeOf } from '../../src/promises/simulations/rules/index.ts'
import type { Alike } from '../../src/promises/simulations/rules/simulate.ts'
import { daysFrom, type Stage, stageOf, zoneOf } from '../../src/promises/simulations/rules/stage.ts'
import { cashOf, createOf } from './drafts.ts'
import { PANLONG } from './entitlements.ts'
import { MOTHER_FACTS } from './facts-row.ts'

// Law and people of the named cases of simulations: drafts as law, and what the query would say of one person.

export const STREET = 530_103_006_000
export const id = (n: number) => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}` as Uuid
export const over = (age: number) => ({
  combinator: 'and' as const,
  rules: [{ field: 'age', operator: '>=', value: age }],
})
export const EMPTY: Lawbook = { heads: [], versions: [], rates: [], groups: [] }

export const draftOf = (n: number, content: DraftInput, policy: number | null = n): LawDraft => ({
  id: id(n),
  division: 'division' in content ? content.division : PANLONG,
  policy_id: policy === null ? null : id(policy),
  content,
})
/** Law made of approved drafts, in their order. */
export const lawOf = (...drafts: LawDraft[]) => drafts.reduce(withDraft, EMPTY)

/** So much a month for everybody of the age, from 2020. */
export function monthly(
  n: number,
  yuan: number,
  {
    age = 60,
    division = PANLONG,
    replaces = null as number | null,
    from = '2020-01-01',
    cadence = 'monthly' as const,
  } = {},
): LawDraft {
  const version = cashOf(yuan, { division, cadence, rule: over(age), valid_from: civilDate(from) })
  const name = `${age} 岁 ${yuan} 元`
  const level = division === PANLONG ? 'district' : 'street'
  return draftOf(
    n,
    createOf(version, { division, level, name_zh: name, replaces_id: replaces === null ? null : id(replaces) }),
  )
}

export const raised = (n: number, policy: number, yuan: number, { age = 60, from = '2026-11-01' } = {}): LawDraft =>
  draftOf(
    n,
    {
      kind: 'version',
      policy_id: id(policy),
      version: cashOf(yuan, { cadence: 'monthly', rule: over(age), valid_from: civilDate(from) }),
    },
    policy,
  )

export const grouped = (n: number, ...policies: number[]): LawDraft =>
  draftOf(
    n,
    {
      kind: 'group',
      division: PANLONG,
      group: {
        name_zh: '取其高',
        name_en: 'The highest',
        valid_from: civilDate('2026-11-01'),
        valid_to: null,
        policy_ids: policies.map(id),
        ends_group_id: null,
        document_number: null,
        document_title: '试验办法',
        source: '试验',
      },
    },
    null,
  )

const PERSON: FactsRow = {
  ...MOTHER_FACTS,
  birth_date: civilDate('1950-01-01'),
  community: 530_103_001_001,
}
export const born = (on: string, more: Partial<FactsRow> = {}): FactsRow => ({
  ...PERSON,
  birth_date: civilDate(on),
  ...more,
})

/** What the query says of one person, said by the plain rules. */
export function alikeOf(stage: Stage, row: FactsRow, n: number): Alike {
  const letter = { yes: 'y', no: 'n', unknown: 'u' }
  const answersOn = (day: CivilDate) =>
    stage.asks.map((policy) => letter[evaluate(wholeRule(policy), row, day)]).join('')
  return {
    key: String(n),
    count: 1,
    part: Math.floor(row.community / 1000) * 1000,
    home: zoneOf(stage.zones, row.community),
    hukou: row.hukou_division === null ? null : zoneOf(stage.zones, row.hukou_division),
    hukou_kind: row.hukou_kind,
    branches: [row.branch],
    answers: stage.days.map(answersOn),
    settled: [],
  }
}

interface Case {
  today: Lawbook
  draft: LawDraft
  people: readonly FactsRow[]
  months?: number
}

export function simulated({ today, draft, people, months = 12 }: Case) {
  const about = draft.content.kind === 'group' ? draft.content.group.policy_ids : [draft.policy_id ?? id(0)]
  const stage = stageOf({
    books: { today, draft: withDraft(today, draft) },
    about,
    place: PANLONG,
    days: daysFrom('2026-11', months),
  })
  const outcome = outcomeOf(
    stage,
    people.map((row, n) => alikeOf(stage, row, n)),
  )
  const { gained, lost, more, less, today_fen, draft_fen } = outcome.totals
  return {
    ...outcome,
    who: { gained, lost, more, less },
    yuan: [today_fen / 100, draft_fen / 100],
    of: (n: number) => [...outcome.meant].find(([key]) => key.endsWith(` ${n}`))?.[1],
  }
}
