import { sql } from 'kysely'
import type { Instant } from '../../kernel/calendar.ts'
import { codeOfDistrict, interval } from '../../kernel/division-code.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Call } from '../call.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../database/connect.ts'
import type { Tx } from '../database/driver.ts'
import { asSystem } from '../database/transact.ts'
import type { Log } from '../log.ts'

/** Something a room tells those above it. `community` (or a whole division) says whose screens may hear of it. */
export interface Message {
  topic: string
  /** The same thing told twice under one key is told once. */
  dedupe_key: string
  payload: { community: number } & Record<string, string | number | boolean | null>
}

/** What a room does with a message, in one transaction with the mark that it was delivered. */
export type Reaction = (tx: Tx, message: Message & { id: Uuid; district: number }, now: Instant) => Promise<void>

/** Writes the message beside the rows of the act, in the act's own transaction. */
export async function tell(tx: Tx, call: Call, district: number, message: Message): Promise<void> {
  await sql`insert into outbox (district, id, topic, dedupe_key, payload, created_at)
    values (${district}::int, ${call.newId()}::uuid, ${message.topic}, ${message.dedupe_key}, ${JSON.stringify(message.payload)}::jsonb,
      ${call.now}::timestamptz)
    on conflict on constraint outbox_once do nothing`.execute(tx)
}

interface Row {
  district: number
  id: Uuid
  topic: string
  dedupe_key: string
  payload: Message['payload']
}

const BATCH = 100
const NATION = interval(0)

export interface Dispatcher {
  /** Delivers everything waiting now; returns how many. Tests and the demonstration call it directly. */
  drain(): Promise<number>
  stop(): Promise<void>
}

export interface DispatcherParts {
  db: Database
  clock: Clock
  log: Log
  reactions: ReadonlyMap<string, readonly Reaction[]>
  onDelivered: (message: Message & { district: number }) => void
  pollMs?: number
}

/** Carries messages up: at least once, in order of writing within a district, each marked in the transaction of its effects. */
export function startDispatcher(parts: DispatcherParts): Dispatcher {
  let stopped = false
  let running: Promise<number> | undefined
  const drain = async (): Promise<number> => {
    running ??= deliverAll(parts).finally(() => {
      running = undefined
    })
    return running
  }
  const timer = setInterval(() => {
    if (!stopped) void drain().catch(() => parts.log('warn', 'outbox_failed'))
  }, parts.pollMs ?? 1_000)
  timer.unref()
  return {
    drain,
    async stop() {
      stopped = true
      clearInterval(timer)
      await running?.catch(() => undefined)
    },
  }
}

async function deliverAll(parts: DispatcherParts): Promise<number> {
  const districts = await asSystem(parts.db, NATION, async (tx) => {
    const found = await sql<{
      district: number
    }>`select distinct district from outbox where delivered_at is null`.execute(tx)
    return found.rows.map((row) => row.district)
  })
  let delivered = 0
  for (const district of districts) {
    try {
      delivered += await deliverDistrict(parts, district)
    } catch {
      // What one district cannot take waits there, and is tried again; the others hear of theirs.
      parts.log('warn', 'outbox_failed', { district })
    }
  }
  return delivered
}

async function deliverDistrict(parts: DispatcherParts, district: number): Promise<number> {
  for (let delivered = 0; ;) {
    const count = await deliverSome(parts, district)
    delivered += count
    if (count < BATCH) return delivered
  }
}

async function deliverSome(parts: DispatcherParts, district: number): Promise<number> {
  const rows = await asSystem(parts.db, interval(codeOfDistrict(district)), async (tx) => {
    // Skip locked: a second process takes the next rows instead of waiting for these.
    const waiting = await sql<Row>`select district, id, topic, dedupe_key, payload from outbox
      where district = ${district} and delivered_at is null order by created_at, id limit ${BATCH} for update skip locked`.execute(
      tx,
    )
    const now = parts.clock.now()
    for (const row of waiting.rows) {
      for (const react of parts.reactions.get(row.topic) ?? []) await react(tx, row, now)
    }
    await sql`update outbox set delivered_at = ${now}::timestamptz
      where district = ${district} and id = any(${waiting.rows.map((row) => row.id)}::uuid[])`.execute(tx)
    return waiting.rows
  })
  for (const row of rows) parts.onDelivered(row)
  return rows.length
}
