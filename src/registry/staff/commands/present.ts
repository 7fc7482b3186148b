import { civilDateOf } from '../../../kernel/calendar.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { asSystem } from '../../../platform/database/transact.ts'
import { findAccount, findInstallation, personas, type PostRow, postsHeld } from '../queries/accounts.ts'
import { houseOf, type Moment } from './house.ts'
import { scopeOfDistrict } from './trace.ts'

type RoleName = (role: Role) => string

function postOf(row: PostRow, roleName: RoleName) {
  const { post_id, role, title, division, division_name } = row
  return { post_id, role, role_name: roleName(role), title, division, division_name }
}

/** What every page asks first: who is here, in which post, what she may do, and how the installation stands. */
export async function presentSession(
  db: Database,
  moment: Moment,
  who: { call: Call | undefined; permissions: ReadonlySet<string>; roleName: RoleName },
) {
  const today = who.call?.today ?? civilDateOf(moment.now)
  const actor = who.call?.actor
  return asSystem(db, scopeOfDistrict(0), async (tx) => {
    const installation = await findInstallation(tx)
    const state = installation?.state ?? 'empty'
    const account = actor ? await findAccount(tx, actor.account_id) : undefined
    const posts = actor ? await postsHeld(tx, actor.account_id, today) : []
    const active = posts.find((post) => post.post_id === actor?.post_id)
    const people = state === 'demonstration' ? await personas(tx, today) : undefined
    return {
      signed_in: actor !== undefined,
      first_run: state === 'empty' || state === 'loading',
      demo: state === 'demonstration',
      installation: state,
      loaded_percent: installation?.loaded_percent ?? 0,
      passwords: houseOf(db).password_profile,
      today,
      ...(account
        ? {
            account: {
              account_id: account.account_id,
              username: account.username,
              display_name: account.display_name,
              persona: account.persona,
            },
          }
        : {}),
      posts: posts.map((post) => postOf(post, who.roleName)),
      ...(active ? { active_post: { ...postOf(active, who.roleName), scope: { lo: active.lo, hi: active.hi } } } : {}),
      permissions: [...who.permissions].toSorted(),
      ...(people
        ? {
            personas: people.map(({ persona_id, title, display_name, role, division_name }) => ({
              persona_id,
              title,
              display_name,
              role,
              role_name: who.roleName(role),
              division_name,
              active: persona_id === actor?.account_id,
            })),
          }
        : {}),
    }
  })
}
