import { refuse } from '../../../kernel/refusal.ts'

const SHORTEST = 2

/**
 * A look at something protected says why, in two characters at least; blanks are no reason.
 * @throws Refusal bad_input `families.reason_needed`
 */
export function requireReason(call: { readonly reason: string | null }): void {
  if (!hasReason(call)) refuse('bad_input', 'families.reason_needed', { place: 'reason', next: 'families.next_reason' })
}

/**
 * A number of who left is put right for a reason that stays in the trail.
 * @throws Refusal bad_input `families.number_reason_needed`
 */
export function requireReasonForNumber(call: { readonly reason: string | null }): void {
  if (!hasReason(call))
    refuse('bad_input', 'families.number_reason_needed', { place: 'reason', next: 'families.next_number_reason' })
}

function hasReason({ reason }: { readonly reason: string | null }): boolean {
  return Array.from((reason ?? '').trim()).length >= SHORTEST
}
