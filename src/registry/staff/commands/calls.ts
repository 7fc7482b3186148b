import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import { interval } from '../../../kernel/division-code.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { FieldCrypto } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { asSystem } from '../../../platform/database/transact.ts'
import { findAccountByUsername, postsHeld } from '../queries/accounts.ts'
import { actorOf } from './authenticate.ts'
import { NOBODY } from './house.ts'
import { scopeOfDistrict } from './trace.ts'

export interface CallParts {
  now: Instant
  today: CivilDate
  crypto: FieldCrypto
  newId: Call['newId']
  idempotency_key?: string | null
  reason?: string | null
  locale?: 'zh' | 'en'
}

function callWith(parts: CallParts, actor: Call['actor']): Call {
  return {
    actor,
    now: parts.now,
    today: parts.today,
    request_id: parts.newId(),
    idempotency_key: parts.idempotency_key ?? null,
    reason: parts.reason ?? null,
    locale: parts.locale ?? 'zh',
    crypto: parts.crypto,
    newId: parts.newId,
  }
}

/**
 * The installation itself acting over a division, for whoever holds the terminal: loading the demonstration, inviting the only
 * administrator again. In the trail it is nobody's account in the role of administrator.
 */
export function systemCall(parts: CallParts & { division: number }): Call {
  const { lo, hi } = interval(parts.division)
  return callWith(parts, {
    account_id: NOBODY,
    post_id: NOBODY,
    display_name: '系统',
    role: 'administrator',
    scope: { lo, hi },
    division: parts.division,
    district: Math.floor(parts.division / 1_000_000),
  })
}

/**
 * A call in the name of an account, for the command line and the demonstration: the first post it holds on `today`, the one with the
 * given role, or, when only one of several posts may do what is asked, that one. Scope, permissions and trail are that person's.
 * @throws Refusal not_found staff.no_such_account; not_allowed staff.account_closed or staff.no_post
 */
export async function callAs(
  db: Database,
  username: string,
  parts: CallParts & { role?: Call['actor']['role'] | undefined; may?: (role: Call['actor']['role']) => boolean },
): Promise<Call> {
  const { account, posts } = await asSystem(db, scopeOfDistrict(0), async (tx) => {
    const found = await findAccountByUsername(tx, username.toLowerCase())
    return { account: found, posts: found ? await postsHeld(tx, found.account_id, parts.today) : [] }
  })
  if (!account) return refuse('not_found', 'staff.no_such_account', { params: { username } })
  if (account.state !== 'active') return refuse('not_allowed', 'staff.account_closed')
  const able = posts.find((p) => parts.may?.(p.role))
  const post = parts.role ? posts.find((p) => p.role === parts.role) : (able ?? posts[0])
  if (!post) return refuse('not_allowed', 'staff.no_post')
  return callWith(parts, actorOf({ ...post, account_id: account.account_id, display_name: account.display_name }))
}
