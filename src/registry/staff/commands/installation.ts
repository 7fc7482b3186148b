import { sql } from 'kysely'
import { refuse } from '../../../kernel/refusal.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { FieldCrypto } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { asSystem } from '../../../platform/database/transact.ts'
import { newTypedCode } from '../../../platform/one-time.ts'
import { findDivisions } from '../../divisions/index.ts'
import { findInstallation, type InstallationRow } from '../queries/accounts.ts'
import { ROLE_TIERS } from '../rules/index.ts'
import { houseOf } from './house.ts'
import { scopeOfDistrict } from './trace.ts'

export type InstallationState = InstallationRow['state']

export function setUpCodeHash(crypto: FieldCrypto, code: string): Buffer {
  return crypto.keyedHash(code, 'staff.set_up_code')
}

/**
 * At every start, before listening. An empty installation gets a new set-up code each time: the old one stops working, only the
 * hash of the new one is stored, and the caller prints it. `loading` means that loading the demonstration was broken off.
 */
export async function ensureInstallation(
  db: Database,
  parts: { clock: Clock; crypto: FieldCrypto },
): Promise<{ state: InstallationState; set_up_code?: string }> {
  const code = newTypedCode()
  const now = parts.clock.now()
  const state = await asSystem(db, scopeOfDistrict(0), async (tx) => {
    await sql`insert into installation (state, changed_at) values ('empty', ${now}::timestamptz) on conflict do nothing`.execute(
      tx,
    )
    await sql`update installation set set_up_code_hash = ${setUpCodeHash(parts.crypto, code)} where state = 'empty'`.execute(
      tx,
    )
    return (await findInstallation(tx))?.state ?? 'empty'
  })
  return state === 'empty' ? { state, set_up_code: code } : { state }
}

/**
 * Turns an empty installation into one that loads the demonstration; the set-up code stops working. True for the one caller
 * who may now load it.
 */
export function beginDemonstration(db: Database, clock: Clock): Promise<boolean> {
  return move(db, clock, 'empty', 'loading', 0)
}

/** For the loader: how far it is (0 to 100). */
export async function reportLoading(db: Database, percent: number): Promise<void> {
  await asSystem(db, scopeOfDistrict(0), (tx) =>
    sql`update installation set loaded_percent = ${Math.floor(percent)}::int where state = 'loading'`.execute(tx),
  )
}

/** The demonstration is loaded: its personas may be used from now on. */
export function finishDemonstration(db: Database, clock: Clock): Promise<boolean> {
  return move(db, clock, 'loading', 'demonstration', 100)
}

async function move(
  db: Database,
  clock: Clock,
  from: InstallationState,
  to: InstallationState,
  percent: number,
): Promise<boolean> {
  return asSystem(db, scopeOfDistrict(0), async (tx) => {
    const moved =
      await sql`update installation set state = ${to}, loaded_percent = ${percent}::int, set_up_code_hash = null,
      changed_at = ${clock.now()}::timestamptz where state = ${from}`.execute(tx)
    return moved.numAffectedRows === 1n
  })
}

/** The door on the first page. Asked twice it is loading already, which is what was wanted. */
export async function askForDemonstration(db: Database, clock: Clock): Promise<'loading' | 'demonstration'> {
  const start = houseOf(db).start_demonstration
  if (!start) return refuse('unavailable', 'staff.no_demonstration')
  if (await beginDemonstration(db, clock)) start()
  const state = (await asSystem(db, scopeOfDistrict(0), (tx) => findInstallation(tx)))?.state
  return state === 'loading' || state === 'demonstration' ? state : refuse('conflict', 'staff.already_set_up')
}

/** For choosing the association's place before anybody can sign in; nothing once the installation is set up. */
export async function findPlaces(db: Database, q: string): Promise<{ code: number; path_name: string }[]> {
  return asSystem(db, scopeOfDistrict(0), async (tx) => {
    if ((await findInstallation(tx))?.state !== 'empty') return []
    const found = await findDivisions(tx, { q, within: 0, limit: 40 })
    return found
      .filter((place) => ROLE_TIERS.administrator.includes(place.tier))
      .slice(0, 20)
      .map(({ code, path_name }) => ({ code, path_name }))
  })
}
