import { type Uuid, uuidv7 } from '../kernel/ids.ts'
import { randomPart } from './random.ts'

/** A new time-ordered id. Ids are made here or by the client, never by the database. */
export function newId(): Uuid {
  return uuidv7(Date.now(), randomPart(10))
}
