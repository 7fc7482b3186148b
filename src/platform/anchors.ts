import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { civilDateOf, type Instant } from '../kernel/calendar.ts'
import { sha256 } from './crypto.ts'

/** Where the chain of a district stood at a moment, kept outside the database. */
export interface Anchor {
  at: Instant
  district: number
  seq: number
  /** Of the entry, in hex. */
  hash: string
}

/** A line of the file: an anchor, the link of the line before and its own. */
interface AnchorLine extends Anchor {
  before: string
  link: string
}

export interface AnchorFault {
  /** `missing`: the chain has no such entry any more; `hash`: it has another; `file`: a line of the file itself does not follow the one before. */
  fault: 'missing' | 'hash' | 'file'
  district: number
  /** The first anchored position that does not fit … */
  seq: number
  /** … and the last one before it that does: what was changed lies behind it. */
  after: number
}

const FIRST_LINK = sha256('nuanxin anchors').toString('hex')
const AT_ONCE = 5_000

const linkOf = (before: string, { at, district, seq, hash }: Anchor): string =>
  sha256(`${before}\n${JSON.stringify([at, district, seq, hash])}`).toString('hex')

/** One file a year in `anchors/<database>`: a data folder may serve several databases. */
export function anchorFolder(data_folder: string, databaseUrl: string): string {
  return join(data_folder, 'anchors', new URL(databaseUrl).pathname.slice(1))
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d{4}\.jsonl$/.test(name))
      .toSorted()
      .map((name) => join(folder, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** The whole lines of a file; what a power cut left of a last one was never an anchor. */
function linesOf(file: string): { lines: string[]; whole_bytes: number; torn: boolean } {
  const bytes = readFileSync(file)
  const whole_bytes = bytes.lastIndexOf('\n') + 1
  const text = bytes.subarray(0, whole_bytes).toString('utf8')
  return { lines: text.split('\n').slice(0, -1), whole_bytes, torn: whole_bytes < bytes.length }
}

function parse(line: string): AnchorLine {
  try {
    return JSON.parse(line) as AnchorLine
  } catch {
    return { at: '' as Instant, district: 0, seq: 0, hash: '', before: '', link: '' }
  }
}

/** Every anchor in the order written, and the lines that do not follow the ones before them. */
export function readAnchors(folder: string): { anchors: Anchor[]; faults: AnchorFault[]; link: string } {
  const lines = filesOf(folder).flatMap((file) => linesOf(file).lines.map(parse))
  const faults: AnchorFault[] = []
  let link = FIRST_LINK
  for (const line of lines) {
    if (line.before !== link || line.link !== linkOf(line.before, line))
      faults.push({ fault: 'file', district: line.district, seq: line.seq, after: 0 })
    link = line.link
  }
  return { anchors: lines, faults, link }
}

function append(folder: string, year: string, text: string): void {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${year}.jsonl`)
  if (filesOf(folder).includes(file)) {
    const { torn, whole_bytes } = linesOf(file)
    if (torn) truncateSync(file, whole_bytes)
  }
  const handle = openSync(file, 'a')
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/**
 * Once a day: the head of every district that went on since its last anchor. Asked more often it does nothing, so that a house that is
 * switched off at night has its day as well.
 * @returns how many were written
 */
export async function writeAnchors(client: pg.ClientBase, folder: string, now: Instant): Promise<number> {
  const today = civilDateOf(now)
  const { anchors, link } = readAnchors(folder)
  const newest = anchors.at(-1)
  if (newest && civilDateOf(newest.at) >= today) return 0
  const known = new Map(anchors.map((anchor) => [anchor.district, anchor.seq]))
  const { rows } = await client.query<{ district: number; seq: string; hash: Buffer }>(
    'select district, seq, hash from audit_head where seq > 0 order by district',
  )
  let before = link
  const lines = rows
    .map((row) => ({ at: now, district: row.district, seq: Number(row.seq), hash: row.hash.toString('hex') }))
    .filter(({ district, seq }) => seq !== known.get(district))
    .map((anchor) => {
      const line: AnchorLine = { ...anchor, before, link: linkOf(before, anchor) }
      before = line.link
      return `${JSON.stringify(line)}\n`
    })
  if (lines.length > 0) append(folder, today.slice(0, 4), lines.join(''))
  return lines.length
}

/** Of every district the first anchor its chain does not pass through; and whatever is wrong with the file itself. */
export async function verifyAnchors(
  client: pg.ClientBase,
  folder: string,
): Promise<{ compared: number; faults: AnchorFault[] }> {
  const { anchors, faults } = readAnchors(folder)
  const fitting = new Map<number, number>()
  const bad = new Map<number, AnchorFault>()
  for (let from = 0; from < anchors.length; from += AT_ONCE) {
    const some = anchors.slice(from, from + AT_ONCE)
    const { rows } = await client.query<{ found: string | null }>(
      `select encode(e.hash, 'hex') as found from unnest($1::int[], $2::bigint[]) with ordinality a (district, seq, place)
       left join audit_entry e on e.district = a.district and e.seq = a.seq order by a.place`,
      [some.map(({ district }) => district), some.map(({ seq }) => seq)],
    )
    for (const [place, { district, seq, hash }] of some.entries()) {
      const found = rows[place]?.found ?? null
      if (bad.has(district)) continue
      if (found === hash) fitting.set(district, seq)
      else
        bad.set(district, {
          fault: found === null ? 'missing' : 'hash',
          district,
          seq,
          after: fitting.get(district) ?? 0,
        })
    }
  }
  return { compared: anchors.length, faults: [...faults, ...bad.values()] }
}
