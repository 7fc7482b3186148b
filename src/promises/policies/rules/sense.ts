import { addDays, type CivilDate } from '../../../kernel/calendar.ts'
import { contains } from '../../../kernel/division-code.ts'
import { factOf } from './facts.ts'
import { compare, type Condition, type Group, isGroup, withoutNot } from './rule.ts'

/** A condition of a rule that nobody can meet, and where it stands. */
export interface Senseless {
  readonly place: string
  readonly condition: Condition
  /** `dead`: only the living members of a family are asked at all; `never`: it contradicts what must hold beside it. */
  readonly why: 'dead' | 'never'
}

type Placed = Omit<Senseless, 'why'>

/**
 * The conditions of a rule that can be asked, and that nobody can meet: each against those that must hold with it, `given` first (who is
 * asked at all, and where). Facts are taken one by one; two that exclude each other by law, such as an age and a date of birth, are not
 * looked at together.
 */
export function senselessOf(rule: Group, place: string, given: readonly Condition[]): Senseless[] {
  const plain = withoutNot(rule)
  const dead = placedIn(plain, place).filter(({ condition }) => asksTheDead(condition))
  if (dead.length > 0) return dead.map((each) => ({ ...each, why: 'dead' }))
  return never(plain, place, given).map((each) => ({ ...each, why: 'never' }))
}

function asksTheDead({ field, operator, value }: Condition): boolean {
  return (field === 'alive' || field === 'member') && (value === true) !== (operator === '=')
}

function placedIn(group: Group, place: string): Placed[] {
  return group.rules.flatMap((part, i) => {
    const at = `${place}.rules.${i}`
    return isGroup(part) ? placedIn(part, at) : [{ place: at, condition: part }]
  })
}

function never(part: Group | Condition, place: string, given: readonly Condition[]): Placed[] {
  const { must, either } = together(part, place)
  const held = [...given]
  for (const each of must) {
    held.push(each.condition)
    if (!canHold(held.filter(({ field }) => field === each.condition.field))) return [each]
  }
  return either.flatMap((group) => group.rules.flatMap((inner, i) => never(inner, `${group.place}.rules.${i}`, held)))
}

/** What must hold all at once, and the groups of which one part is enough. */
function together(part: Group | Condition, place: string): { must: Placed[]; either: (Group & { place: string })[] } {
  if (!isGroup(part)) return { must: [{ place, condition: part }], either: [] }
  if (part.combinator === 'or') return { must: [], either: [{ ...part, place }] }
  const inner = part.rules.map((each, i) => together(each, `${place}.rules.${i}`))
  return { must: inner.flatMap(({ must }) => must), either: inner.flatMap(({ either }) => either) }
}

/** Whether one value of a fact meets all of these questions about it. */
function canHold(conditions: readonly Condition[]): boolean {
  return pointsOf(conditions).some((point) => conditions.every((condition) => meets(condition, point)))
}

type Point = number | string | boolean

/** Where no code of a division lies. */
const ELSEWHERE = -1

/** Values enough to decide: between two that a question names, all are answered alike. */
function pointsOf(conditions: readonly Condition[]): Point[] {
  const [first] = conditions
  if (!first) return []
  const { type, choices } = factOf(first.field)
  const named = conditions.flatMap(({ value }) => value)
  switch (type) {
    case 'choice':
      return [...(choices ?? [])]
    case 'boolean':
      return [true, false]
    case 'grade':
      return [1, 2, 3, 4, 'none']
    case 'years':
    case 'number':
      return named.map(Number).flatMap((n) => [n - 1, n, n + 1].filter((point) => point >= 0))
    case 'date':
      return named.map((day) => day as CivilDate).flatMap((day) => [addDays(day, -1), day, addDays(day, 1)])
    case 'division':
      return [...named.map(Number), ELSEWHERE]
  }
}

function meets({ field, operator, value }: Condition, point: Point): boolean {
  const { type } = factOf(field)
  if (type === 'division') {
    const inside = point === ELSEWHERE ? value === 0 : contains(Number(value), Number(point))
    return inside === (operator === 'within')
  }
  if (type === 'grade') {
    const severe = point !== 'none' && Number(point) <= Number(value)
    return severe === (operator === 'atLeastAsSevere')
  }
  return compare(point, operator, value)
}
