import { refuse } from '../../../kernel/refusal.ts'

/** An ended file stays as it is, but for the numbers of its people: the refusal says where these are put right. */
export function refuseEnded(): never {
  return refuse('unprocessable', 'families.not_active', { next: 'families.next_only_numbers' })
}
