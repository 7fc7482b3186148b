import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { codeShape, instantShape, line } from '../../../kernel/shapes.ts'
import { associationNameShape, usernameShape, passwordShape, factorShape, typedCodeShape, done } from './shapes.ts'

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
    association: associationNameShape,
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
