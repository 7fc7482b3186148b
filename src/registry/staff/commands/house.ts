import type { Uuid } from '../../../kernel/ids.ts'
import type { PasswordProfile } from '../../../kernel/password-profile.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { PASSWORD_COST, type PasswordCost } from '../../../platform/password.ts'
import type { SessionRow } from '../queries/sessions.ts'

/** What a use case of this room needs of a request, whether somebody is signed in or not. */
export type Moment = Pick<Call, 'now' | 'request_id' | 'crypto' | 'newId'>

/** Account and post of nobody: acts of the installation itself. */
export const NOBODY = '00000000-0000-0000-0000-000000000000' as Uuid

/** A session as it was when last read, kept for at most a second (see authenticate.ts). */
export interface KeptSession {
  read_at_ms: number
  district: number
  row: SessionRow
}

interface House {
  /** By the token's hash, in hex. */
  sessions: Map<string, KeptSession>
  /** Grows with every ending, so that a row read before it is not kept after it. */
  endings: number
  password_cost: PasswordCost
  password_profile: PasswordProfile
  start_demonstration: (() => void) | undefined
}

const houses = new WeakMap<Database, House>()

/** What this process keeps beside one database. */
export function houseOf(db: Database): House {
  const known = houses.get(db)
  if (known) return known
  const house: House = {
    sessions: new Map(),
    endings: 0,
    password_cost: PASSWORD_COST,
    password_profile: 'mlps',
    start_demonstration: undefined,
  }
  houses.set(db, house)
  return house
}

/** To be called after the commit of whatever ended sessions: in this process they end at once. */
export function forgetSessions(db: Database, which: (row: SessionRow) => boolean): void {
  const house = houseOf(db)
  house.endings += 1
  for (const [hash, kept] of house.sessions) if (which(kept.row)) house.sessions.delete(hash)
}

/** Cheaper hashes for tests; never above what was set is weaker than the default in production. */
export function setPasswordCost(db: Database, cost: PasswordCost): void {
  houseOf(db).password_cost = cost
}

/** The composition root says which rules passwords follow. */
export function setPasswordProfile(db: Database, profile: PasswordProfile): void {
  houseOf(db).password_profile = profile
}

/** The composition root says how the demonstration is loaded; without it that door stays shut. */
export function onDemonstrationWanted(db: Database, start: () => void): void {
  houseOf(db).start_demonstration = start
}
