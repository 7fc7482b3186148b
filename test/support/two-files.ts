import { addDays, civilDate, type Instant } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { findChecks, runChecks } from '../../src/platform/database/checks.ts'
import { runEligibility } from '../../src/promises/entitlements/index.ts'
import { approveAccounts, importAccounts } from '../../src/registry/bank-accounts/index.ts'
import { changeFamily, closeFamily } from '../../src/registry/families/commands/index.ts'
import type { FamilyDraft } from '../../src/registry/families/rules/draft.ts'
import { callOf } from './app.ts'
import { accountRequest } from './bank-accounts.ts'
import type { TestDatabase } from './database.ts'
import { cashOf, createOf, enactFor } from './drafts.ts'
import { PANLONG } from './entitlements.ts'
import { COMMUNITY, idOf, registerForTest } from './families.ts'
import { deliver } from './outbox.ts'
import { makePayRoom, type PayRoom } from './rounds.ts'

// A desk at which files are opened, closed by mistake and opened anew, and whoever is owed money is paid, on 15 December 2026.

export const TODAY = civilDate('2026-12-15')
const DECEMBER = '2026-12-15T02:00:00.000Z' as Instant

/** A file whose parents have accounts. */
export interface File {
  draft: FamilyDraft
  family_id: Uuid
  persons: Uuid[]
}

type Identity = FamilyDraft['members'][number]['identity']
const sexOf = (i: number) => (i === 0 ? ('male' as const) : ('female' as const))
const birthOf = (n: number, i: number) => addDays(civilDate(i === 0 ? '1948-03-05' : '1950-07-21'), n)

/** `bereavedCouple(n)` under these numbers; the parents say their sex and birth themselves, for who has none. */
function under(draft: FamilyDraft, n: number, ids: readonly Identity[]): FamilyDraft {
  const members = draft.members.map((member, i) => {
    const identity = ids[i]
    return identity ? { ...member, identity, sex: sexOf(i), birth_date: birthOf(n, i) } : member
  })
  return { ...draft, members }
}

/** The couple `n` under other numbers, of their births and sexes and with right check digits. */
export function mistyped(draft: FamilyDraft, n: number): FamilyDraft {
  const ids = [0, 1].map((i) => ({
    kind: 'resident' as const,
    number: idOf(9000 + n * 10 + i, birthOf(n, i), sexOf(i)),
  }))
  return under(draft, n, ids)
}

/** The couple `n` whose numbers nobody knows. */
export function unnumbered(draft: FamilyDraft, n: number): FamilyDraft {
  return under(draft, n, [{ kind: 'none' }, { kind: 'none' }])
}

/** The same people, registered in November. */
export function registeredAnew(draft: FamilyDraft): FamilyDraft {
  return { ...draft, community: COMMUNITY, registered_on: civilDate('2026-11-01') }
}

/** Others under the same numbers: a certificate has one number in the district. */
export function otherCertificates(draft: FamilyDraft): FamilyDraft {
  return { ...draft, certificates: draft.certificates.map((one) => ({ ...one, number: `${one.number}9` })) }
}

/** Where it happens, and how many accounts have been given. */
export interface Desk {
  db: TestDatabase
  pay: PayRoom
  cards: number
}

export async function makeDesk(db: TestDatabase): Promise<Desk> {
  const pay = await makePayRoom(db)
  pay.clock.now = DECEMBER
  return { db, pay, cards: 700 }
}

/** Registers a family and gives its parents accounts. */
export async function opens(desk: Desk, draft: FamilyDraft): Promise<File> {
  const { db, pay } = desk
  const [family] = await registerForTest(db, pay.officer, [draft])
  const persons = family?.person_ids.slice(0, 2) ?? []
  const at = (now: string) => ({ now: now as Instant })
  const accounts = persons.map((person) => accountRequest(person, (desk.cards += 1)))
  const asked = callOf(db, pay.officer, at('2026-10-01T02:00:00.000Z'))
  const { version_ids } = await importAccounts(db.db, asked, { accounts })
  await approveAccounts(db.db, callOf(db, pay.approver, at('2026-10-01T03:00:00.000Z')), { version_ids })
  return { draft, family_id: family?.id as Uuid, persons }
}

/** Closes a file by mistake, on 10 September. */
export async function closes({ db, pay }: Desk, { family_id }: File): Promise<void> {
  const end = {
    family_id,
    version: await versionOf(db, family_id),
    state: 'moved' as const,
    on: civilDate('2026-09-10'),
  }
  await closeFamily(db.db, pay.call(pay.officer), { ...end, reason: '误销户' })
}
async function versionOf(db: TestDatabase, family_id: Uuid): Promise<number> {
  const { rows } = await db.admin.query<{ version: number }>('select version from family where id = $1', [family_id])
  return rows[0]?.version ?? 0
}
/** The old file is closed, a new one opened, and a run finds the same people again. */
export async function opensAnew(desk: Desk, old: File, draft: FamilyDraft = old.draft): Promise<File> {
  await closes(desk, old)
  const anew = await opens(desk, registeredAnew(draft))
  await runs(desk)
  return anew
}
/** A run of today over the district. */
export async function runs({ db, pay }: Desk): Promise<void> {
  await runEligibility(db.db, pay.call(pay.officer), { division: PANLONG, as_of: TODAY, apply: true })
}

/** Composes what is due, and lets the bank pay all of it. */
export async function pays({ pay }: Desk, title: string, policies: readonly Uuid[] = pay.policies): Promise<Uuid> {
  const { id } = await pay.compose(title, { as_of: TODAY, policies })
  if ((await pay.lines(id)).length > 0) {
    await pay.send(id)
    await pay.answer(id, await pay.answerTo(id))
  }
  return id
}

/** Sets the numbers of a file, as an officer does who has seen the ID cards. */
export async function putsRight({ db, pay }: Desk, { family_id, persons }: File, draft: FamilyDraft): Promise<void> {
  const members = persons.map((person_id, i) => ({ person_id, set: { identity: draft.members[i]?.identity as never } }))
  const version = await versionOf(db, family_id)
  await changeFamily(db.db, pay.call(pay.officer), { family_id, version, change: { members } })
}
/** What rooms have told one another has arrived. */
export const delivered = ({ db }: Desk) => deliver(db, DECEMBER)

/** The yuan each of these people was paid or is being paid, with the months that take nothing because they were given elsewhere. */
export async function paidTo({ db }: Desk, persons: readonly Uuid[]): Promise<string[]> {
  const { rows } = await db.admin.query<{ said: string }>(
    `select concat_ws(' ', p.period, (p.amount_fen / 100)::text, p.state, (select 'without ' || sum((part ->> 'months')::int)
        from jsonb_array_elements(p.parts) part where part ->> 'cut' = 'elsewhere')) as said
     from payment p where p.person_id = any($1) and p.state <> 'void' order by 1`,
    [persons],
  )
  return rows.map((row) => row.said)
}
/** Why these people are not in the round. */
export async function leftOut({ db }: Desk, round: Uuid, persons: readonly Uuid[]): Promise<string[]> {
  const { rows } = await db.admin.query<{ reason: string }>(
    `select distinct l.reason from payment_left_out l join entitlement e on e.id = l.entitlement_id
     where l.round_id = $1 and e.person_id = any($2) order by 1`,
    [round, persons],
  )
  return rows.map((row) => row.reason)
}

/** Puts a monthly sum in force for whoever is so old. */
export async function enactsFrom(
  { db, pay }: Desk,
  least: number,
  { yuan, name_zh }: { yuan: number; name_zh: string },
): Promise<{ id: Uuid; code: string }> {
  const rule = { combinator: 'and' as const, rules: [{ field: 'age', operator: 'between', value: [least, 100] }] }
  const id = (await enactFor(db, pay, createOf(cashOf(yuan, { rule }), { name_zh }))).policy_id as Uuid
  const { rows } = await db.admin.query<{ code: string }>('select code from policy where id = $1', [id])
  return { id, code: rows[0]?.code ?? '' }
}

/** What the always-true queries of all rooms say. */
export async function faultsAt({ db }: Pick<Desk, 'db'>): Promise<string[]> {
  return (await runChecks(db.admin, findChecks('src'))).map((fault) => String(fault.first['fault']))
}
