import type { CivilDate, Instant } from '../kernel/calendar.ts'
import type { Uuid } from '../kernel/ids.ts'
import type { Role } from '../kernel/role.ts'
import type { FieldCrypto } from './crypto.ts'

/** A jurisdiction as an interval of 12-digit community codes, `hi` exclusive. */
export interface Scope {
  lo: number
  hi: number
}

/** Who acts: a person in one post. Scope and permissions are the post's, never the person's. */
export interface Actor {
  account_id: Uuid
  post_id: Uuid
  display_name: string
  role: Role
  scope: Scope
  /** The post's division, padded to 12 digits: where she works, not the association she belongs to. */
  division: number
  /** Where this actor's own rows live: the first six digits of the division. */
  district: number
}

/** Everything a use case needs to know about the request besides its input. Time and ids come from here, never from the air. */
export interface Call {
  actor: Actor
  now: Instant
  /** The civil date in Asia/Shanghai. */
  today: CivilDate
  request_id: Uuid
  /** Made by the client before sending; the same key never acts twice. Null for reads. */
  idempotency_key: string | null
  /** Why a sensitive thing is opened, as the person stated it. */
  reason: string | null
  locale: 'zh' | 'en'
  crypto: FieldCrypto
  newId(): Uuid
}
