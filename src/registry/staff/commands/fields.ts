import { type Params, refuse } from '../../../kernel/refusal.ts'

/** Refuses one field of the input, with the reason at the field. */
export function refuseField(place: string, code: string, params: Params = {}): never {
  return refuse('bad_input', 'platform.bad_input', { place, issues: [{ place, code, params }] })
}
