import { type CivilDate, isCivilDate } from '../../../kernel/calendar.ts'
import { shortCode } from '../../../kernel/division-code.ts'
import type { Locale } from '../../../kernel/words.ts'
import { policiesWords } from '../words/index.ts'
import type { ConditionLine, Line } from './explain.ts'
import { type FactValue, factOf } from './facts.ts'
import { type Condition, type Group, isGroup, type Operator, withoutNot } from './rule.ts'

/** What places are called; a place that is not in it is shown by its code. */
export type PlaceNames = ReadonlyMap<number, string>

/** The words of what can be ordered, under which `conditions` and `operators` of words.ts speak of it. */
export const ORDER_WORDS = {
  '>=': 'at_least',
  '>': 'more_than',
  '<': 'below',
  '<=': 'at_most',
  '=': 'equal',
  '!=': 'unequal',
  between: 'between',
  notBetween: 'outside',
} as const

type Ordering = keyof typeof ORDER_WORDS

const isOrdering = (operator: Operator): operator is Ordering => operator in ORDER_WORDS

/** Puts values into a text of words.ts. */
export function fill(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(params[name] ?? whole))
}

export function placeName(code: number, locale: Locale, places: PlaceNames): string {
  return code === 0 ? policiesWords[locale].nation : (places.get(code) ?? shortCode(code))
}

function choiceName(value: unknown, locale: Locale): string {
  const choices: Readonly<Record<string, string>> = policiesWords[locale].choices
  return choices[String(value)] ?? String(value)
}

/** One condition in plain words: 「本人年满 49 周岁」. */
export function describeCondition(
  { field, operator, value }: Pick<Condition, 'field' | 'operator' | 'value'>,
  locale: Locale,
  places: PlaceNames,
): string {
  const { conditions, facts } = policiesWords[locale]
  const fact = facts[field]
  const list: readonly (string | number)[] = Array.isArray(value) ? value : [String(value)]
  const { type } = factOf(field)
  switch (type) {
    case 'years':
    case 'number':
    case 'date': {
      const text = conditions[type][isOrdering(operator) ? ORDER_WORDS[operator] : 'equal']
      const [low = '', high = ''] = list
      return fill(text, { fact, value: low, low, high, next: type === 'years' ? Number(low) + 1 : low })
    }
    case 'boolean':
      return fill((value === true) === (operator === '=') ? conditions.yes : conditions.no, { fact })
    case 'choice': {
      const names = list.map((item) => choiceName(item, locale)).join(conditions.or)
      return fill(operator === '=' || operator === 'in' ? conditions.choice : conditions.not_choice, {
        fact,
        value: names,
      })
    }
    case 'division':
      return fill(operator === 'within' ? conditions.within : conditions.not_within, {
        fact,
        value: placeName(Number(value), locale, places),
      })
    case 'grade':
      return fill(operator === 'atLeastAsSevere' ? conditions.severe : conditions.not_severe, {
        fact,
        value: Number(value),
      })
  }
}

/** What the register says, in words: 「今年 47 岁」, 「尚未登记」. */
export function describeFact(
  { field, fact, source, state }: Pick<ConditionLine, 'field' | 'fact' | 'source' | 'state'>,
  locale: Locale,
  places: PlaceNames,
): string {
  const { values, sources } = policiesWords[locale]
  if (fact === null) {
    const names: Readonly<Record<string, string>> = sources
    return fill(values.unknown, { source: names[source] ?? source })
  }
  const { type } = factOf(field)
  if (type === 'boolean') return fact === true ? values.yes : values.no
  if (type === 'choice') return choiceName(fact, locale)
  if (type === 'division') {
    const name = placeName(Number(fact), locale, places)
    return state === 'unknown' ? fill(values.hidden, { value: name }) : name
  }
  if (type === 'grade' && fact === 'none') return values.no_grade
  const text = { years: values.years, number: values.count, date: values.date, grade: values.grade }[type]
  return fill(text, { value: String(fact) })
}

/** A line of a decision in full: 「本人年满 49 周岁：今年 47 岁，2028-03-05 满足」. */
export function describeLine(line: Line, locale: Locale, places: PlaceNames): string {
  const words = policiesWords[locale]
  if (line.kind === 'group') return words.combinators[line.combinator]
  const params = { condition: describeCondition(line, locale, places), fact: describeFact(line, locale, places) }
  return line.met_on === null ? fill(words.line, params) : fill(words.line_met_on, { ...params, date: line.met_on })
}

/** A rule as lines of plain words with their depth, for the policy's page and for whoever writes it. */
export function describeRule(rule: Group, locale: Locale, places: PlaceNames): { depth: number; text: string }[] {
  return describeGroup(withoutNot(rule), 0, locale, places)
}

function describeGroup(
  group: Group,
  depth: number,
  locale: Locale,
  places: PlaceNames,
): { depth: number; text: string }[] {
  return group.rules.flatMap((part) => {
    if (!isGroup(part)) {
      const condition = describeCondition(part, locale, places)
      const { clause } = part
      return [
        {
          depth,
          text: clause === undefined ? condition : fill(policiesWords[locale].with_clause, { condition, clause }),
        },
      ]
    }
    if (part.combinator === group.combinator || part.rules.length === 1)
      return describeGroup(part, depth, locale, places)
    const head = { depth, text: policiesWords[locale].combinators[part.combinator] }
    return [head, ...describeGroup(part, depth + 1, locale, places)]
  })
}

/** The codes of places that a rule and the facts of its lines name. */
export function placesIn(parts: readonly { field: string; value: unknown; fact?: FactValue }[]): number[] {
  return parts
    .filter(({ field }) => field === 'hukou' || field === 'residence')
    .flatMap(({ value, fact }) => [value, fact])
    .filter((code): code is number => typeof code === 'number' && code !== 0)
}

export function isAsOf(value: unknown): value is CivilDate {
  return isCivilDate(value) && value >= '1990-01-01' && value <= '2100-12-31'
}
