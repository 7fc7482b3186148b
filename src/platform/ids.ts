import { randomBytes } from 'node:crypto'
import { type Uuid, uuidv7 } from '../kernel/ids.ts'

/** A new time-ordered id. Ids are made here or by the client, never by the database. */
export function newId(): Uuid {
  return uuidv7(Date.now(), randomBytes(10))
}
