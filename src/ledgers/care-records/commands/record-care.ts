import { canonicalJson } from '../../../kernel/canonical.ts'
import { assert } from '../../../kernel/assert.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Issue, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { inBulk } from '../../../platform/database/bulk.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { listDivisions } from '../../../registry/divisions/index.ts'
import { familiesAt, listKinds, personsAt } from '../queries/index.ts'
import {
  type CareAct,
  completeAct,
  type Fault,
  faultsOf,
  type FullAct,
  keyOf,
  type Known,
  type PersonAt,
  rollupDeltas,
} from '../rules/index.ts'
import {
  applyDeltas,
  insertNew,
  insertPersons,
  insertRecords,
  type ReadyAct,
  type Recorder,
  storedActs,
} from './write.ts'

export interface Recorded {
  id: Uuid
  district: number
  /** The same act was there already; nothing was written for it. */
  already: boolean
}

/** Where a fault of act `index` is said to be; `acts.3.minutes` unless the caller's form names its fields otherwise. */
export type PlaceOfFault = (index: number, field: string) => string

/**
 * THE way an act of care is written, by every room, inside its own transaction. All or nothing: every fault of every act is
 * found before anything is written. Writes the records, the persons reached and the exact change of the roll-up. Set-based:
 * five statements for one act or for thousands.
 *
 * An act whose id is there already with the same content is done already; with other content it is a conflict.
 *
 * @returns one answer for each act, in their order.
 * @throws Refusal `not_found` when a family or place is not there for the caller, `unprocessable care_records.acts_invalid` with
 *   an issue for each fault, `conflict care_records.id_taken`.
 */
export function recordCare(
  tx: Tx,
  call: Call,
  acts: readonly CareAct[],
  placeOf: PlaceOfFault = (index, field) => `acts.${index}.${field}`,
): Promise<Recorded[]> {
  return inBulk(tx, acts.length, () => recordAll(tx, call, acts, placeOf, new Set()))
}

/** What the register says against an act by a date of its own. */
const BY_THE_DAY = new Set(['person_not_member', 'family_closed'])

/**
 * The same for acts that a paper from outside proves, such as a bank's answer: they happened, also where somebody died, left or had her
 * file closed before. Whether the money was owed is another question, and asked elsewhere.
 */
export function recordProven(tx: Tx, call: Call, acts: readonly CareAct[]): Promise<Recorded[]> {
  return inBulk(tx, acts.length, () =>
    recordAll(tx, call, acts, (index, field) => `acts.${index}.${field}`, BY_THE_DAY),
  )
}

function fullAct(call: Call, act: CareAct): FullAct {
  const { district, account_id } = call.actor
  return completeAct(act, { id: act.id ?? call.newId(), district, worker_id: account_id })
}

/** What one act is judged by, asked for ahead of `recordOne`. */
export function aheadOf(tx: Tx, call: Call, act: CareAct): Promise<Known> {
  return lookUp(tx, call, [fullAct(call, act)])
}

/**
 * One act whose id is new, written with the commit: two round trips less than `recordCare`. Should the id be taken, the transaction ends
 * with what `isRecordTaken` knows; the caller then asks `recordCare`, which finds out whether it is the same act.
 */
export function recordNew(tx: Tx, call: Call, stated: CareAct & { id: Uuid }, known: Known): Recorded | undefined {
  const act = fullAct(call, stated)
  if (faultsOf(act, known).length > 0) return undefined
  const rows = [ready(act, known)]
  insertNew(tx, rows, rollupDeltas(rows, sessionsOf(known)), recorderOf(call))
  return { id: act.id, district: act.district, already: false }
}

function recorderOf(call: Call): Recorder {
  const seal = (plain: string, place: string) => call.crypto.seal(plain, place)
  return { account_id: call.actor.account_id, at: call.now, seal }
}

const sessionsOf = (known: Known) => (kind: string) => known.kinds.get(kind)?.units.includes('session') ?? false

async function recordAll(
  tx: Tx,
  call: Call,
  acts: readonly CareAct[],
  placeOf: PlaceOfFault,
  passed: ReadonlySet<string>,
): Promise<Recorded[]> {
  const full = acts.map((act) => fullAct(call, act))
  refuseTwins(full, placeOf)
  const known = await lookUp(tx, call, full)
  const faults = full.flatMap((act, index) =>
    faultsOf(act, known).flatMap((fault) => (passed.has(fault.code) ? [] : [{ ...fault, id: act.id, index }])),
  )
  // What was recorded before stays recorded, whatever has become of the family since; asked only where something is wrong.
  const already = faults.length === 0 ? new Set<Uuid>() : await alreadyThere(tx, call, full)
  refuseFaults(
    faults.filter(({ id }) => !already.has(id)),
    placeOf,
  )
  const fresh = full.filter((act) => !already.has(act.id))
  const written = await write(tx, call, fresh, known)
  return full.map((act) => ({ id: act.id, district: act.district, already: !written.has(act.id) }))
}

async function write(tx: Tx, call: Call, acts: readonly FullAct[], known: Known): Promise<Set<Uuid>> {
  if (acts.length === 0) return new Set()
  const rows = acts.map((act) => ready(act, known))
  const written = await insertRecords(tx, rows, recorderOf(call))
  if (written.size < acts.length) {
    // They were sent before, or another transaction wrote them while this one was on its way.
    await alreadyThere(
      tx,
      call,
      acts.filter((act) => !written.has(act.id)),
      true,
    )
  }
  const news = rows.filter((act) => written.has(act.id))
  await insertPersons(tx, news)
  applyDeltas(tx, rollupDeltas(news, sessionsOf(known)))
  return written
}

function refuseTwins(acts: readonly FullAct[], placeOf: PlaceOfFault): void {
  const first = new Map<Uuid, number>()
  const issues = acts.flatMap((act, index): Issue[] => {
    const earlier = first.get(act.id)
    first.set(act.id, earlier ?? index)
    return earlier === undefined ? [] : [{ place: placeOf(index, 'id'), code: 'care_records.id_twice' }]
  })
  if (issues.length > 0)
    refuse('unprocessable', 'care_records.acts_invalid', { params: { count: issues.length }, issues })
}

/** The ids that were recorded before with the same content. `all`: every one of them is known to be there. */
async function alreadyThere(tx: Tx, call: Call, acts: readonly FullAct[], all = false): Promise<Set<Uuid>> {
  if (acts.length === 0) return new Set()
  const stored = await storedActs(tx, acts, (sealed, place) => call.crypto.open(sealed, place))
  for (const act of acts) {
    const before = stored.get(act.id)
    if (before ? contentOf(before) !== contentOf(act) : all) {
      refuse('conflict', 'care_records.id_taken', {
        params: { id: act.id },
        place: 'id',
        next: 'care_records.id_taken_next',
      })
    }
  }
  return new Set(stored.keys())
}

/** What makes an act the same act. The place of a family's act is the family's, wherever it lives by now. */
function contentOf(act: FullAct): string {
  return canonicalJson({
    ...act,
    place: act.family_id === null ? act.place : null,
    person_ids: [...act.person_ids].toSorted(),
  })
}

async function lookUp(tx: Tx, call: Call, acts: readonly FullAct[]): Promise<Known> {
  const { scope } = call.actor
  const families = acts.flatMap(({ district, family_id }) => (family_id === null ? [] : [{ district, id: family_id }]))
  const codes = acts.flatMap(({ place }) => (place === null ? [] : [place]))
  const persons = acts.flatMap(({ district, person_ids }) => person_ids.map((id) => ({ district, id })))
  const [kinds, places, familiesHere, personsHere] = await Promise.all([
    listKinds(tx, [...new Set(acts.map((act) => act.kind))]),
    codes.length === 0 ? [] : listDivisions(tx, codes),
    familiesAt(tx, scope, families),
    personsAt(tx, scope, persons),
  ])
  return {
    kinds: new Map(kinds.map((kind) => [kind.code, kind])),
    families: familiesHere,
    persons: personsHere,
    places: new Set(places.map((place) => place.code)),
    scope,
    today: call.today,
  }
}

const ISSUES_MAX = 200

function refuseFaults(faults: readonly (Fault & { index: number })[], placeOf: PlaceOfFault): void {
  if (faults.length === 0) return
  const issues = faults.slice(0, ISSUES_MAX).map((fault): Issue => ({
    place: placeOf(fault.index, fault.field),
    code: `care_records.${fault.code}`,
    ...(fault.params ? { params: fault.params } : {}),
  }))
  const missing = faults.find((fault) => fault.missing)
  if (missing)
    refuse('not_found', `care_records.${missing.code}`, { place: placeOf(missing.index, missing.field), issues })
  refuse('unprocessable', 'care_records.acts_invalid', { params: { count: faults.length }, issues })
}

function ready(act: FullAct, known: Known): ReadyAct {
  const members = act.person_ids.flatMap((id): PersonAt[] => {
    const person = known.persons.get(keyOf(act.district, id))
    return person ? [person] : []
  })
  const community =
    act.family_id === null ? act.place : known.families.get(keyOf(act.district, act.family_id))?.community
  assert(community !== null && community !== undefined, 'an act without faults has a place')
  const households = act.family_id === null ? new Set(members.map((member) => member.family_id)).size : 1
  return { ...act, community, members, households, persons: members.length, sign: 1 }
}
