import { type RawBuilder, sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Held, Post } from '../rules/index.ts'

export interface WorkerPosts {
  display_name: string
  held: Held[]
}

/** The posts an account holds on a day; undefined when there is no such account or it is disabled. */
export async function heldPosts(tx: Tx, accountId: Uuid, on: CivilDate): Promise<WorkerPosts | undefined> {
  const { rows } = await sql<{ display_name: string; role: Role | null; lo: number; hi: number }>`
    select a.display_name, p.role, p.lo, p.hi from account a
    left join post p on p.account_id = a.id and p.valid_from <= ${on}::date and (p.valid_to is null or p.valid_to > ${on}::date)
    where a.id = ${accountId}::uuid and a.state <> 'disabled'`.execute(tx)
  const [first] = rows
  if (!first) return undefined
  const held = rows.flatMap(({ role, lo, hi }) => (role === null ? [] : [{ role, lo, hi }]))
  return { display_name: first.display_name, held }
}

const ROLE_OF_POST: Readonly<Record<Post, Role>> = { street: 'street_officer', community: 'community_worker' }

/** A row of family_contact that counts on the day: in force, and its account still holds a post that reaches the family. */
export function liveContact(alias: string, post: Post, today: CivilDate): RawBuilder<boolean> {
  const c = (column: string) => sql.ref(`${alias}.${column}`)
  return sql<boolean>`(${c('post')} = ${post} and ${c('valid_from')} <= ${today}::date
    and (${c('valid_to')} is null or ${c('valid_to')} > ${today}::date)
    and exists (select from post held join account who on who.id = held.account_id and who.state <> 'disabled'
      where held.account_id = ${c('account_id')} and held.role = ${ROLE_OF_POST[post]} and held.valid_from <= ${today}::date
        and (held.valid_to is null or held.valid_to > ${today}::date) and ${c('community')} >= held.lo and ${c('community')} < held.hi))`
}
