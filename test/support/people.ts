import { type CivilDate, civilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { makeActor } from './app.ts'
import type { TestDatabase } from './database.ts'
import { bereavedCouple, registerForTest } from './families.ts'

export interface TestFamily {
  district: number
  community: number
  id: Uuid
  /** Two living parents. */
  parents: [Uuid, Uuid]
  /** The child, who died before the family was registered. */
  child: Uuid
}

const counts = new WeakMap<TestDatabase, number>()

/** Registers couples in a community, members from `registered` on: for rooms that need somebody to care for. */
export async function makeFamilies(
  test: TestDatabase,
  community: number,
  count: number,
  registered: CivilDate = civilDate('2010-01-01'),
): Promise<TestFamily[]> {
  const district = Math.floor(community / 1_000_000)
  const officer = await makeActor(test, 'district_officer', district)
  const first = counts.get(test) ?? 0
  counts.set(test, first + count)
  const drafts = Array.from({ length: count }, (_, i) =>
    bereavedCouple(first + i, { community, registered_on: registered, certificates: [], hardship: true }),
  )
  const written = await registerForTest(test, officer, drafts)
  return written.map(({ id, person_ids: [father, mother, child] }) => {
    if (!father || !mother || !child) throw new Error('A couple and their child are three people.')
    return { district, community, id, parents: [father, mother], child }
  })
}
