import type { Scope } from '../../platform/call.ts'

const DISTRICT_WIDTH = 1_000_000

/** Whether a post oversees whole districts: the trail is kept by district, so a narrower post could not be shown its own part alone. */
export function overseesDistricts(scope: Scope): boolean {
  return scope.hi - scope.lo >= DISTRICT_WIDTH
}

/** Whether the chain of a district lies wholly in the scope. */
export function reachesDistrict(scope: Scope, district: number): boolean {
  return district * DISTRICT_WIDTH >= scope.lo && (district + 1) * DISTRICT_WIDTH <= scope.hi
}

/** The words key of a code of the trail: `care_records.bulk` → `action_care_records_bulk`. */
export function wordKeyOf(what: 'action' | 'subject', code: string): string {
  return `${what}_${code.replaceAll(/[.-]/g, '_')}`
}
