import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { House } from '../../src/house.ts'
import { addDays, civilDate } from '../../src/kernel/calendar.ts'
import { nameOf } from '../support/families.ts'
import type { Chance } from '../support/nasty.ts'
import { couple, HEADERS, idNumber, xlsx } from '../support/rosters.ts'
import {
  freshId,
  newTally,
  readUntilAnswered,
  sendOnce,
  sendUntilAnswered,
  type Session,
  type Tally,
} from './clients.ts'

const HOUSEHOLDS = 40
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export type Step = 'none' | 'upload' | 'preview' | 'apply'

/** One file an officer brings. */
interface Roster {
  name: string
  bytes: Uint8Array<ArrayBuffer>
  sha256: Buffer
  id_numbers: string[]
  /** `answered`: applied, and told so. `left`: its officer went away while it was being applied and never asked again. */
  outcome: 'begun' | 'answered' | 'left'
}

export interface Importing {
  step: Step
  /** How long the last whole apply took, in ms: for kills that want to meet one. */
  apply_ms: number
  uploads: Tally
  applies: Tally
  rosters: Roster[]
  /** Answers that are not what they must be. */
  wrong: string[]
}

export interface ImportReport {
  files: number
  uploads: Tally
  applies: Tally
  /** Files whose officer was told that they are applied, and of which anything is missing. */
  lost: number
  /** Families, persons or applications there more than once. */
  doubled: number
  /** Files of which a part is there. */
  half: number
  /** Files given up in the middle of applying: applied wholly, or not at all. */
  left: { wholly: number; not_at_all: number }
  wrong: string[]
}

export const newImporting = (): Importing => ({
  step: 'none',
  apply_ms: 300,
  uploads: newTally(),
  applies: newTally(),
  rosters: [],
  wrong: [],
})

/** Households of three nobody else has: parents with numbers of their own, a child without one. */
async function newRoster(n: number): Promise<Roster> {
  const born = { father: addDays(civilDate('1950-03-05'), n), mother: addDays(civilDate('1952-07-21'), n) }
  const id_numbers: string[] = []
  const lines = Array.from({ length: HOUSEHOLDS }, (_, i) => {
    const ids = [idNumber(i * 2 + 1, born.father, 'male'), idNumber(i * 2 + 2, born.mother, 'female')] as const
    id_numbers.push(...ids)
    const nth = (n * HOUSEHOLDS + i) * 3
    return couple(`T${n}-${i}`, {
      father: { name: nameOf(nth), id: ids[0], born: born.father },
      mother: { name: nameOf(nth + 1), id: ids[1], born: born.mother },
      child: { name: nameOf(nth + 2) },
    })
  }).flat()
  const bytes = new Uint8Array(await xlsx({ lines: [HEADERS, ...lines] }))
  const sha256 = createHash('sha256').update(bytes).digest()
  return { name: `roster-${n}.xlsx`, bytes, sha256, id_numbers, outcome: 'begun' }
}

interface Detail {
  import_id: string
  version: number
  applied_before: boolean
  counts: { blocks: number; new_households: number; new_persons: number }
}

/** An officer brings one roster after another: uploaded, previewed, applied; now and then she goes away in the middle. */
export async function importAgain(
  session: Session,
  importing: Importing,
  chance: Chance,
  going: () => boolean,
): Promise<void> {
  for (let n = 0; going(); n++) {
    const roster = await newRoster(n)
    importing.rosters.push(roster)
    const detail = await upload(session, importing, roster)
    if (!detail) continue
    importing.step = 'preview'
    const preview = (await readUntilAnswered(session, `/api/imports/${detail.import_id}/preview`)) as Detail
    if (detail.applied_before || preview.counts.blocks > 0 || preview.counts.new_persons !== HOUSEHOLDS * 3)
      importing.wrong.push(`${roster.name} previewed as ${JSON.stringify(preview.counts)}`)
    importing.step = 'apply'
    const sent = {
      path: `/api/imports/${detail.import_id}/apply`,
      body: JSON.stringify({ version: detail.version }),
    }
    if (n % 4 === 3) await leaveAlone(session, roster, sent, chance() * importing.apply_ms * 1.2)
    else await applyWholly(session, importing, roster, sent)
    importing.step = 'none'
  }
}

async function upload(session: Session, importing: Importing, roster: Roster): Promise<Detail | undefined> {
  importing.step = 'upload'
  const body = new FormData()
  body.append('file', new Blob([roster.bytes], { type: XLSX }), roster.name)
  return (await sendUntilAnswered(session, { path: '/api/imports', body }, importing.uploads)) as Detail | undefined
}

async function applyWholly(
  session: Session,
  importing: Importing,
  roster: Roster,
  sent: { path: string; body: string },
): Promise<void> {
  const begun = performance.now()
  const retried = importing.applies.retried
  const answer = (await sendUntilAnswered(session, sent, importing.applies)) as { state: string } | undefined
  if (answer?.state !== 'applied') importing.wrong.push(`${roster.name} answered ${JSON.stringify(answer)}`)
  else roster.outcome = 'answered'
  if (importing.applies.retried === retried) importing.apply_ms = performance.now() - begun
  // The same file once more, as somebody who forgot: it is known, and nothing is done again.
  const again = await upload(session, importing, roster)
  if (again?.applied_before !== true) importing.wrong.push(`${roster.name} is not known when it comes again`)
}

/** Sent once; the line is cut at some moment, and nobody asks what became of it. */
async function leaveAlone(session: Session, roster: Roster, sent: { path: string; body: string }, after_ms: number) {
  roster.outcome = 'left'
  const answered = sendOnce(session, sent, `torture-${freshId()}`, AbortSignal.timeout(1 + Math.round(after_ms)))
  await answered.then(
    (response) => response.text(),
    () => undefined,
  )
  await pause(5)
}

interface Found {
  claims: number
  families: number
  persons: number
  acts: number
  applied: number
}

/**
 * What is there of every file, asked past row security: everything or nothing, once; and no family that no file brought.
 * `before` is how many families there were.
 */
export async function countImports(house: House, importing: Importing, before: number): Promise<ImportReport> {
  const client = new pg.Client({ connectionString: house.urlFor('backup') })
  await client.connect()
  const { uploads, applies, wrong, rosters } = importing
  const left = { wholly: 0, not_at_all: 0 }
  const report: ImportReport = { files: rosters.length, uploads, applies, lost: 0, doubled: 0, half: 0, left, wrong }
  for (const roster of rosters) {
    const hashes = roster.id_numbers.map((number) => house.crypto.keyedHash(number, 'person.id'))
    const found = await findOf(client, hashes, roster.sha256)
    const all = found.claims === HOUSEHOLDS * 2 && found.families === HOUSEHOLDS && found.persons === HOUSEHOLDS * 3
    const none = found.claims + found.families + found.persons === 0
    const once = found.applied === 1 && found.acts === 1
    if (found.families > HOUSEHOLDS || found.persons > HOUSEHOLDS * 3 || found.applied > 1 || found.acts > 1)
      report.doubled += 1
    else if (!(all && once) && !(none && found.applied + found.acts === 0)) report.half += 1
    if (roster.outcome === 'answered' && !all) report.lost += 1
    if (roster.outcome === 'left' && all) left.wholly += 1
    if (roster.outcome === 'left' && none) left.not_at_all += 1
  }
  const { rows } = await client.query<{ n: number }>('select count(*)::int as n from family')
  await client.end()
  const whole = rosters.filter(({ outcome }) => outcome === 'answered').length + left.wholly
  if (rows[0]?.n !== before + whole * HOUSEHOLDS) wrong.push(`${rows[0]?.n} families; ${whole} files, ${before} before`)
  return report
}

async function findOf(client: pg.Client, hashes: Buffer[], sha256: Buffer): Promise<Found> {
  const { rows } = await client.query<Found>(
    `with mine as (select distinct p.district, p.family_id from person p where p.id_hmac = any($1::bytea[])),
      batch as (select district, id from import_batch where sha256 = $2 and state = 'applied')
    select (select count(*) from identity_claim where id_hmac = any($1::bytea[]))::int as claims,
      (select count(*) from mine)::int as families,
      (select count(*) from person p join mine m on m.district = p.district and m.family_id = p.family_id)::int as persons,
      (select count(*) from audit_entry a join batch b on a.district = b.district and a.subject_id = b.id
        where a.action = 'imports.apply')::int as acts,
      (select count(*) from batch)::int as applied`,
    [hashes, sha256],
  )
  const [found] = rows
  if (!found) throw new Error('A count has one row.')
  return found
}
