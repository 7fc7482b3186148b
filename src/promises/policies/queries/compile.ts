import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Condition, Group, Rule } from '../rules/rule.ts'
import { askFact, type Test } from './fact-sql.ts'

/**
 * A rule as one parameterised condition over `person_fact f`: true, false, or null where facts are missing (SQL's own
 * three-valued logic, which is Kleene's). Field names choose among fixed texts; values are only ever parameters.
 */
export function compileRule(rule: Rule, on: CivilDate): Test {
  return compileGroup(rule, on)
}

/** One condition alone: the same text the rule is made of, so that what is explained is what was decided. */
export function compileCondition({ field, operator, value }: Condition, on: CivilDate): Test {
  return askFact(field)(operator, value, on)
}

function compileGroup(group: Group, on: CivilDate): Test {
  const parts = group.rules.map((part) =>
    'combinator' in part ? compileGroup(part, on) : sql<boolean | null>`(${compileCondition(part, on)})`,
  )
  // An empty group would hold for everybody.
  if (parts.length === 0) throw new TypeError('A group of a rule has at least one condition.')
  const joined = sql<boolean | null>`(${sql.join(parts, group.combinator === 'and' ? sql` and ` : sql` or `)})`
  return group.not ? sql`(not ${joined})` : joined
}
