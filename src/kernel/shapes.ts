import { z } from 'zod'
import { type CivilDate, type Instant, isCivilDate, isInstant } from './calendar.ts'
import { isCode } from './division-code.ts'
import { isUuid, type Uuid } from './ids.ts'
import { isPeriod, type Period } from './period.ts'

/** The shapes that cross the wire in more than one room. Texts that a database cannot hold are refused here, at the field. */

// NUL, other control characters but tab and line breaks, and halves of surrogate pairs.
const UNSTORABLE =
  // oxlint-disable-next-line no-control-regex -- exactly these characters are to be found
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** One line of text, trimmed, 1 to `max` characters. */
export function line(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(storable, 'platform.bad_text')
    .refine((text) => !/[\n\r]/.test(text), 'platform.bad_text')
}

/** Text of several lines; may be empty. */
export function note(max: number) {
  return z.string().trim().max(max).refine(storable, 'platform.bad_text')
}

function storable(text: string): boolean {
  return !UNSTORABLE.test(text)
}

export const uuidShape = z.custom<Uuid>(isUuid, 'platform.input_uuid').meta({ type: 'string', format: 'uuid' })
export const dateShape = z
  .custom<CivilDate>(isCivilDate, 'platform.input_date')
  .meta({ type: 'string', format: 'date' })
export const instantShape = z
  .custom<Instant>(isInstant, 'platform.input_instant')
  .meta({ type: 'string', format: 'date-time' })
export const periodShape = z.custom<Period>(isPeriod, 'platform.input_period').meta({ type: 'string' })
/** A 12-digit division code as a number, 0 for the nation. */
export const codeShape = z.custom<number>(isCode, 'platform.input_code').meta({ type: 'integer' })
/** The same where it arrives as text: in a path or a query. */
export const codeTextShape = z.coerce.number().refine(isCode, 'platform.input_code')
export const fenShape = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
export const pageSizeShape = z.coerce.number().int().min(1).max(100).default(20)
/** An opaque keyset cursor, as a previous page gave it. */
export const cursorShape = z
  .string()
  .max(500)
  .regex(/^[A-Za-z0-9_-]+$/, 'platform.input_cursor')
export const countShape = z.object({ households: z.int(), persons: z.int() })
