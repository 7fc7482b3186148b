import { looksCommon } from './common-passwords.ts'

export const PASSWORD_MIN = 12
export const PASSWORD_MAX = 128

/** The words key of what is wrong with a new password, or undefined. Length counts characters as people see them. */
export function passwordFault(password: string, username: string): string | undefined {
  const length = Array.from(password).length
  if (length < PASSWORD_MIN) return 'staff.password_short'
  if (length > PASSWORD_MAX) return 'staff.password_long'
  if (username !== '' && password.toLowerCase().includes(username.toLowerCase())) return 'staff.password_has_name'
  if (looksCommon(password)) return 'staff.password_common'
  return undefined
}
