import { addMinutes } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { readIn } from '../../../platform/database/transact.ts'
import { sessionsOf } from '../queries/sessions.ts'
import {
  findStaffMember,
  invitationExpiry,
  postsOf,
  staffInScope,
  type StaffPostRow,
  type StaffRow,
} from '../queries/staff.ts'
import { IDLE_MINUTES } from '../rules/index.ts'

type RoleName = (role: Role) => string

interface Filter {
  search?: string | undefined
  state?: string | undefined
  role?: Role | undefined
  cursor?: string | undefined
  limit: number
}

/** A page of the accounts in scope with the posts they hold or will hold. */
export async function listStaff(db: Database, call: Call, filter: Filter, roleName: RoleName) {
  const after = decodeCursor(filter.cursor, ['number', 'uuid'])
  return readIn(db, call, async (tx) => {
    const found = await staffInScope(tx, call, {
      search: filter.search === '' ? undefined : filter.search,
      state: filter.state,
      role: filter.role,
      after,
      limit: filter.limit,
    })
    const rows = found.slice(0, filter.limit)
    const ids = rows.map((row) => row.account_id)
    const posts = Map.groupBy(await postsOf(tx, ids, call.today, false), (post) => post.account_id)
    const last = rows.at(-1)
    return {
      items: rows.map((row) => memberOf(row, posts.get(row.account_id) ?? [], roleName)),
      next_cursor: found.length > filter.limit && last ? encodeCursor([last.division, last.account_id]) : null,
    }
  })
}

function memberOf(row: StaffRow, posts: readonly StaffPostRow[], roleName: RoleName) {
  return { ...row, posts: posts.map((post) => ({ ...post, role_name: roleName(post.role) })) }
}

/** One account with all its posts. @throws Refusal not_found outside the scope */
export async function getStaffMember(db: Database, call: Call, accountId: Uuid, roleName: RoleName) {
  return readIn(db, call, async (tx) => {
    const row = await findStaffMember(tx, call, accountId)
    if (!row) return refuse('not_found', 'platform.not_found')
    const posts = await postsOf(tx, [accountId], call.today, true)
    const alive = await sessionsOf(tx, {
      district: row.district,
      account_id: accountId,
      token_hash: null,
      now: call.now,
      alive_since: addMinutes(call.now, -IDLE_MINUTES),
    })
    return {
      ...memberOf(row, posts, roleName),
      invitation_expires_at: await invitationExpiry(tx, row.district, accountId, call.now),
      sessions_alive: alive.length,
    }
  })
}
