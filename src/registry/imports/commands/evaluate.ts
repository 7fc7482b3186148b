import { canonicalJson } from '../../../kernel/canonical.ts'
import { codeOfDistrict } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import { sha256 } from '../../../platform/crypto.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Workbook } from '../../../platform/exchange/sheets.ts'
import { gently } from '../../../platform/gently.ts'
import { loadCommunityNames } from '../../divisions/index.ts'
import { type Bearer, bearersOf, claimedElsewhere, fileReference, readStoredFamilies } from '../../families/index.ts'
import type { Counts } from '../contract.ts'
import {
  aliasStamp,
  type Batch,
  findFamiliesOf,
  listWidePlaces,
  readRemembered,
  readWorkbookOf,
  rosterKeys,
  type RosterKeys,
} from '../queries/index.ts'
import {
  countPlan,
  type Fault,
  guessMapping,
  headerSignature,
  idKey,
  type Mapping,
  orderFaults,
  peopleElsewhere,
  type Plan,
  planImport,
  readRoster,
  type ReadRoster,
  type Skipped,
  type SheetMapping,
  takenCertificates,
  toldElsewhere,
  type UnnamedPlace,
  widePlaces,
  withRemembered,
} from '../rules/index.ts'

/** A roster judged by itself and against the register as it is now. */
export interface Evaluation {
  faults: Fault[]
  skipped: readonly Skipped[]
  plan: Plan
  counts: Counts
  unnamed: readonly UnnamedPlace[]
}

/** What is judged: a batch at one version, and its rows where they are needed. */
export interface Judging {
  id: Uuid
  version: number
  mapping: Mapping
  /** How many people and certificates registered out of reach may be told at their cells. */
  tells: number
  readWorkbook: () => Promise<Workbook>
}

/** A staged batch as it is judged: its rows are opened only where nobody has read them lately. It tells no more than staging told. */
export function judgingOf(tx: Tx, call: Call, batch: Batch): Judging {
  const { id, version, mapping } = batch
  return { id, version, mapping, tells: toldOf(batch), readWorkbook: () => readWorkbookOf(tx, call, batch) }
}

/** How many people and certificates registered out of reach a batch tells of. */
export function toldOf(batch: Batch): number {
  return batch.counts.registered_elsewhere
}

/** A judgement with all it depends on: while these stay, judging anew would say the same. */
interface Kept {
  /** The batch's version and mapping, the day, the reach, the names by which communities are known. */
  reading: string
  roster: ReadRoster
  asked: RosterKeys
  sheets: readonly string[]
  /** The families compared with, each with its version, who of the roster is registered out of reach, and which file bears its certificates. */
  register: string
  evaluation: Evaluation
  forget: NodeJS.Timeout
}

/** As many officers as are likely to be in the middle of a roster at once; a judged roster of 10,000 rows is some 40 MB. */
const KEPT_MAX = 3
/** From upload to applying; whoever takes longer waits for the rows to be read once more. */
const KEPT_MS = 10 * 60_000
const kept = new Map<Uuid, Kept>()

/**
 * Reads the roster under a mapping and compares it with the register, within the caller's reach. Writes nothing. What was read and compared
 * is kept for a while, in memory only: the next step of the same import takes it up where the batch, the day, the reach and the names of
 * communities are the same, and compares anew only where a family concerned has changed.
 */
export async function evaluate(tx: Tx, call: Call, judging: Judging): Promise<Evaluation> {
  const { lo, hi } = call.actor.scope
  const aliases = await aliasStamp(tx, call.actor.district)
  const reading = canonicalJson([judging.version, judging.mapping, call.today, lo, hi, aliases])
  const before = kept.get(judging.id)
  const known = before?.reading === reading ? before : undefined
  const read = known ?? (await readAll(tx, call, judging))
  const families = await findFamiliesOf(tx, call, read.asked)
  const elsewhere = await claimedElsewhere(tx, call, read.asked.hashes)
  const bearers = await bearersOf(tx, call, [...read.asked.certificates.keys()])
  const register = canonicalJson([judging.tells, families.map(({ id, version }) => [id, version]), elsewhere, bearers])
  if (known?.register === register) return known.evaluation
  const numbers = numbersOf(read.asked, elsewhere)
  const evaluation = await compare(tx, call, { ...read, numbers, bearers, tells: judging.tells }, families)
  keep(judging.id, { ...read, reading, register, evaluation })
  return evaluation
}

function keep(id: Uuid, one: Omit<Kept, 'forget'>): void {
  forgetJudged(id)
  const [oldest] = kept.keys()
  if (kept.size >= KEPT_MAX && oldest !== undefined) forgetJudged(oldest)
  kept.set(id, { ...one, forget: setTimeout(() => kept.delete(id), KEPT_MS).unref() })
}

/** Lets go of what was judged: the import has ended, or another file took its place. */
export function forgetJudged(id: Uuid): void {
  clearTimeout(kept.get(id)?.forget)
  kept.delete(id)
}

type ReadPart = Pick<Kept, 'roster' | 'asked' | 'sheets'>

async function readAll(tx: Tx, call: Call, { mapping, readWorkbook }: Judging): Promise<ReadPart> {
  const { district, scope } = call.actor
  const workbook = await readWorkbook()
  // Three thousand places out of two thirds of a million: only for who has such a column.
  const asksHukou = mapping.some((sheet) => sheet.columns.some((column) => column.field?.endsWith('.hukou_place')))
  const wide = asksHukou ? await listWidePlaces(tx) : []
  const reading = readRoster(workbook, mapping, {
    today: call.today,
    scope,
    communities: await loadCommunityNames(tx, district),
    places: widePlaces(wide, codeOfDistrict(district)),
  })
  const roster = await gently(reading)
  const communities = new Set(roster.households.map((household) => household.draft.community))
  const numbers = roster.households.flatMap(({ members }) => members.flatMap((member) => member.id_number ?? []))
  const asked = rosterKeys(call, {
    communities: [...communities].filter((community) => community !== 0),
    numbers: [...new Set(numbers.map(idKey))],
    certificates: roster.households.flatMap((household) => household.draft.certificates),
  })
  return { roster, asked, sheets: workbook.sheets.map((sheet) => sheet.name) }
}

function numbersOf({ hashes, numbers }: RosterKeys, elsewhere: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(elsewhere)
  return new Set(numbers.filter((_, index) => wanted.has(hashes[index] ?? '')))
}

/** What the register says of a roster besides its families. */
interface Compared extends ReadPart {
  /** Of people registered out of reach. */
  numbers: ReadonlySet<string>
  bearers: readonly Bearer[]
  tells: number
}

async function compare(
  tx: Tx,
  call: Call,
  { roster, asked, sheets, numbers, bearers, tells }: Compared,
  families: readonly { id: Uuid }[],
): Promise<Evaluation> {
  const stored = await readStoredFamilies(
    tx,
    call,
    families.map((family) => family.id),
  )
  const known = stored.map((family) => ({
    id: family.id,
    file: fileReference(family.district, family.file_number),
    version: family.version,
    draft: family.draft,
  }))
  const plan = await gently(planImport(roster.households, known, { today: call.today, newId: () => call.newId() }))
  const byKey = new Map(bearers.map((one) => [asked.certificates.get(one.hash) ?? '', one]))
  const people = peopleElsewhere(roster.households, numbers)
  const { here, elsewhere } = takenCertificates(plan, byKey, numbers)
  const told = toldElsewhere([...people, ...elsewhere], tells)
  const faults = orderFaults([...roster.faults, ...plan.faults, ...here, ...told], sheets)
  const counts: Counts = {
    blocks: faults.filter((fault) => fault.severity === 'blocks').length,
    warns: faults.filter((fault) => fault.severity === 'warns').length,
    skipped: roster.skipped.reduce((sum, one) => sum + (one.to_row ?? one.row) - one.row + 1, 0),
    households: roster.households.length,
    persons: roster.households.reduce((sum, household) => sum + household.members.length, 0),
    registered_elsewhere: Math.min(tells, people.length + elsewhere.length),
    ...countPlan(plan),
  }
  return { faults, skipped: roster.skipped, plan, counts, unnamed: roster.unnamed }
}

export function signatureOf(mapping: SheetMapping): Buffer {
  return sha256(headerSignature(mapping))
}

/** The mapping a file starts with: what the association said of such headers before, else the best guess. */
export async function firstMapping(tx: Tx, call: Call, workbook: Workbook): Promise<Mapping> {
  const guess = guessMapping(workbook)
  const remembered = await readRemembered(tx, call, guess.map(signatureOf))
  return guess.map((sheet) => withRemembered(sheet, remembered.get(signatureOf(sheet).toString('hex'))))
}
