import type { Uuid } from '../../../kernel/ids.ts'
import { codeOfDistrict, contains } from '../../../kernel/division-code.ts'
import type { Fen } from '../../../kernel/money.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { command } from '../../../platform/database/transact.ts'
import { sql } from 'kysely'
import { type AppropriationRow, lockAccounts } from '../queries/index.ts'
import type { SourceKind } from '../rules.ts'
import { lockForPosting, needOpenYears, post } from './post.ts'

export interface NewSource {
  id: Uuid
  division: number
  kind: SourceKind
  name: string
}

/** Writes down who gives money. @throws Refusal unprocessable `funds.source_not_above`; conflict `funds.source_there` */
export function addSource(db: Database, call: Call, input: NewSource): Promise<{ source_id: Uuid }> {
  const { district } = call.actor
  const subject = { kind: 'fund_source', id: input.id }
  return command(db, call, { name: 'funds.add_source', input, subject }, async (tx) => {
    if (!contains(input.division, codeOfDistrict(district))) {
      refuse('unprocessable', 'funds.source_not_above', { place: 'division' })
    }
    await tx
      .insertInto('fund_source')
      .values({ district, ...input, created_by: call.actor.account_id, created_at: call.now })
      .execute()
      .catch((error: unknown) => {
        if (constraintOf(error) === 'fund_source_once') refuse('conflict', 'funds.source_there', { place: 'name' })
        throw error
      })
    return { result: { source_id: input.id } }
  })
}

export interface NewAppropriation {
  id: Uuid
  year: number
  source_id: Uuid
  purpose: string
  stated_fen: Fen
  document?: string | undefined
  origin: 'budget' | 'recovered'
}

/**
 * Enters an appropriation. It counts from the moment another account has confirmed it.
 * @throws Refusal unprocessable `funds.year_not_open`, `funds.purpose_unknown`; not_found `funds.source_not_found`
 */
export function enterAppropriation(
  db: Database,
  call: Call,
  input: NewAppropriation,
): Promise<{ appropriation_id: Uuid }> {
  const { district, account_id } = call.actor
  const subject = { kind: 'appropriation', id: input.id }
  return command(db, call, { name: 'funds.enter_appropriation', input, subject }, async (tx) => {
    await openYear(tx, district, input.year)
    await needOpenYears(tx, district, [input.year])
    await tx
      .insertInto('appropriation')
      .values({
        district,
        ...input,
        document: input.document ?? null,
        state: 'entered',
        created_by: account_id,
        created_at: call.now,
      })
      .execute()
      .catch((error: unknown) => {
        const constraint = constraintOf(error)
        if (constraint === 'appropriation_source') refuse('not_found', 'funds.source_not_found', { place: 'source_id' })
        if (constraint === 'appropriation_purpose')
          refuse('unprocessable', 'funds.purpose_unknown', { place: 'purpose' })
        throw error
      })
    return { result: { appropriation_id: input.id } }
  })
}

/** The books of a year begin with the first thing written in them. */
export async function openYear(tx: Tx, district: number, year: number): Promise<void> {
  await sql`insert into fund_period (district, year, state) values (${district}::int, ${year}::int, 'open') on conflict do nothing`.execute(
    tx,
  )
}

async function enteredAppropriation(tx: Tx, district: number, id: Uuid): Promise<AppropriationRow> {
  const [row] = await lockForPosting(tx, district, [id])
  if (!row) return refuse('not_found', 'funds.appropriation_not_found')
  if (row.state !== 'entered') refuse('conflict', 'funds.already_decided')
  return row
}

/**
 * Confirms what another account entered: from now on the money is there.
 * @throws Refusal not_found; conflict `funds.already_decided`; not_allowed `funds.own_entry`; unprocessable `funds.year_not_open`
 */
export function confirmAppropriation(db: Database, call: Call, id: Uuid): Promise<{ appropriation_id: Uuid }> {
  const { district, account_id } = call.actor
  const spec = { name: 'funds.confirm_appropriation', input: id, subject: { kind: 'appropriation', id } }
  return command(db, call, spec, async (tx) => {
    const row = await enteredAppropriation(tx, district, id)
    if (row.created_by === account_id) refuse('not_allowed', 'funds.own_entry', { next: 'funds.own_entry_next' })
    await sql`update appropriation set state = 'confirmed', confirmed_by = ${account_id}::uuid, confirmed_at = ${call.now}::timestamptz,
      version = version + 1 where district = ${district}::int and id = ${id}::uuid and state = 'entered'`.execute(tx)
    await openAccounts(tx, call, district, [row])
    const accounts = await lockAccounts(tx, district, { appropriations: [id], kinds: ['source', 'available'] })
    const [source, available] = (['source', 'available'] as const).map((kind) =>
      accounts.find((one) => one.kind === kind),
    )
    if (!source || !available) throw new Error('A confirmed appropriation has its accounts.')
    const posting = {
      id: call.newId(),
      district,
      year: row.year,
      kind: 'appropriate' as const,
      from_account: source.id,
      to_account: available.id,
      amount_fen: row.stated_fen,
      appropriation_id: id,
      ref: { id, kind: 'appropriation' },
      operation: 'confirm',
      happened_on: call.today,
      memo: null,
      reverses_id: null,
    }
    await post(tx, call, district, [posting], accounts)
    return { result: { appropriation_id: id }, detail: { amount_fen: row.stated_fen } }
  })
}

/** The three accounts of each appropriation, and the account of each source in the year, where they are not there yet. */
export async function openAccounts(
  tx: Tx,
  call: Call,
  district: number,
  rows: readonly Pick<AppropriationRow, 'id' | 'year' | 'source_id'>[],
): Promise<void> {
  const accounts = rows.flatMap(({ id, year, source_id }) => [
    { id: call.newId(), year, source_id, appropriation_id: null, kind: 'source' },
    ...(['available', 'reserved', 'spent'] as const).map((kind) => ({
      id: call.newId(),
      year,
      source_id,
      appropriation_id: id,
      kind,
    })),
  ])
  await sql`insert into fund_account (district, id, year, kind, source_id, appropriation_id)
    select ${district}::int, a.id, a.year, a.kind, a.source_id, a.appropriation_id
    from jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb) as a(id uuid, year int, kind text, source_id uuid, appropriation_id uuid)
    on conflict on constraint fund_account_once do nothing`.execute(tx)
}

/** Takes back an entry that nobody has confirmed. @throws Refusal not_found; conflict `funds.already_decided` */
export function withdrawAppropriation(db: Database, call: Call, id: Uuid): Promise<{ appropriation_id: Uuid }> {
  const { district } = call.actor
  const spec = { name: 'funds.withdraw_appropriation', input: id, subject: { kind: 'appropriation', id } }
  return command(db, call, spec, async (tx) => {
    await enteredAppropriation(tx, district, id)
    await sql`update appropriation set state = 'withdrawn', version = version + 1
      where district = ${district}::int and id = ${id}::uuid and state = 'entered'`.execute(tx)
    return { result: { appropriation_id: id } }
  })
}
