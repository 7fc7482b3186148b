import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { appendAudit, type AuditFact } from '../../../platform/database/audit.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { readIn } from '../../../platform/database/transact.ts'
import { exportWorkbook } from '../../../platform/exchange/export-workbook.ts'
import type { FileAnswer } from '../../../platform/http/route.ts'
import { getRound, heldPosts, listStops, type RoundRow, type SealedStop } from '../queries/index.ts'
import { contactsWords } from '../words/index.ts'

export interface RouteInput {
  round_id: Uuid
  purpose: string
  worker_id?: Uuid | undefined
  division?: Code | undefined
}

export interface Stop {
  line_id: Uuid
  file: string
  community_name: string | null
  street_name: string | null
  heads: string[]
  address: string | null
  phones: string[]
  wish: 'none' | 'no_home_visit' | 'no_contact'
  hours: 'morning' | 'afternoon' | 'evening' | null
}

/**
 * What a walker needs and nothing else: name, address, wishes; phone numbers only in the sheet of the worker the lines are given
 * to, opened by herself or by an officer above her. Never why a family is in the register. Leaves a trace with the purpose.
 * @throws Refusal not_found; not_allowed for another worker's sheet.
 */
export function openRoute(db: Database, call: Call, input: RouteInput): Promise<{ stops: Stop[] }> {
  return readIn(db, call, async (tx) => {
    const { stops, trace } = await walk(tx, call, input)
    appendAudit(tx, { ...call, reason: input.purpose }, trace)
    return { stops }
  })
}

/** The same as a workbook. */
export function routeSheet(db: Database, call: Call, input: RouteInput): Promise<FileAnswer> {
  return exportWorkbook(db, call, input.purpose, async (tx) => {
    const { round, stops, worker, trace } = await walk(tx, call, input)
    const words = contactsWords[call.locale]
    const w = words.sheet
    const column = (key: string, header: string, width?: number) =>
      ({ key, header, kind: 'text', ...(width === undefined ? {} : { width }) }) as const
    return {
      file_name: w.route,
      trace,
      sheets: [
        {
          name: w.route,
          title: worker === undefined ? round.title : `${round.title} · ${worker}`,
          columns: [
            column('file', w.file),
            column('place', w.place),
            column('heads', w.heads),
            column('address', w.address, 40),
            ...(worker === undefined ? [] : [column('phones', w.phones)]),
            column('wish', w.wish),
            column('done', w.done, 20),
          ],
          rows: stops.map((stop) => ({
            file: stop.file,
            place: [stop.street_name, stop.community_name].filter((name) => name !== null).join(' '),
            heads: stop.heads.join('、'),
            address: stop.address ?? '',
            phones: stop.phones.join('、'),
            wish: [
              stop.wish === 'no_home_visit' ? w.no_home_visit : '',
              stop.hours === null ? '' : words.hours[stop.hours],
            ]
              .filter((text) => text !== '')
              .join(' '),
            done: '',
          })),
          notes: [w.note],
        },
      ],
    }
  })
}

async function walk(
  tx: Tx,
  call: Call,
  input: RouteInput,
): Promise<{ round: RoundRow; stops: Stop[]; worker: string | undefined; trace: AuditFact }> {
  const { worker_id, division } = input
  const round = await getRound(tx, call, input.round_id)
  if (worker_id !== undefined && worker_id !== call.actor.account_id && call.actor.role === 'community_worker') {
    refuse('not_allowed', 'contacts.not_your_sheet', { place: 'worker_id' })
  }
  const worker = worker_id === undefined ? undefined : await heldPosts(tx, worker_id, call.today)
  if (worker_id !== undefined && !worker) refuse('not_found', 'contacts.worker_not_found', { place: 'worker_id' })
  const found = await listStops(tx, call, {
    round: { district: round.district, id: round.round_id },
    worker_id,
    division,
  })
  const stops = found.map((stop) => opened(call, stop, worker_id !== undefined))
  const phones = stops.reduce((sum, stop) => sum + stop.phones.length, 0)
  const trace = {
    action: 'contacts.open_route',
    district: call.actor.district,
    subject: { kind: 'visit_round', id: round.round_id },
    detail: { stops: stops.length, phones, worker_id: worker_id ?? null },
  }
  return { round, stops, worker: worker?.display_name, trace }
}

function opened(call: Call, stop: SealedStop, withPhones: boolean): Stop {
  const { address_cipher, phones, no_home_visit, family_id, ...shown } = stop
  const open = (sealed: Uint8Array, place: string) => call.crypto.open(sealed, place)
  return {
    ...shown,
    address: address_cipher === null ? null : open(address_cipher, `family.address_cipher:${family_id}`),
    phones: withPhones
      ? phones.map(({ id, phone_cipher }) => open(Buffer.from(phone_cipher, 'base64'), `person.phone_cipher:${id}`))
      : [],
    wish: no_home_visit ? 'no_home_visit' : 'none',
  }
}
