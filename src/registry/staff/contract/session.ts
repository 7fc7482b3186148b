import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { PASSWORD_PROFILES } from '../../../kernel/password-profile.ts'
import { dateShape, instantShape, uuidShape } from '../../../kernel/shapes.ts'
import { roleShape, passwordShape, factorShape, done, postShape } from './shapes.ts'

export const sessionShape = z.object({
  signed_in: z.boolean(),
  /** Nobody has set this installation up yet. */
  first_run: z.boolean(),
  demo: z.boolean(),
  installation: z.enum(['empty', 'loading', 'demonstration', 'set_up']),
  loaded_percent: z.int(),
  /** Which rules passwords follow here. */
  passwords: z.enum(PASSWORD_PROFILES),
  today: dateShape,
  account: z
    .object({ account_id: uuidShape, username: z.string(), display_name: z.string(), persona: z.boolean() })
    .optional(),
  posts: z.array(postShape),
  active_post: postShape.extend({ scope: z.object({ lo: z.int(), hi: z.int() }) }).optional(),
  permissions: z.array(z.string()),
  personas: z
    .array(
      z.object({
        persona_id: uuidShape,
        title: z.string(),
        display_name: z.string(),
        role: roleShape,
        role_name: z.string(),
        division_name: z.string(),
        active: z.boolean(),
      }),
    )
    .optional(),
})

export const getSession = endpoint({
  name: 'staff.get_session',
  method: 'GET',
  path: '/api/session',
  summary: 'Who is signed in, in which post, and what she may do; the state of the installation for everybody.',
  response: sessionShape,
})

export const signIn = endpoint({
  name: 'staff.sign_in',
  method: 'POST',
  path: '/api/session',
  summary: 'Signs in with name, password and second factor.',
  body: z.strictObject({ username: z.string().trim().min(1).max(100), password: passwordShape, code: factorShape }),
  response: z.object({
    /** False: all was right, and the password has served its time; nobody is signed in before there is a new one. */
    done: z.boolean(),
    /** For choosing the new one, for a quarter of an hour. */
    renewal: z.string().optional(),
    /** Told when it is near. */
    password_ends: instantShape.optional(),
  }),
})

export const renewPassword = endpoint({
  name: 'staff.renew_password',
  method: 'POST',
  path: '/api/session/renewal',
  summary: 'After a sign-in whose password had served its time: the new password; signed in with it.',
  body: z.strictObject({ renewal: z.string().min(1).max(4_000), password: passwordShape }),
  response: done,
})

export const signOut = endpoint({
  name: 'staff.sign_out',
  method: 'DELETE',
  path: '/api/session',
  summary: 'Ends the present session.',
  response: done,
})

export const switchPost = endpoint({
  name: 'staff.switch_post',
  method: 'POST',
  path: '/api/session/post',
  summary: 'Goes on in another of one’s own posts; the session token changes.',
  body: z.strictObject({ post_id: uuidShape }),
  response: done,
})

export const confirmSession = endpoint({
  name: 'staff.confirm_session',
  method: 'POST',
  path: '/api/session/confirm',
  summary: 'Shows the second factor again, for acts that ask for it; the session token changes.',
  body: z.strictObject({ code: factorShape }),
  response: done,
})

export const changePassword = endpoint({
  name: 'staff.change_password',
  method: 'POST',
  path: '/api/session/password',
  summary: 'Changes one’s own password and ends one’s other sessions.',
  body: z.strictObject({ current: passwordShape, password: passwordShape }),
  response: done,
})

export const renewRecoveryCodes = endpoint({
  name: 'staff.renew_recovery_codes',
  method: 'POST',
  path: '/api/session/recovery-codes',
  summary: 'Makes ten new recovery codes; the old ones stop working.',
  response: z.object({ recovery_codes: z.array(z.string()) }),
})

export const listSessions = endpoint({
  name: 'staff.list_sessions',
  method: 'GET',
  path: '/api/sessions',
  summary: 'One’s own sessions that are alive.',
  response: z.object({
    password_set_at: instantShape.nullable(),
    /** When it must be changed; null where the rules in force ask for no change. */
    password_ends: instantShape.nullable(),
    password_ends_soon: z.boolean(),
    recovery_codes_left: z.int(),
    items: z.array(
      z.object({
        session_id: uuidShape,
        begun_at: instantShape,
        last_seen_at: instantShape,
        expires_at: instantShape,
        post_title: z.string(),
        current: z.boolean(),
      }),
    ),
  }),
})

export const endOtherSessions = endpoint({
  name: 'staff.end_other_sessions',
  method: 'DELETE',
  path: '/api/sessions',
  summary: 'Ends all of one’s own sessions but the present one.',
  response: z.object({ ended: z.int() }),
})

export const endSession = endpoint({
  name: 'staff.end_session',
  method: 'DELETE',
  path: '/api/sessions/:session_id',
  summary: 'Ends one of one’s own sessions.',
  params: z.object({ session_id: uuidShape }),
  response: z.object({ ended: z.int() }),
})

export const usePersona = endpoint({
  name: 'staff.use_persona',
  method: 'POST',
  path: '/api/personas/:persona_id',
  summary: 'In the demonstration only: goes on as one of its invented people.',
  params: z.object({ persona_id: uuidShape }),
  response: done,
})

export const beginDemonstration = endpoint({
  name: 'staff.begin_demonstration',
  method: 'POST',
  path: '/api/demonstration',
  summary: 'On an empty installation: has the demonstration district loaded.',
  response: z.object({ installation: z.enum(['loading', 'demonstration']) }),
})
