import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeded } from '../../../../test/support/seed.ts'
import { addDays, type CivilDate, civilDate } from '../../../kernel/calendar.ts'
import { contains, interval } from '../../../kernel/division-code.ts'
import { excludes, highestOf, type Overlay, replacedBy, replacedIn, type Rival } from './overlay.ts'

// Which of several policies counts, for random families of policies: as many as a nation, a province, a city, a district, two streets and
// a community can make of each other. Expectations are written as an officer would say them.

const [NATION, PROVINCE, CITY, DISTRICT, STREET, OTHER, COMMUNITY] = [
  0, 530_000_000_000, 530_100_000_000, 530_103_000_000, 530_103_006_000, 530_103_007_000, 530_103_006_001,
] as const
const PLACES = [NATION, PROVINCE, CITY, DISTRICT, STREET, OTHER, COMMUNITY]
const width = (place: number) => interval(place).hi - interval(place).lo
const DAY = civilDate('2026-01-01')

interface Policy extends Overlay {
  from: CivilDate
  to: CivilDate
}
type World = ReadonlyMap<string, Policy>

const rootOf = (id: string, world: World): string => {
  const replaced = world.get(id)?.replaces_id
  return replaced === undefined || replaced === null ? id : rootOf(replaced, world)
}

/** Worlds as approvals let them come about: a policy replaces one that reaches its place, and a family has one policy in a place. */
const worlds: fc.Arbitrary<World> = fc
  .array(
    fc.record({
      division: fc.constantFrom(...PLACES),
      replaces: fc.option(fc.nat({ max: 20 })),
      from: fc.nat({ max: 40 }),
      days: fc.integer({ min: 1, max: 60 }),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((wanted) => {
    const world = new Map<string, Policy>()
    for (const [n, { division, replaces, from, days }] of wanted.entries()) {
      const above = [...world.values()].filter((other) => contains(other.division, division))
      const target = replaces === null ? undefined : above[replaces % Math.max(above.length, 1)]
      const root = target && rootOf(target.id, world)
      const there = [...world.values()].some((other) => other.division === division && rootOf(other.id, world) === root)
      if (there) continue
      const span = { from: addDays(DAY, from), to: addDays(DAY, from + days) }
      world.set(`p${n}`, { id: `p${n}`, division, replaces_id: target?.id ?? null, in_force: true, ...span })
    }
    return world
  })

const on = (world: World, day: CivilDate): World =>
  new Map([...world].map(([id, one]) => [id, { ...one, in_force: one.from <= day && day < one.to }]))

/** What counts in a place: in force, reaching it, and not replaced there. */
const counting = (world: World, place: number): string[] =>
  [...world.values()]
    .filter((one) => one.in_force && contains(one.division, place))
    .filter((one) => !replacedIn(one, world).some((division) => contains(division, place)))
    .map((one) => one.id)
    .toSorted()

/** The same as one says it: of each family the one of the narrowest place; what replaces nothing stands beside. */
function narrowest(world: World, place: number): string[] {
  const here = [...world.values()].filter((one) => one.in_force && contains(one.division, place))
  const families = Map.groupBy(here, (one) => rootOf(one.id, world))
  const nearest = [...families.values()].flatMap(
    (family) => family.toSorted((a, b) => width(a.division) - width(b.division))[0]?.id ?? [],
  )
  return nearest.toSorted((a, b) => a.localeCompare(b))
}

describe('of policies that stand in one another’s place', () => {
  test('in every place exactly the narrowest in force counts, and what only adds stands beside it', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        for (const place of PLACES) expect(counting(world, place)).toEqual(narrowest(world, place))
      }),
      seeded(400),
    )
  })

  test('on each day, by what is in force on it: an overlay that ends gives the place back', () => {
    fc.assert(
      fc.property(worlds, fc.nat({ max: 100 }), (world, n) => {
        const then = on(world, addDays(DAY, n))
        for (const place of PLACES) expect(counting(then, place)).toEqual(narrowest(then, place))
      }),
      seeded(400),
    )
  })

  test('whatever order they were approved in', () => {
    const shuffled = worlds.chain((world) =>
      fc.tuple(fc.constant(world), fc.shuffledSubarray([...world], { minLength: world.size, maxLength: world.size })),
    )
    fc.assert(
      fc.property(shuffled, ([world, entries]) => {
        for (const one of world.values()) expect(replacedIn(one, new Map(entries))).toEqual(replacedIn(one, world))
      }),
      seeded(200),
    )
  })

  test('a policy that replaces nothing takes nothing from anybody', () => {
    fc.assert(
      fc.property(worlds, fc.constantFrom(...PLACES), (world, division) => {
        const more = new Map(world).set('added', {
          id: 'added',
          division,
          replaces_id: null,
          in_force: true,
          from: DAY,
          to: DAY,
        })
        for (const place of PLACES) {
          const there = contains(division, place) ? ['added'] : []
          expect(counting(more, place)).toEqual([...counting(world, place), ...there].toSorted())
        }
      }),
      seeded(200),
    )
  })

  test('the divisions named do not lie in one another, and none is wider than the policy', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        for (const one of world.values()) {
          const divisions = replacedIn(one, world)
          expect(divisions.filter((a) => divisions.some((b) => a !== b && contains(b, a)))).toEqual([])
          expect(divisions.every((division) => contains(one.division, division))).toBe(true)
          expect(replacedBy(one.id, world).has(one.id)).toBe(false)
        }
      }),
      seeded(200),
    )
  })
})

describe('of an exclusion group', () => {
  const rivals = fc
    .array(
      fc.record({
        amount_fen: fc.option(fc.constantFrom(0, 1, 50_000, 60_000, 60_001), { freq: 5 }),
        position: fc.constantFrom(1, 2, 3),
        reached: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((some): Rival[] => some.map((one, i) => ({ ...one, policy_id: `p${i}` })))

  test('whatever their order the same one counts, and it alone is kept from by nobody', () => {
    const shuffled = rivals.chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length, maxLength: some.length })),
    )
    fc.assert(
      fc.property(shuffled, ([some, other]) => {
        const best = highestOf(some)
        expect(highestOf(other)).toEqual(best)
        const known = some.filter((one) => one.amount_fen !== null)
        const left = known.filter((own) => !some.some((rival) => rival !== own && excludes(rival, own)))
        const alone = best === undefined || best.amount_fen === null ? [] : [best]
        expect(left).toEqual(alone)
      }),
      seeded(400),
    )
  })

  test('nobody is excluded by a smaller sum that has not reached her, and more for one never means less for her', () => {
    fc.assert(
      fc.property(rivals, fc.nat({ max: 5 }), fc.nat({ max: 100_000 }), (some, pick, more) => {
        const unpaid = some.map((one) => ({ ...one, reached: false }))
        const paid = Number(highestOf(unpaid)?.amount_fen ?? 0)
        expect(unpaid.every((one) => Number(one.amount_fen ?? 0) <= paid)).toBe(true)
        const raised = unpaid.map((one, i) =>
          i === pick && one.amount_fen !== null ? { ...one, amount_fen: Number(one.amount_fen) + more } : one,
        )
        expect(Number(highestOf(raised)?.amount_fen ?? 0)).toBeGreaterThanOrEqual(paid)
      }),
      seeded(400),
    )
  })
})
