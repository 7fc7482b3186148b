import type { Tier } from '../../../kernel/division-code.ts'

/** What the association of a place is usually called: streets and communities by their everyday names, without office or committee. */
export function usualName(place: { tier: Tier; name: string; short_name: string }): string {
  if (place.tier === 'nation') return '中国计划生育协会'
  const plain = place.tier === 'street' || place.tier === 'community' ? place.short_name : place.name
  return `${plain}计划生育协会`
}
