import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../src/kernel/calendar.ts'
import type { Uuid } from '../src/kernel/ids.ts'
import type { PolicyAt } from '../src/promises/policies/rules/policy.ts'
import type { Condition, Group } from '../src/promises/policies/rules/rule.ts'

/** A rule as an association states it, and the WHERE an SQL writer would have written for it. */
interface Pair {
  rule: Group
  where: string
}

const all = (...rules: (Condition | Group)[]): Group => ({ combinator: 'and', rules })
const oneOf = (...rules: (Condition | Group)[]): Group => ({ combinator: 'or', rules })
const aged = (value: number): Condition => ({ field: 'age', operator: '>=', value })
const certified: Condition = { field: 'only_child_certificate', operator: '=', value: true }
const alone: Condition = { field: 'living_alone', operator: '=', value: true }
const poor: Condition = { field: 'hardship', operator: '=', value: true }
const urban: Condition = { field: 'hukou_kind', operator: '=', value: 'urban' }
const severe: Condition = { field: 'child_disability_grade', operator: 'atLeastAsSevere', value: 3 }
const none: Condition = { field: 'children_surviving', operator: '=', value: 0 }
const woman: Condition = { field: 'sex', operator: '=', value: 'female' }

const SEVERE = `(case when f.child_disabled_to <= :on then null
  else coalesce(f.child_disabled_from <= :on, true) and f.child_disability_grade <= 3 end)`
const NONE = `(f.children_surviving + case when f.child_died_on > :on then 1 else 0 end) = 0`
const age = (years: number) => `f.birth_date <= :on - interval '${years} years'`

function pairs(): Pair[] {
  const limits = [50, 55, 60, 65, 70, 75, 80]
  return [
    ...limits.map((n) => ({ rule: all(aged(n)), where: age(n) })),
    ...[60, 70].map((n) => ({ rule: all(aged(n), alone), where: `${age(n)} and f.living_alone` })),
    ...[49, 60].map((n) => ({
      rule: all(aged(n), certified, oneOf(none, severe)),
      where: `${age(n)} and f.has_only_child_certificate and (${NONE} or ${SEVERE})`,
    })),
    { rule: all(severe), where: SEVERE },
    { rule: all(none, certified), where: `${NONE} and f.has_only_child_certificate` },
    { rule: all(poor), where: 'f.hardship' },
    { rule: all(poor, aged(60)), where: `f.hardship and ${age(60)}` },
    { rule: all(urban, aged(65)), where: `f.hukou_kind = 'urban' and ${age(65)}` },
    { rule: oneOf(alone, poor), where: '(f.living_alone or f.hardship)' },
    { rule: all(woman, aged(49)), where: `f.sex = 'female' and ${age(49)}` },
    { rule: all(woman, certified, none), where: `f.sex = 'female' and f.has_only_child_certificate and ${NONE}` },
    {
      rule: all(aged(80), oneOf(alone, poor, severe)),
      where: `${age(80)} and (f.living_alone or f.hardship or ${SEVERE})`,
    },
  ]
}

const LIVING = `(f.died_on is null or f.died_on > :on) and f.member_from <= :on and (f.member_to is null or f.member_to > :on) and f.relation = 'parent'`

/** Twenty rules over all persons: as policies of the nation, and as one hand-written counting statement each. */
export function twentyRules(on: CivilDate): { policies: PolicyAt[]; statements: RawBuilder<{ n: number }>[] } {
  const made = pairs()
  if (made.length !== 20) throw new Error(`${made.length} rules, not 20.`)
  const date = `date '${on}'`
  return {
    policies: made.map(({ rule }, index) => policy(rule, index, on)),
    statements: made.map(({ where }) =>
      sql.raw<{ n: number }>(
        `select count(*)::int as n from person_fact f where f.community >= 0 and f.community < 1000000000000 and ${LIVING} and ${where}`.replaceAll(
          ':on',
          date,
        ),
      ),
    ),
  }
}

function policy(rule: Group, index: number, on: CivilDate): PolicyAt {
  return {
    id: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}` as Uuid,
    code: `bench_${index}`,
    division: 0,
    level: 'nation',
    theme: 'living',
    name_zh: '测试',
    name_en: 'Bench',
    beneficiary: 'person',
    asked: 'parents',
    place_asked: 'residence',
    care_kind: 'other_goods',
    replaces_id: null,
    position: index,
    version: 1,
    valid_from: on,
    valid_to: null,
    rule,
    grant_kind: 'thing',
    grant_quantity: 1,
    grant_unit: 'piece',
    cadence: 'yearly',
    document_number: null,
    document_title: 'bench',
    confidence: 'to_confirm',
    source: 'bench',
    claim_required: false,
    document_id: null,
    document_edition: null,
    replaced_in: [],
  }
}
