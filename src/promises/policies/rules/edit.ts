import { type FactKey, factOf, isFactKey } from './facts.ts'
import { isGroup, OPERATORS_OF, type RawCondition, type RawGroup, type RuleValue } from './rule.ts'

/** Where in a rule: the numbers of the parts from the outside in; empty is the rule itself. */
export type Path = readonly number[]
export type Part = RawCondition | RawGroup

/** How a group reads: all of it, one of it, none of it, not all of it. */
export type GroupWord = 'all' | 'any' | 'none' | 'not_all'

export function wordOf({ combinator, not = false }: RawGroup): GroupWord {
  if (combinator === 'and') return not ? 'not_all' : 'all'
  return not ? 'none' : 'any'
}

export function withWord(group: RawGroup, word: GroupWord): RawGroup {
  const not = word === 'none' || word === 'not_all'
  return {
    combinator: word === 'all' || word === 'not_all' ? 'and' : 'or',
    ...(not ? { not } : {}),
    rules: group.rules,
  }
}

/** The rule with the part at the path made another; the rule itself cannot become a condition. */
export function changed(rule: RawGroup, path: Path, change: (part: Part) => Part): RawGroup {
  const [at, ...rest] = path
  if (at === undefined) {
    const part = change(rule)
    return isGroup(part) ? part : rule
  }
  return {
    ...rule,
    rules: rule.rules.map((part, i) => {
      if (i !== at) return part
      if (rest.length === 0) return change(part)
      return isGroup(part) ? changed(part, rest, change) : part
    }),
  }
}

export function added(rule: RawGroup, path: Path, part: Part): RawGroup {
  return changed(rule, path, (group) => (isGroup(group) ? { ...group, rules: [...group.rules, part] } : group))
}

/** Without the part; a group that loses its last part goes with it, the rule itself stays, empty. */
export function removed(rule: RawGroup, path: Path): RawGroup {
  const parent = path.slice(0, -1)
  const at = path.at(-1)
  const less = changed(rule, parent, (group) =>
    isGroup(group) ? { ...group, rules: group.rules.filter((_, i) => i !== at) } : group,
  )
  const left = partAt(less, parent)
  return parent.length > 0 && left && isGroup(left) && left.rules.length === 0 ? removed(less, parent) : less
}

/** The part one place up (−1) or down (+1) among its fellows; at the end it stays. */
export function moved(rule: RawGroup, path: Path, by: -1 | 1): RawGroup {
  const at = path.at(-1)
  if (at === undefined) return rule
  return changed(rule, path.slice(0, -1), (group) => {
    if (!isGroup(group)) return group
    const rules = [...group.rules]
    const [here, there] = [rules[at], rules[at + by]]
    if (here === undefined || there === undefined) return group
    rules[at] = there
    rules[at + by] = here
    return { ...group, rules }
  })
}

export function partAt(rule: RawGroup, path: Path): Part | undefined {
  let part: Part | undefined = rule
  for (const at of path) part = part && isGroup(part) ? part.rules[at] : undefined
  return part
}

/** The first question about a fact, to be filled in. */
export function freshCondition(field: FactKey): RawCondition {
  const operator = firstOperator(field)
  return { field, operator, value: emptyValue(field, operator) }
}

function firstOperator(field: FactKey): string {
  const { type } = factOf(field)
  return type === 'years' || type === 'number' || type === 'date' ? '>=' : (OPERATORS_OF[type][0] ?? '=')
}

function emptyValue(field: FactKey, operator: string): RuleValue {
  if (operator === 'between' || operator === 'notBetween') return ['', '']
  if (operator === 'in' || operator === 'notIn') return []
  return factOf(field).type === 'boolean' ? true : ''
}

/** Another operator keeps what fits of the value: one number becomes the lower end of a range, a choice the first of several. */
export function withOperator(condition: RawCondition, operator: string): RawCondition {
  if (!isFactKey(condition.field)) return condition
  const empty = emptyValue(condition.field, operator)
  const { value } = condition
  const many = Array.isArray(value) ? value : [value]
  if (!Array.isArray(empty)) return { ...condition, operator, value: many[0] ?? empty }
  const kept = many.filter((each): each is number | string => typeof each !== 'boolean' && each !== '')
  const range = operator === 'between' || operator === 'notBetween'
  return { ...condition, operator, value: range ? [kept[0] ?? '', kept[1] ?? ''] : kept }
}

/** The clause as typed; without one the condition has none. */
export function withClause({ clause: _former, ...condition }: RawCondition, clause: string): RawCondition {
  return clause.trim() === '' ? condition : { ...condition, clause }
}

/** What is typed into a field of whole numbers: a number where it is one, else the text, which is refused at its field. */
export function numberTyped(text: string): number | string {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : text
}
