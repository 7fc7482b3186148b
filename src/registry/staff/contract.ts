import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { ROLES } from '../../kernel/role.ts'
import {
  codeShape,
  cursorShape,
  dateShape,
  instantShape,
  line,
  note,
  pageSizeShape,
  uuidShape,
} from '../../kernel/shapes.ts'

const roleShape = z.enum(ROLES)
const usernameShape = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{2,39}$/, 'staff.username_form')
/** Judged by the password rules, not by the shape: only what could be no password at all is refused here. */
const passwordShape = z.string().min(1).max(1_000)
/** Six digits of the authenticator, or a recovery code. */
const factorShape = z.string().trim().min(6).max(40)
const typedCodeShape = z.string().trim().min(1).max(40)
const done = z.object({ done: z.literal(true) })

export const postShape = z.object({
  post_id: uuidShape,
  role: roleShape,
  /** The role in the reader's words. */
  role_name: z.string(),
  title: z.string(),
  division: codeShape,
  division_name: z.string(),
})

export const sessionShape = z.object({
  signed_in: z.boolean(),
  /** Nobody has set this installation up yet. */
  first_run: z.boolean(),
  demo: z.boolean(),
  installation: z.enum(['empty', 'loading', 'demonstration', 'set_up']),
  loaded_percent: z.int(),
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

export const stepUp = endpoint({
  name: 'staff.step_up',
  method: 'POST',
  path: '/api/session/step-up',
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

/** What a person needs to bring her authenticator; nothing is stored until she has shown its first code. */
const enrolmentShape = z.object({
  enrolment: z.string(),
  username: z.string(),
  totp_secret: z.string(),
  otpauth_url: z.string(),
  qr_svg: z.string(),
  recovery_codes: z.array(z.string()),
})

export const setUp = endpoint({
  name: 'staff.set_up',
  method: 'POST',
  path: '/api/set-up',
  summary:
    'With the code from the terminal: the association and its first administrator, to be confirmed with an authenticator.',
  body: z.strictObject({
    code: typedCodeShape,
    division: codeShape,
    association: line(100).refine((name) => name.length >= 2, 'staff.association_short'),
    username: usernameShape,
    display_name: line(60),
    password: passwordShape,
  }),
  response: enrolmentShape,
})

export const findPlaces = endpoint({
  name: 'staff.find_places',
  method: 'GET',
  path: '/api/set-up/places',
  summary: 'While nobody has set the installation up: places an association may have, by name, pinyin or code.',
  query: z.object({ q: line(60) }),
  response: z.object({ items: z.array(z.object({ code: codeShape, path_name: z.string() })) }),
})

export const lookAtInvitation = endpoint({
  name: 'staff.look_at_invitation',
  method: 'POST',
  path: '/api/invitations/look',
  summary: 'Whom an invitation is for.',
  body: z.strictObject({ code: typedCodeShape }),
  response: z.object({
    username: z.string(),
    display_name: z.string(),
    posts: z.array(z.string()),
    expires_at: instantShape,
  }),
})

export const acceptInvitation = endpoint({
  name: 'staff.accept_invitation',
  method: 'POST',
  path: '/api/invitations/accept',
  summary: 'With the code of an invitation: the password, to be confirmed with an authenticator.',
  body: z.strictObject({ code: typedCodeShape, password: passwordShape }),
  response: enrolmentShape,
})

export const confirmEnrolment = endpoint({
  name: 'staff.confirm_enrolment',
  method: 'POST',
  path: '/api/enrolments/confirm',
  summary: 'Shows the first code of the authenticator; the account is made or opened, and signed in.',
  body: z.strictObject({ enrolment: z.string().min(1).max(4_000), code: factorShape }),
  response: done,
})

export const staffPostShape = postShape.extend({
  valid_from: dateShape,
  /** The first day on which it is held no longer. */
  valid_to: dateShape.nullable(),
})

export const staffMemberShape = z.object({
  account_id: uuidShape,
  username: z.string(),
  display_name: z.string(),
  division: codeShape,
  division_name: z.string(),
  state: z.enum(['invited', 'active', 'disabled']),
  persona: z.boolean(),
  posts: z.array(staffPostShape),
})

const accountParams = z.object({ account_id: uuidShape })

export const listStaff = endpoint({
  name: 'staff.list_staff',
  method: 'GET',
  path: '/api/staff',
  summary: 'The accounts of the associations in one’s area, with their posts.',
  query: z.object({
    search: note(60).optional(),
    state: z.enum(['invited', 'active', 'disabled']).optional(),
    role: roleShape.optional(),
    cursor: cursorShape.optional(),
    limit: pageSizeShape,
  }),
  response: z.object({ items: z.array(staffMemberShape), next_cursor: z.string().nullable() }),
})

export const getStaffMember = endpoint({
  name: 'staff.get_staff_member',
  method: 'GET',
  path: '/api/staff/:account_id',
  summary: 'One account with all its posts, present and past.',
  params: accountParams,
  response: staffMemberShape.extend({
    invitation_expires_at: instantShape.nullable(),
    sessions_alive: z.int(),
  }),
})

const newPostShape = z.strictObject({
  role: roleShape,
  division: codeShape,
  title: line(60).optional(),
  valid_from: dateShape.optional(),
  valid_to: dateShape.optional(),
})

const invitedShape = z.object({ account_id: uuidShape, invitation_code: z.string(), expires_at: instantShape })

export const createStaffMember = endpoint({
  name: 'staff.create_staff_member',
  method: 'POST',
  path: '/api/staff',
  summary: 'A new account with its first post; answers the code to be handed to the person.',
  body: z.strictObject({
    username: usernameShape,
    display_name: line(60),
    division: codeShape.optional(),
    post: newPostShape,
  }),
  response: invitedShape,
})

export const grantPost = endpoint({
  name: 'staff.grant_post',
  method: 'POST',
  path: '/api/staff/:account_id/posts',
  summary: 'One more post for an account.',
  params: accountParams,
  body: newPostShape,
  response: z.object({ post_id: uuidShape }),
})

export const endPost = endpoint({
  name: 'staff.end_post',
  method: 'POST',
  path: '/api/staff/:account_id/posts/:post_id/end',
  summary: 'Ends a post today; its sessions end at once.',
  params: z.object({ account_id: uuidShape, post_id: uuidShape }),
  response: done,
})

export const disableAccount = endpoint({
  name: 'staff.disable_account',
  method: 'POST',
  path: '/api/staff/:account_id/disable',
  summary: 'Closes an account; its sessions and invitations end at once.',
  params: accountParams,
  response: done,
})

export const inviteAgain = endpoint({
  name: 'staff.invite_again',
  method: 'POST',
  path: '/api/staff/:account_id/invitation',
  summary:
    'A new invitation: the old password and authenticator stop working, sessions end. Also opens a closed account again.',
  params: accountParams,
  response: invitedShape,
})

export const endStaffSessions = endpoint({
  name: 'staff.end_staff_sessions',
  method: 'DELETE',
  path: '/api/staff/:account_id/sessions',
  summary: 'Ends all sessions of an account.',
  params: accountParams,
  response: z.object({ ended: z.int() }),
})
