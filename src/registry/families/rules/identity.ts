import { parseIdNumber } from '../../../kernel/id-number.ts'
import type { Identity, PersonDraft } from './draft.ts'

/** The number of a member as the register has it; null of who has none, and of who is not in it. */
export function numberOf(member: Pick<PersonDraft, 'identity'> | undefined): string | null {
  return member === undefined || member.identity.kind === 'none' ? null : member.identity.number
}

/** Whether sex and birth follow from the number: from a citizen's they do, from a passport they do not. */
export function saysBirth(identity: Identity): boolean {
  return identity.kind !== 'none' && parseIdNumber(identity.number).ok
}

/**
 * Of whom another number becomes known, sex and birth are what that number says: those of before came from the number that was wrong. Only
 * what somebody said, of a person without such a number, is compared with it.
 */
export function forgetsOldNumber<T extends PersonDraft>(
  before: PersonDraft,
  set: { readonly [K in 'identity' | 'sex' | 'birth_date']?: unknown } | undefined,
  after: T,
): T {
  if (!set?.identity || !saysBirth(before.identity) || !saysBirth(after.identity)) return after
  return {
    ...after,
    sex: set.sex === undefined ? undefined : after.sex,
    birth_date: set.birth_date === undefined ? undefined : after.birth_date,
  }
}
