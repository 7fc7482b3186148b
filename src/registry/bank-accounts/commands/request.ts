import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Issue, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { inBulk } from '../../../platform/database/bulk.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { insertRows, jsonRows } from '../../../platform/database/rows.ts'
import { command } from '../../../platform/database/transact.ts'
import { noticePlace, numberPlace } from './open.ts'
import {
  type Bank,
  findPayees,
  type HeldAccount,
  holdersOf,
  listBanks,
  lockAccounts,
  type Payee,
} from '../queries/index.ts'
import { checkNumber, type Kind, tidyNumber, type Warning } from '../rules.ts'

export interface AccountRequest {
  id: Uuid
  person_id: Uuid
  kind: Kind
  bank_code: string
  branch?: string | undefined
  /** As written on the card or passbook. */
  number: string
  /** The person's own name when absent. */
  holder_name?: string | undefined
  reason: string
  shared_reason?: string | undefined
  warning_reason?: string | undefined
}

/**
 * Asks for an account of a person to be used from now on. Nothing changes until another account approves and the cooling-off is over.
 * @throws Refusal not_found for persons out of reach; bad_input with issues at their fields: `number_form`, `card_length`,
 *   `card_check_digit`, `bank_unknown`, `warning_reason_needed`, `shared_reason_needed`; conflict `change_pending`, `same_number`
 */
export function requestAccount(db: Database, call: Call, input: AccountRequest): Promise<{ version_id: Uuid }> {
  const subject = { kind: 'person', id: input.person_id }
  return command(db, call, { name: 'bank_accounts.request', input, subject }, async (tx) => {
    await writeRequests(tx, call, [input], (_index, field) => field)
    return { result: { version_id: input.id }, detail: { version_id: input.id } }
  })
}

/** The same for many people at once, such as a list the bank gave: all or none. Issues name the row: `accounts.3.number`. */
export function importAccounts(
  db: Database,
  call: Call,
  input: { accounts: readonly AccountRequest[] },
): Promise<{ version_ids: Uuid[] }> {
  return command(db, call, { name: 'bank_accounts.import', input }, async (tx) => {
    await writeRequests(tx, call, input.accounts, (index, field) => `accounts.${index}.${field}`)
    return {
      result: { version_ids: input.accounts.map((one) => one.id) },
      detail: { accounts: input.accounts.length },
    }
  })
}

type PlaceOf = (index: number, field: string) => string

interface Checked {
  request: AccountRequest
  payee: Payee
  digits: string
  number_hmac: Buffer
  warnings: Warning[]
}

const issue = (place: string, code: string, params?: Issue['params']): Issue =>
  params === undefined ? { place, code: `bank_accounts.${code}` } : { place, code: `bank_accounts.${code}`, params }

async function writeRequests(tx: Tx, call: Call, requests: readonly AccountRequest[], placeOf: PlaceOf): Promise<void> {
  const { district } = call.actor
  const payees = await findPayees(
    tx,
    call,
    requests.map((one) => one.person_id),
  )
  if (requests.some((one) => payees.get(one.person_id)?.district !== district)) {
    refuse('not_found', 'bank_accounts.person_not_found')
  }
  const checked = checkAll(call, requests, payees, await listBanks(tx), placeOf)
  await inBulk(tx, checked.length, async () => {
    await openAccounts(tx, call, checked)
    const held = await lockAccounts(tx, district, [...payees.keys()], call.now)
    const accounts = new Map(held.map((one) => [one.person_id, one]))
    await refuseShared(tx, call, checked, placeOf)
    refusePending(checked, accounts, placeOf)
    await insertVersions(tx, call, checked, accounts)
  })
}

function checkAll(
  call: Call,
  requests: readonly AccountRequest[],
  payees: ReadonlyMap<Uuid, Payee>,
  banks: readonly Bank[],
  placeOf: PlaceOf,
): Checked[] {
  const issues: Issue[] = []
  const seen = new Set<Uuid>()
  const checked = requests.flatMap((request, index): Checked[] => {
    const payee = payees.get(request.person_id)
    const bank = banks.find((one) => one.code === request.bank_code)
    if (!payee || seen.has(request.person_id)) {
      issues.push(issue(placeOf(index, 'person_id'), 'person_twice'))
      return []
    }
    seen.add(request.person_id)
    if (!bank) {
      issues.push(issue(placeOf(index, 'bank_code'), 'bank_unknown'))
      return []
    }
    const digits = tidyNumber(request.number)
    const outcome = checkNumber(request.kind, digits, bank)
    if ('fault' in outcome) {
      issues.push(issue(placeOf(index, 'number'), outcome.fault))
      return []
    }
    const warnings = [...outcome.warnings]
    if ((request.holder_name ?? payee.name) !== payee.name) warnings.push('holder_differs')
    if (warnings.length > 0 && request.warning_reason === undefined) {
      for (const code of warnings) issues.push(issue(placeOf(index, 'warning_reason'), `warning_${code}`))
    }
    return [{ request, payee, digits, warnings, number_hmac: call.crypto.keyedHash(digits, 'bank_account.number') }]
  })
  if (issues.length > 0) refuse('bad_input', 'platform.bad_input', { issues })
  return checked
}

async function openAccounts(tx: Tx, call: Call, checked: readonly Checked[]): Promise<void> {
  const rows = checked.map(({ payee }) => ({
    district: payee.district,
    id: call.newId(),
    community: payee.community,
    family_id: payee.family_id,
    person_id: payee.id,
  }))
  await sql`insert into bank_account (district, id, community, family_id, person_id, created_at)
    select r.district, r.id, r.community, r.family_id, r.person_id, ${call.now}::timestamptz
    from jsonb_to_recordset(${jsonRows(rows)}::jsonb) as r(district int, id uuid, community bigint, family_id uuid, person_id uuid)
    on conflict on constraint bank_account_of_person do nothing`.execute(tx)
}

/** A couple may share an account: then somebody says so. */
async function refuseShared(tx: Tx, call: Call, checked: readonly Checked[], placeOf: PlaceOf): Promise<void> {
  const others = await holdersOf(
    tx,
    call,
    call.actor.district,
    checked.map((one) => one.number_hmac),
  )
  const known = [...others, ...checked.map(({ number_hmac, payee }) => ({ number_hmac, person_id: payee.id }))]
  const byNumber = Map.groupBy(known, (one) => one.number_hmac.toString('hex'))
  const issues = checked.flatMap(({ request, payee, number_hmac }, index) => {
    const holders = new Set((byNumber.get(number_hmac.toString('hex')) ?? []).map((one) => one.person_id))
    holders.delete(payee.id)
    return holders.size > 0 && request.shared_reason === undefined
      ? [issue(placeOf(index, 'shared_reason'), 'shared_reason_needed', { count: holders.size })]
      : []
  })
  if (issues.length > 0) refuse('bad_input', 'platform.bad_input', { issues })
}

function refusePending(checked: readonly Checked[], accounts: ReadonlyMap<Uuid, HeldAccount>, placeOf: PlaceOf): void {
  for (const [index, { payee, number_hmac }] of checked.entries()) {
    const account = accounts.get(payee.id)
    const place = placeOf(index, 'person_id')
    if (account?.pending) {
      refuse('conflict', 'bank_accounts.change_pending', { place, next: 'bank_accounts.change_pending_next' })
    }
    if (account?.number_hmac?.equals(number_hmac)) refuse('conflict', 'bank_accounts.same_number', { place })
  }
}

async function insertVersions(
  tx: Tx,
  call: Call,
  checked: readonly Checked[],
  accounts: ReadonlyMap<Uuid, HeldAccount>,
): Promise<void> {
  const rows = checked.map(({ request, payee, digits, warnings, number_hmac }) => {
    const account = accounts.get(payee.id)
    if (!account) throw new Error('Every payee has an account here.')
    return {
      district: payee.district,
      id: request.id,
      community: payee.community,
      account_id: account.id,
      family_id: payee.family_id,
      person_id: payee.id,
      seq: account.last_seq + 1,
      kind: request.kind,
      bank_code: request.bank_code,
      branch: request.branch ?? null,
      holder_name: request.holder_name ?? payee.name,
      number_cipher: call.crypto.seal(digits, numberPlace(request.id)),
      number_hmac,
      last4: digits.slice(-4),
      reason: request.reason,
      shared_reason: request.shared_reason ?? null,
      warnings,
      warning_reason: request.warning_reason ?? null,
      state: 'requested',
      requested_by: call.actor.account_id,
      requested_at: call.now,
    }
  })
  await insertRows(tx, 'bank_account_version', rows).catch((error: unknown) => {
    if (constraintOf(error) === 'bank_account_version_one_request') refuse('conflict', 'bank_accounts.change_pending')
    throw error
  })
  await leaveNotices(tx, call, checked)
}

/**
 * Whom to tell once the change is approved: the contact as it is now, before whoever asks, or somebody with her, writes another one into the
 * register; and the one before it where it was changed shortly ago.
 */
async function leaveNotices(tx: Tx, call: Call, checked: readonly Checked[]): Promise<void> {
  const rows = checked.map(({ request: { id }, payee }) => {
    const open = (column: 'phone' | 'former_phone') => {
      const cipher = payee[`${column}_cipher`]
      return cipher === null ? null : call.crypto.open(cipher, `person.${column}_cipher:${payee.id}`)
    }
    const [phone, former] = [open('phone'), open('former_phone')]
    const sealed = (text: string | null, column: 'phone' | 'former_phone') =>
      text === null ? null : call.crypto.seal(text, noticePlace(id, column))
    return {
      district: payee.district,
      version_id: id,
      community: payee.community,
      family_id: payee.family_id,
      phone_cipher: sealed(phone, 'phone'),
      former_phone_cipher: sealed(former === phone ? null : former, 'former_phone'),
      state: 'waiting',
      created_at: call.now,
    }
  })
  await insertRows(tx, 'bank_account_notice', rows)
}
