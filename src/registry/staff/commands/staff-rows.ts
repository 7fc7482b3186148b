import { sql } from 'kysely'
import type { CivilDate, Instant } from '../../../kernel/calendar.ts'
import { interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { refuseField } from './fields.ts'

export interface NewPost {
  post_id: Uuid
  account_id: Uuid
  role: Role
  division: number
  title: string
  valid_from: CivilDate
  valid_to: CivilDate | null
}

/** A person with her first post. */
export interface NewStaff extends NewPost {
  username: string
  display_name: string
  account_division: number
  state: 'invited' | 'active'
  persona: boolean
}

interface By {
  now: Instant
  granted_by: Uuid
}

/** Accounts with their first posts, any number in two statements. */
export async function insertStaff(tx: Tx, by: By, staff: readonly NewStaff[]): Promise<void> {
  const rows = staff.map(({ account_id, username, display_name, account_division, state, persona }) => ({
    id: account_id,
    username,
    display_name,
    division: account_division,
    district: Math.floor(account_division / 1_000_000),
    state,
    persona,
  }))
  try {
    await sql`insert into account (id, username, display_name, division, district, state, persona, created_at)
      select id, username, display_name, division, district, state, persona, ${by.now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r (id uuid, username text, display_name text, division bigint, district int, state text, persona boolean)`.execute(
      tx,
    )
  } catch (error) {
    if (constraintOf(error) === 'account_username') refuseField('username', 'staff.username_taken')
    throw error
  }
  await insertPosts(tx, by, staff)
}

/** The last guard of the two rules that a race could slip past the first one. */
export async function insertPosts(tx: Tx, by: By, posts: readonly NewPost[]): Promise<void> {
  const rows = posts.map(({ post_id, account_id, role, division, title, valid_from, valid_to }) => ({
    ...interval(division),
    id: post_id,
    account_id,
    role,
    division,
    title,
    valid_from,
    valid_to,
  }))
  try {
    await sql`insert into post (id, account_id, role, division, lo, hi, title, valid_from, valid_to, granted_by, created_at)
      select id, account_id, role, division, lo, hi, title, valid_from, valid_to, ${by.granted_by}::uuid, ${by.now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r (id uuid, account_id uuid, role text, division bigint, lo bigint, hi bigint, title text,
          valid_from date, valid_to date)`.execute(tx)
  } catch (error) {
    const constraint = constraintOf(error)
    if (constraint === 'post_duties_apart') refuseField('role', 'staff.duties_apart')
    if (constraint === 'post_once') refuse('conflict', 'staff.post_already')
    throw error
  }
}
