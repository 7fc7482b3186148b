import { assignContacts } from '../care/contacts/index.ts'
import type { CivilDate } from '../kernel/calendar.ts'
import type { Uuid } from '../kernel/ids.ts'
import { command } from '../platform/database/transact.ts'
import { type FamilyChange, readStoredFamilies, updateFamilies } from '../registry/families/index.ts'
import { type CastFamily, draw } from './cast.ts'
import { day, type Entry } from './diary.ts'
import { WORKED_COMMUNITIES } from './roster.ts'
import { type Persona, type Stage, STREET } from './stage.ts'

/** One change for each of some families, in one transaction. */
export function changeFamilies(
  stage: Stage,
  on: CivilDate,
  step: string,
  changes: ReadonlyMap<Uuid, FamilyChange>,
): Promise<unknown> {
  const call = stage.call('demo-district', on, step)
  const family_ids = [...changes.keys()]
  const input = { family_ids, changes: [...changes.values()] }
  return command(stage.db, call, { name: 'families.change', input }, async (tx) => {
    const stored = await readStoredFamilies(tx, call, family_ids, { lock: true })
    const updates = stored.map(({ id, version }) => ({ family_id: id, version, change: changes.get(id) ?? {} }))
    const updated = await updateFamilies(tx, call, updates)
    return { result: { changed: updated.length }, detail: { families: updated.length } }
  })
}

/** How families said they wish to be met: some by letter, a few not at all, some on no account on a certain day. */
function wishes(stage: Stage, cast: readonly CastFamily[]): Entry {
  const on = day(2015, 1, 5)
  // The communities that people try out first keep families who may be visited.
  const away = cast.filter((family) => !WORKED_COMMUNITIES.some((code) => code === family.community))
  const asked = draw(away, 26, (family) => `wish ${family.file_number}`)
  const changes = asked.map((family, index): [Uuid, FamilyChange] => {
    const preference =
      index < 12
        ? { no_home_visit: true, channels: ['phone' as const, 'letter' as const] }
        : family.hardship || index >= 15
          ? { hours: 'afternoon' as const, quiet_days: [family.members[0]?.birth_date.slice(5) ?? '04-05'] }
          : { no_contact: true }
    return [family.id, { preference }]
  })
  return { on, act: () => changeFamilies(stage, on, 'wishes', new Map(changes)) }
}

/** 双岗联系人 of 金辰街道: the street's officer, and in two communities their own workers. */
function namedContacts(stage: Stage): Entry[] {
  const on = day(2015, 1, 6)
  const [home, neighbour] = WORKED_COMMUNITIES
  const name = (persona: Persona, post: 'street' | 'community', division: number) => ({
    on,
    act: () =>
      assignContacts(stage.db, stage.call('demo-district', on, `contacts:${persona}`), {
        division,
        post,
        account_id: stage.account(persona),
        from: on,
      }),
  })
  return [
    name('demo-street', 'street', STREET),
    name('demo-community', 'community', home),
    name('demo-neighbour', 'community', neighbour),
  ]
}

export function agreements(stage: Stage, cast: readonly CastFamily[]): Entry[] {
  return [wishes(stage, cast), ...namedContacts(stage)]
}
