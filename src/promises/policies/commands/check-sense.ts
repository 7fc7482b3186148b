import { contains } from '../../../kernel/division-code.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import {
  branchesOf,
  candidateRule,
  checkRule,
  type Condition,
  conditionsOf,
  describeCondition,
  type Group,
  type PlaceNames,
  placesIn,
  type PolicyAt,
  senselessOf,
  type VersionInput,
} from '../rules/index.ts'
import { namesOfPlaces } from './places.ts'

const RULE = 'version.rule'

/** What can be asked and yet makes no sense: places that there are not, and a rule that nobody can meet. */
export async function senseFaults(
  tx: Tx,
  call: Call,
  version: VersionInput,
  policy: Pick<PolicyAt, 'division' | 'asked' | 'place_asked'>,
): Promise<Issue[]> {
  const rule = checkRule(version.rule).length === 0 ? (version.rule as Group) : undefined
  const rates = version.rates ?? []
  const known = await namesOfPlaces(tx, [
    ...(rule ? placesIn(conditionsOf(rule)) : []),
    ...rates.map((rate) => rate.division),
  ])
  const missing = rates.flatMap(({ division }, i) =>
    !contains(policy.division, division) || isKnown(division, known)
      ? []
      : [unknown(`version.rates.${i}.division`, division)],
  )
  return rule ? [...missing, ...ruleFaults(call, rule, known, policy)] : missing
}

function ruleFaults(
  call: Call,
  rule: Group,
  known: PlaceNames,
  policy: Pick<PolicyAt, 'division' | 'asked' | 'place_asked'>,
): Issue[] {
  const nowhere = unknownIn(rule, RULE, known)
  if (nowhere.length > 0) return nowhere
  const { place_asked, division } = policy
  const given = [
    ...conditionsOf(candidateRule(policy)),
    { field: place_asked, operator: 'within', value: division } as const,
  ]
  const issues = senselessOf(rule, RULE, given).map(({ place, condition, why }): Issue => {
    const said = describeCondition(condition, call.locale, known)
    return why === 'dead'
      ? { place: `${place}.value`, code: 'policies.rule_asks_dead', params: { condition: said } }
      : {
          place: `${place}.value`,
          code: 'policies.rule_never',
          params: { condition: said },
          next: 'policies.rule_never_next',
        }
  })
  if (issues.length > 0 || branchesOf(rule).length > 0) return issues
  return [{ place: RULE, code: 'policies.rule_no_branch' }]
}

const isKnown = (code: number, known: PlaceNames) => code === 0 || known.has(code)

/** The code as it was typed: `place` would be shortened. */
function unknown(place: string, code: number): Issue {
  return { place, code: 'policies.place_unknown', params: { division: String(code).padStart(12, '0') } }
}

function unknownIn(group: Group, place: string, known: PlaceNames): Issue[] {
  return group.rules.flatMap((part, i) => {
    const at = `${place}.rules.${i}`
    if ('combinator' in part) return unknownIn(part, at, known)
    return placesIn([part as Condition]).some((code) => !isKnown(code, known))
      ? [unknown(`${at}.value`, Number(part.value))]
      : []
  })
}
