import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import {
  codeShape,
  cursorShape,
  dateShape,
  instantShape,
  line,
  note,
  pageSizeShape,
  uuidShape,
} from '../../../kernel/shapes.ts'
import { roleShape, usernameShape, done, postShape } from './shapes.ts'

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
