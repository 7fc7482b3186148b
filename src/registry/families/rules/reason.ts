import { refuse } from '../../../kernel/refusal.ts'

const SHORTEST = 2

/**
 * A look at something protected says why, in two characters at least; blanks are no reason.
 * @throws Refusal bad_input `families.reason_needed`
 */
export function requireReason(call: { readonly reason: string | null }): void {
  if (Array.from((call.reason ?? '').trim()).length < SHORTEST)
    refuse('bad_input', 'families.reason_needed', { place: 'reason', next: 'families.next_reason' })
}
