import { addMinutes, type Instant } from '../../../kernel/calendar.ts'
import type { PasswordProfile } from '../../../kernel/password-profile.ts'
import { looksCommon } from './common-passwords.ts'

export const PASSWORD_MIN = 12
export const PASSWORD_MAX = 128
/** What `mlps` adds: of the four kinds of characters at least so many, a change every so many days, none of the last so many. */
export const KINDS_ASKED = 3
export const PASSWORD_DAYS = 90
export const PASSWORDS_REMEMBERED = 5
/** From how many days before the end on she is told. */
export const REMIND_DAYS = 7

const MINUTES_A_DAY = 1_440
const KINDS = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u]

/** Capitals, small letters, digits and anything else: how many of these four kinds there are. */
function kindsIn(password: string): number {
  const other = Array.from(password).some((character) => !KINDS.some((kind) => kind.test(character)))
  return KINDS.filter((kind) => kind.test(password)).length + Number(other)
}

/** The words key of what is wrong with a new password, or undefined. Length counts characters as people see them. */
export function passwordFault(password: string, username: string, profile: PasswordProfile): string | undefined {
  const length = Array.from(password).length
  if (length < PASSWORD_MIN) return 'staff.password_short'
  if (length > PASSWORD_MAX) return 'staff.password_long'
  if (username !== '' && password.toLowerCase().includes(username.toLowerCase())) return 'staff.password_has_name'
  if (profile === 'mlps' && kindsIn(password) < KINDS_ASKED) return 'staff.password_kinds'
  if (looksCommon(password)) return 'staff.password_common'
  return undefined
}

/** When a password set at that moment must be changed; null where it need not be. */
export function passwordEnds(set_at: Instant, profile: PasswordProfile): Instant | null {
  return profile === 'mlps' ? addMinutes(set_at, PASSWORD_DAYS * MINUTES_A_DAY) : null
}

/** The end of a password that is near enough to be told; null while it is not, and where there is none. */
export function passwordEndsSoon(ends: Instant | null, now: Instant): Instant | null {
  return ends !== null && now >= addMinutes(ends, -REMIND_DAYS * MINUTES_A_DAY) ? ends : null
}
