import { type Code, tierOf } from '../../../kernel/division-code.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { listDivisions } from '../../divisions/index.ts'

/**
 * Those of the codes that are communities today and lie within the caller's reach. A family whose community is in no table of
 * divisions would be seen by no community worker; foreign and missing are answered alike.
 */
export async function communitiesInReach(tx: Tx, call: Call, codes: readonly Code[]): Promise<ReadonlySet<Code>> {
  const { lo, hi } = call.actor.scope
  const near = [...new Set(codes)].filter((code) => code >= lo && code < hi && tierOf(code) === 'community')
  const found = near.length === 0 ? [] : await listDivisions(tx, near)
  return new Set(
    found.filter((place) => place.valid_to === null || place.valid_to > call.today).map((place) => place.code),
  )
}
