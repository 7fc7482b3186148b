import { sql } from 'kysely'
import { addMinutes, type CivilDate } from '../../../kernel/calendar.ts'
import { codeOfDistrict } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { inBulk } from '../../../platform/database/bulk.ts'
import { jsonRows } from '../../../platform/database/rows.ts'
import { command } from '../../../platform/database/transact.ts'
import { coolingDays, holdersOf, type LockedVersion, lockVersions } from '../queries/index.ts'

const DAY_MINUTES = 1_440

async function lockAll(tx: Tx, call: Call, ids: readonly Uuid[]): Promise<LockedVersion[]> {
  const versions = await lockVersions(tx, call, ids)
  if (versions.length < new Set(ids).size) refuse('not_found', 'bank_accounts.request_not_found')
  return versions
}

/**
 * Approves requests of another account, one or many. Each takes effect when the cooling-off of today is over, and ends the version
 * before it at that moment; the family is to be told, through the contact it had when the change was asked for.
 * @throws Refusal not_found `request_not_found`; conflict `already_decided`; not_allowed `own_request`; unprocessable `shared_unexplained`
 */
export function approveAccounts(
  db: Database,
  call: Call,
  input: { version_ids: readonly Uuid[] },
): Promise<{ approved: number; effective_at: string }> {
  const { district, account_id } = call.actor
  return command(db, call, { name: 'bank_accounts.approve', input }, async (tx) => {
    const versions = await lockAll(tx, call, input.version_ids)
    if (versions.some((one) => one.state !== 'requested')) refuse('conflict', 'bank_accounts.already_decided')
    if (versions.some((one) => one.requested_by === account_id)) {
      refuse('not_allowed', 'bank_accounts.own_request', { next: 'bank_accounts.own_request_next' })
    }
    await refuseUnexplained(tx, call, versions)
    const cooling = await coolingDays(tx, district, call.today)
    const effective_at = addMinutes(call.now, cooling * DAY_MINUTES)
    const ids = versions.map((one) => one.id)
    await inBulk(tx, versions.length, async () => {
      await sql`update bank_account_version v set ended_at = ${effective_at}::timestamptz
        where v.district = ${district}::int and v.account_id = any(${versions.map((one) => one.account_id)}::uuid[])
          and v.state = 'approved' and v.ended_at is null`.execute(tx)
      await sql`update bank_account_version v set state = 'approved', approved_by = ${account_id}::uuid, approved_at = ${call.now}::timestamptz,
          cooling_days = ${cooling}::int, effective_at = ${effective_at}::timestamptz
        where v.district = ${district}::int and v.id = any(${ids}::uuid[]) and v.state = 'requested'`.execute(tx)
      await announce(tx, call, versions)
    })
    const [only] = versions.length === 1 ? versions : []
    return {
      result: { approved: ids.length, effective_at },
      ...(only ? { subject: { kind: 'person', id: only.person_id } } : {}),
      detail: { version_ids: ids, cooling_days: cooling },
    }
  })
}

/** Whoever asked may have seen less than the approver does: a number two people share needs its reason here at the latest. */
async function refuseUnexplained(tx: Tx, call: Call, versions: readonly LockedVersion[]): Promise<void> {
  const holders = await holdersOf(
    tx,
    call,
    call.actor.district,
    versions.map((one) => one.number_hmac),
  )
  const shared = versions.filter(
    (one) =>
      one.shared_reason === null &&
      holders.some((other) => other.person_id !== one.person_id && other.number_hmac.equals(one.number_hmac)),
  )
  if (shared.length > 0) {
    refuse('unprocessable', 'bank_accounts.shared_unexplained', {
      params: { count: shared.length },
      next: 'bank_accounts.shared_unexplained_next',
    })
  }
}

/** Other rooms hear of the change; whom to tell stands since the request. */
async function announce(tx: Tx, call: Call, versions: readonly LockedVersion[]): Promise<void> {
  const messages = versions.map(({ id, community, person_id, family_id }) => ({
    id: call.newId(),
    dedupe_key: id,
    payload: { community, version_id: id, person_id, family_id },
  }))
  await sql`insert into outbox (district, id, topic, dedupe_key, payload, created_at)
    select ${call.actor.district}::int, m.id, 'bank_account.changed', m.dedupe_key, m.payload, ${call.now}::timestamptz
    from jsonb_to_recordset(${jsonRows(messages)}::jsonb) as m(id uuid, dedupe_key text, payload jsonb)
    on conflict on constraint outbox_once do nothing`.execute(tx)
}

/** Says no to a request. @throws Refusal not_found; conflict `already_decided` */
export function refuseAccount(
  db: Database,
  call: Call,
  input: { version_id: Uuid; reason: string },
): Promise<{ version_id: Uuid }> {
  return stop(db, call, { name: 'bank_accounts.refuse', input, why: 'refused' })
}

/**
 * Takes a change back before it is in effect: the one who asked takes back her own request; the family objects to a request or to an
 * approved change that still cools off, and the former account goes on as if nothing had been.
 * @throws Refusal not_found; conflict `already_decided`, `in_effect`; not_allowed `not_your_request`
 */
export function cancelAccount(
  db: Database,
  call: Call,
  input: { version_id: Uuid; by: 'requester' | 'family'; reason: string },
): Promise<{ version_id: Uuid }> {
  return stop(db, call, { name: 'bank_accounts.cancel', input, why: input.by })
}

interface Stop {
  name: string
  input: { version_id: Uuid; reason: string }
  why: 'refused' | 'requester' | 'family'
}

function stop(db: Database, call: Call, { name, input, why }: Stop): Promise<{ version_id: Uuid }> {
  return command(db, call, { name, input }, async (tx) => {
    const [version] = await lockAll(tx, call, [input.version_id])
    if (!version) return refuse('not_found', 'bank_accounts.request_not_found')
    const cooling = version.state === 'approved' && version.effective_at !== null && version.effective_at > call.now
    if (version.state === 'approved' && !cooling) refuse('conflict', 'bank_accounts.in_effect')
    const open = version.state === 'requested' || (why === 'family' && cooling)
    if (!open) refuse('conflict', 'bank_accounts.already_decided')
    if (why === 'requester' && version.requested_by !== call.actor.account_id) {
      refuse('not_allowed', 'bank_accounts.not_your_request')
    }
    await sql`update bank_account_version set state = ${why === 'refused' ? 'refused' : 'cancelled'}, ended_at = null,
        stopped_by = ${call.actor.account_id}::uuid, stopped_at = ${call.now}::timestamptz, stopped_why = ${why}, stop_reason = ${input.reason}
      where district = ${version.district}::int and id = ${version.id}::uuid and state = ${version.state}`.execute(tx)
    if (cooling) {
      await sql`update bank_account_version set ended_at = null where district = ${version.district}::int
        and account_id = ${version.account_id}::uuid and state = 'approved' and ended_at = ${version.effective_at}::timestamptz`.execute(
        tx,
      )
    }
    return {
      result: { version_id: version.id },
      subject: { kind: 'person', id: version.person_id },
      detail: { version_id: version.id, why },
    }
  })
}

/**
 * Writes down that the family was told of a change, and how: by anybody of the place but the one who asked for it.
 * @throws Refusal not_found; not_allowed `own_telling`; conflict `not_approved`, `already_told`
 */
export function markTold(
  db: Database,
  call: Call,
  input: { version_id: Uuid; channel: Channel },
): Promise<{ version_id: Uuid }> {
  return command(db, call, { name: 'bank_accounts.told', input }, async (tx) => {
    const versions = await tell(tx, call, [input.version_id], input.channel)
    const [version] = versions
    return { result: { version_id: input.version_id }, ...(version ? subjectOf(version) : {}) }
  })
}

const subjectOf = ({ person_id }: LockedVersion) => ({ subject: { kind: 'person', id: person_id } })

/** The same for many families at once, all or none. @throws as `markTold` */
export function markAllTold(
  db: Database,
  call: Call,
  input: { version_ids: readonly Uuid[]; channel: Channel },
): Promise<{ told: number }> {
  return command(db, call, { name: 'bank_accounts.told_together', input }, async (tx) => {
    const versions = await tell(tx, call, input.version_ids, input.channel)
    const version_ids = versions.map((one) => one.id)
    return { result: { told: versions.length }, detail: { version_ids, channel: input.channel } }
  })
}

type Channel = 'phone' | 'sms' | 'letter' | 'visit'

async function tell(tx: Tx, call: Call, version_ids: readonly Uuid[], channel: Channel): Promise<LockedVersion[]> {
  const { district, account_id } = call.actor
  const versions = await lockAll(tx, call, version_ids)
  if (versions.some((one) => one.requested_by === account_id))
    refuse('not_allowed', 'bank_accounts.own_telling', { next: 'bank_accounts.own_telling_next' })
  if (versions.some((one) => one.effective_at === null))
    refuse('conflict', 'bank_accounts.not_approved', { next: 'bank_accounts.not_approved_next' })
  const ids = versions.map((one) => one.id)
  const told = await sql`update bank_account_notice n set state = 'told', told_by = ${account_id}::uuid,
      told_at = ${call.now}::timestamptz, channel = ${channel}
    where n.district = ${district}::int and n.version_id = any(${ids}::uuid[]) and n.state = 'waiting'`.execute(tx)
  if (told.numAffectedRows !== BigInt(ids.length)) refuse('conflict', 'bank_accounts.already_told')
  return versions
}

/** Sets how many days an approved account cools off from a day on. @throws Refusal unprocessable `set_backwards`; conflict `set_already` */
export function setCooling(
  db: Database,
  call: Call,
  input: { cooling_days: number; valid_from: CivilDate },
): Promise<{ cooling_days: number }> {
  const division = codeOfDistrict(call.actor.district)
  return command(db, call, { name: 'bank_accounts.configure', input, detail: { ...input } }, async (tx) => {
    if (input.valid_from < call.today) refuse('unprocessable', 'bank_accounts.set_backwards', { place: 'valid_from' })
    const set = await sql`insert into bank_account_setting (division, valid_from, cooling_days, set_by, created_at)
      values (${division}::bigint, ${input.valid_from}::date, ${input.cooling_days}::int, ${call.actor.account_id}::uuid,
        ${call.now}::timestamptz) on conflict do nothing`.execute(tx)
    if (set.numAffectedRows !== 1n) refuse('conflict', 'bank_accounts.set_already', { place: 'valid_from' })
    return { result: { cooling_days: input.cooling_days } }
  })
}
