import { addMinutes, type Instant } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { FieldCrypto } from '../../../platform/crypto.ts'
import { base32, fromBase32, newTotpSecret } from '../../../platform/one-time.ts'
import { newRecoveryCodes } from './factors.ts'
import type { Moment } from './house.ts'

/** How long a person has between choosing her password and showing the first code. */
const MINUTES = 30
const PLACE = 'staff.enrolment'

interface Common {
  password_hash: string
  totp_secret: string
  recovery_hashes: string[]
  until: Instant
}

export interface SetUpPlan extends Common {
  kind: 'set_up'
  /** The hash of the code it was begun with, base64: a newer code voids it. */
  code_hash: string
  division: number
  association: string
  username: string
  display_name: string
}

export interface InvitationPlan extends Common {
  kind: 'invitation'
  district: number
  invitation_id: Uuid
  account_id: Uuid
}

export type Plan = SetUpPlan | InvitationPlan

/** What the person is shown, and the sealed plan she sends back with her first code. */
export interface Enrolment {
  enrolment: string
  username: string
  totp_secret: string
  otpauth_url: string
  qr_svg: string
  recovery_codes: string[]
}

type Begun =
  | Omit<SetUpPlan, 'totp_secret' | 'recovery_hashes' | 'until'>
  | Omit<InvitationPlan, 'totp_secret' | 'recovery_hashes' | 'until'>

/**
 * Makes the secret of an authenticator and ten recovery codes. Nothing is stored: the whole plan goes out sealed and comes back
 * with the first code, so that one transaction does everything, and a person who closes the page may simply begin again.
 */
export async function beginEnrolment(moment: Moment, begun: Begun, username: string): Promise<Enrolment> {
  const secret = newTotpSecret()
  const { codes, hashes } = newRecoveryCodes(moment)
  const totp_secret = base32(secret)
  const plan = { ...begun, totp_secret, recovery_hashes: hashes, until: addMinutes(moment.now, MINUTES) }
  const otpauth_url = otpauthUrl(username, totp_secret)
  // A person enrols once: an idle server does without the library.
  const { default: qrCode } = await import('qrcode')
  return {
    enrolment: moment.crypto.seal(JSON.stringify(plan), PLACE).toString('base64url'),
    username,
    totp_secret,
    otpauth_url,
    qr_svg: await qrCode.toString(otpauth_url, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 }),
    recovery_codes: codes,
  }
}

/** @throws Refusal unprocessable staff.enrolment_over for a plan that is too old, changed or not ours */
export function openPlan(crypto: FieldCrypto, now: Instant, enrolment: string): Plan {
  const plan = unsealed(crypto, enrolment)
  if (!plan || plan.until <= now)
    return refuse('unprocessable', 'staff.enrolment_over', { next: 'staff.enrolment_over_next' })
  return plan
}

function unsealed(crypto: FieldCrypto, enrolment: string): Plan | undefined {
  try {
    return JSON.parse(crypto.open(Buffer.from(enrolment, 'base64url'), PLACE)) as Plan
  } catch {
    return undefined
  }
}

export function secretOf(plan: Plan): Buffer {
  return fromBase32(plan.totp_secret)
}

function otpauthUrl(username: string, secret: string): string {
  const issuer = encodeURIComponent('暖心 Nuanxin')
  return `otpauth://totp/${issuer}:${encodeURIComponent(username)}?secret=${secret}&issuer=${issuer}&algorithm=SHA1&digits=6&period=30`
}
