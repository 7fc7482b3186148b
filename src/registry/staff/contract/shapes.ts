import { z } from 'zod'
import { ROLES } from '../../../kernel/role.ts'
import { codeShape, note, uuidShape } from '../../../kernel/shapes.ts'

export const roleShape = z.enum(ROLES)
export const usernameShape = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{2,39}$/, 'staff.username_form')
/** An association's full name, on one line. */
export const associationNameShape = note(100).refine(
  (name) => name.length >= 2 && !/[\n\r]/.test(name),
  'staff.association_short',
)
/** Judged by the password rules, not by the shape: only what could be no password at all is refused here. */
export const passwordShape = z.string().min(1).max(1_000)
/** Six digits of the authenticator, or a recovery code. */
export const factorShape = z.string().trim().min(6).max(40)
export const typedCodeShape = z.string().trim().min(1).max(40)
export const done = z.object({ done: z.literal(true) })

export const postShape = z.object({
  post_id: uuidShape,
  role: roleShape,
  /** The role in the reader's words. */
  role_name: z.string(),
  title: z.string(),
  division: codeShape,
  division_name: z.string(),
})
