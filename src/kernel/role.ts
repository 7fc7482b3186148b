/** The roles a post can have. One post, one role; a person with two posts chooses in which she acts. */
export const ROLES = [
  'community_worker',
  'street_officer',
  'district_officer',
  'district_approver',
  'finance',
  'supervisor',
  'city_leader',
  'province_leader',
  'home_worker',
  'psychologist',
  'auditor',
  'administrator',
] as const

export type Role = (typeof ROLES)[number]

/** Who may do what: each room states its permissions once, as data, and the table of all rooms is checked at the door. */
export type Access = Readonly<Record<string, readonly Role[]>>

/** Whether a room's permission (`access['funds.confirm']`) is given to the role: for what is found or counted for those alone. */
export const isGiven = (permission: readonly Role[], role: Role): boolean => permission.includes(role)
