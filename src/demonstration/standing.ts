import { addDays, addYears, type CivilDate } from '../kernel/calendar.ts'
import type { Code } from '../kernel/division-code.ts'
import type { Uuid } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { refreshStanding } from '../promises/standing/index.ts'
import type { FamilyChange } from '../registry/families/index.ts'
import { type CastFamily, draw } from './cast.ts'
import type { Entry } from './diary.ts'
import { WORKED_COMMUNITIES } from './roster.ts'
import { DISTRICT, type Stage } from './stage.ts'
import { changeFamilies } from './wishes.ts'

/** How everybody has stood in the last quarter, so that who was gained and lost, and why, can be read. */
export async function standingOfLate(stage: Stage, today: CivilDate): Promise<void> {
  for (const ago of [90, 60, 30, 7]) await standingOn(stage, addDays(today, -ago))
}

/** One refresh as of a day. A loading that goes on after the night has refreshed already has nothing to add. */
export async function standingOn(stage: Stage, on: CivilDate): Promise<void> {
  const call = stage.call('demo-district', on, `standing:${on}`)
  await refreshStanding(stage.db, call, { division: DISTRICT, as_of: on }).catch((problem: unknown) => {
    if (!(problem instanceof Refusal && problem.code === 'standing.later_known')) throw problem
  })
}

/**
 * What visits found out this week: one who lived alone has married again, and of one family nobody could say. How a family lives decides who
 * is given a wristband: so somebody is lost, and of somebody a fact is missing. Whoever is drawn is drawn again at a second loading, when
 * her file says already what was found.
 */
export function livingFound(stage: Stage, today: CivilDate, cast: readonly CastFamily[]): Entry {
  const worked: readonly Code[] = WORKED_COMMUNITIES
  const one = (fits: (family: CastFamily) => boolean) =>
    draw(
      cast.filter((family) => !worked.includes(family.community) && fits(family)),
      1,
      (family) => `living found ${family.file_number}`,
    )
  const young = addYears(today, -64)
  const parents = (family: CastFamily) => family.members.filter((member) => member.parent)
  const alone = one(
    (family) =>
      ['alone', 'couple'].includes(family.living) &&
      family.members.length === 1 &&
      parents(family).length === 1 &&
      parents(family).every((member) => member.birth_date > young),
  )
  const unsaid = one((family) => ['with_relatives', 'unknown'].includes(family.living))
  const found = (families: readonly CastFamily[], living_arrangement: 'couple' | 'unknown') =>
    families.map((family): [Uuid, FamilyChange] => [family.id, { set: { living_arrangement } }])
  const on = addDays(today, -3)
  const changes = new Map([...found(alone, 'couple'), ...found(unsaid, 'unknown')])
  return { on, act: () => changeFamilies(stage, on, 'present:living', changes) }
}
