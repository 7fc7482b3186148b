import { civilDateOf } from '../../kernel/calendar.ts'
import type { Role } from '../../kernel/role.ts'
import { type AnyRoute, openRoute, route } from '../../platform/http/route.ts'
import {
  acceptInvitation,
  addAssociation,
  askForDemonstration,
  changePassword,
  confirmEnrolment,
  confirmSession,
  createStaffMember,
  disableAccount,
  endMySessions,
  endPost,
  endStaffSessions,
  findPlaces,
  getStaffMember,
  grantPost,
  inviteAgain,
  listAssociations,
  listStaff,
  lookAtInvitation,
  mySessions,
  presentSession,
  renameAssociation,
  renewPassword,
  renewRecoveryCodes,
  setUp,
  signIn,
  signOut,
  switchPost,
  usePersona,
} from './commands/index.ts'
import * as contract from './contract/index.ts'
import { staffWords } from './words/index.ts'

const done = { done: true } as const
const names = (locale: 'zh' | 'en') => (role: Role) => staffWords[locale][`role_${role}`]

const atTheDoor: readonly AnyRoute[] = [
  openRoute(contract.getSession, (io) => {
    const { call, locale } = io
    const { permissions } = io.session
    return presentSession(io.db, io, { call, permissions, roleName: names(locale) })
  }),
  openRoute(contract.signIn, async (io) => {
    const former = io.session.token
    const outcome = await signIn(io.db, io, { ...io.body, address: io.address })
    if ('renewal' in outcome) return { done: false, renewal: outcome.renewal }
    const { token, password_ends } = outcome
    io.session.set(token)
    await signOut(io.db, io, former)
    return { done: true, ...(password_ends === null ? {} : { password_ends }) }
  }),
  openRoute(contract.renewPassword, async (io) => {
    io.session.set(await renewPassword(io.db, io, { ...io.body, address: io.address }))
    return done
  }),
  openRoute(contract.signOut, async (io) => {
    await signOut(io.db, io, io.session.token)
    io.session.set(null)
    return done
  }),
  openRoute(contract.usePersona, async (io) => {
    const { persona_id } = io.params
    const { address, now } = io
    const { token } = io.session
    io.session.set(await usePersona(io.db, io, { persona_id, address, token, today: civilDateOf(now) }))
    return done
  }),
  openRoute(contract.beginDemonstration, async (io) => ({
    installation: await askForDemonstration(io.db, { now: () => io.now }),
  })),
  openRoute(contract.findPlaces, async (io) => ({ items: await findPlaces(io.db, io.query.q) })),
  openRoute(contract.setUp, (io) => setUp(io.db, io, { ...io.body, address: io.address })),
  openRoute(contract.lookAtInvitation, (io) => lookAtInvitation(io.db, io, { ...io.body, address: io.address })),
  openRoute(contract.acceptInvitation, (io) => acceptInvitation(io.db, io, { ...io.body, address: io.address })),
  openRoute(contract.confirmEnrolment, async (io) => {
    const token = await confirmEnrolment(io.db, io, { ...io.body, address: io.address })
    if (token !== undefined) io.session.set(token)
    return done
  }),
]

const mine: readonly AnyRoute[] = [
  route(contract.switchPost, {
    permission: 'signed_in',
    handle: async ({ db, call, session, body }) => {
      session.set(await switchPost(db, { ...call, token: session.token }, body.post_id))
      return done
    },
  }),
  route(contract.confirmSession, {
    permission: 'signed_in',
    handle: async ({ db, call, session, body }) => {
      session.set(await confirmSession(db, { ...call, token: session.token }, body.code))
      return done
    },
  }),
  route(contract.changePassword, {
    permission: 'signed_in',
    handle: async ({ db, call, session, body }) => {
      await changePassword(db, { ...call, token: session.token }, body)
      return done
    },
  }),
  route(contract.renewRecoveryCodes, {
    permission: 'signed_in',
    confirmed: true,
    handle: async ({ db, call, session }) => ({
      recovery_codes: await renewRecoveryCodes(db, { ...call, token: session.token }),
    }),
  }),
  route(contract.listSessions, {
    permission: 'signed_in',
    handle: ({ db, call, session }) => mySessions(db, { ...call, token: session.token }),
  }),
  route(contract.endOtherSessions, {
    permission: 'signed_in',
    handle: async ({ db, call, session }) => ({
      ended: await endMySessions(db, { ...call, token: session.token }, undefined),
    }),
  }),
  route(contract.endSession, {
    permission: 'signed_in',
    handle: async ({ db, call, session, params }) => ({
      ended: await endMySessions(db, { ...call, token: session.token }, params.session_id),
    }),
  }),
]

const manage = { permission: 'staff.manage', confirmed: true } as const

const office: readonly AnyRoute[] = [
  route(contract.listStaff, {
    permission: 'staff.list',
    handle: ({ db, call, query }) => listStaff(db, call, query, names(call.locale)),
  }),
  route(contract.getStaffMember, {
    permission: 'staff.list',
    handle: ({ db, call, params }) => getStaffMember(db, call, params.account_id, names(call.locale)),
  }),
  route(contract.createStaffMember, {
    ...manage,
    handle: ({ db, call, body }) =>
      createStaffMember(db, call, { ...body, default_title: staffWords.zh[`role_${body.post.role}`] }),
  }),
  route(contract.grantPost, {
    ...manage,
    handle: ({ db, call, params, body }) => {
      const default_title = staffWords.zh[`role_${body.role}`]
      return grantPost(db, call, { account_id: params.account_id, post: body, default_title })
    },
  }),
  route(contract.endPost, {
    ...manage,
    handle: async ({ db, call, params }) => {
      await endPost(db, call, params)
      return done
    },
  }),
  route(contract.disableAccount, {
    ...manage,
    handle: async ({ db, call, params }) => {
      await disableAccount(db, call, params.account_id)
      return done
    },
  }),
  route(contract.inviteAgain, {
    ...manage,
    handle: ({ db, call, params }) => inviteAgain(db, call, params.account_id),
  }),
  route(contract.endStaffSessions, {
    ...manage,
    handle: ({ db, call, params }) => endStaffSessions(db, call, params.account_id),
  }),
]

const associations: readonly AnyRoute[] = [
  route(contract.listAssociations, {
    permission: 'staff.list',
    handle: ({ db, call, query }) => listAssociations(db, call, query),
  }),
  route(contract.addAssociation, {
    ...manage,
    handle: ({ db, call, body }) => addAssociation(db, call, body),
  }),
  route(contract.renameAssociation, {
    ...manage,
    handle: ({ db, call, params, body }) => renameAssociation(db, call, { ...params, ...body }),
  }),
]

export const staffRoutes: readonly AnyRoute[] = [...atTheDoor, ...mine, ...office, ...associations]
