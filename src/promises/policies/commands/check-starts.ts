import { addDays, type CivilDate } from '../../../kernel/calendar.ts'
import { contains } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { givenBetween, overlaysOf, type PolicyVersion } from '../queries/index.ts'
import {
  checkFollowing,
  checkStart,
  checkBeginning,
  type Given,
  type Overlay,
  type VersionInput,
} from '../rules/index.ts'

type Placed = Pick<Overlay, 'id' | 'division' | 'replaces_id'>

/** What the policy's place has of wider ones on a day on which this one does not count there: where its people come from and go back to. */
async function aroundOn(tx: Tx, policy: Placed, on: CivilDate): Promise<Given[]> {
  const { id, division, replaces_id } = policy
  if (replaces_id === null) return []
  const family = await overlaysOf(tx, [replaces_id as Uuid], on)
  const wider = [...family.values()].filter((other) => other.id !== id && contains(other.division, division))
  return givenBetween(
    tx,
    wider.map((other) => other.id as Uuid),
    { valid_from: on, valid_to: addDays(on, 1) },
  )
}

/** Whether the version begins, and ends, on days on which nobody is paid the same months twice or loses any. */
export async function startFaults(
  tx: Tx,
  policy: Placed,
  version: VersionInput,
  before: PolicyVersion | undefined,
): Promise<Issue[]> {
  const { valid_from, valid_to } = version
  const follows = before && (before.valid_to === null || before.valid_to >= valid_from)
  return [
    ...(before ? checkFollowing(version, before) : []),
    // It may take the people of its place from wider ones, also where it had ended and begins again.
    ...(follows ? [] : checkBeginning(version, await aroundOn(tx, policy, valid_from))),
    ...(valid_to === null ? [] : await endFaults(tx, policy, { place: 'version.valid_to', on: valid_to, version })),
  ]
}

/** Whether a policy may end on the day: who was owed its money, and who falls back to a wider one's, at the end of a period. */
export async function endFaults(
  tx: Tx,
  policy: Placed,
  { place, on, version }: { place: string; on: CivilDate; version: Given },
): Promise<Issue[]> {
  return checkStart(place, on, [version, ...(await aroundOn(tx, policy, on))])
}
