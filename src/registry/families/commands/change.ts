import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Issue, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { inBulk } from '../../../platform/database/bulk.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { updateRows } from '../../../platform/database/rows.ts'
import { command } from '../../../platform/database/transact.ts'
import { readLeftMembers, readStoredFamilies, type StoredFamily } from '../queries/stored.ts'
import {
  applyChange,
  checkEnd,
  checkEnds,
  type FamilyChange,
  fileReference,
  type KeptDraft,
  type LeftMember,
  mendLeft,
  namedTwice,
  numberOf,
  onlyNumbersOfLeft,
  placeInChange,
  type ReadFamily,
  readFamilyDraft,
  requireReasonForNumber,
} from '../rules/index.ts'
import { releaseNumbers } from './certificate-numbers.ts'
import { refuseEnded } from './ended.ts'
import { claimPersons, type LeftBearer, refuseOthersNumbers, releaseClaims } from './claims.ts'
import { refreshCopies } from './copies.ts'
import { type Difference, writeDifferences } from './differences.ts'
import { tellNumbers } from './numbers.ts'
import { traceRefusedClaims } from './refused-claims.ts'

export interface FamilyUpdate {
  family_id: Uuid
  /** The version the reader saw: when somebody changed the family since, nothing is written. */
  version: number
  change: FamilyChange
}

export interface UpdatedFamily {
  family_id: Uuid
  version: number
}

/**
 * Changes families of the caller's district, all or none, in a fixed number of statements. Every family is judged whole, as it will
 * be, by the rules that judge a new one.
 *
 * @throws Refusal `platform.not_found` for a family that is missing or out of reach; conflict `families.changed_meanwhile`;
 * unprocessable `families.draft_faults` with places as the change has them (`3.add_members.0.phone`, led by the update's index);
 * conflict `families.already_registered` as when registering; unprocessable `families.not_active` for one that
 * has ended, of which only numbers can be put right; bad_input `families.number_reason_needed` for such a one without a reason.
 */
export async function updateFamilies(tx: Tx, call: Call, updates: readonly FamilyUpdate[]): Promise<UpdatedFamily[]> {
  if (updates.length === 0) return []
  const { district } = call.actor
  const stored = await readStoredFamilies(
    tx,
    call,
    updates.map((update) => update.family_id),
    { lock: true },
  )
  const left = await readLeftMembers(tx, call, familiesLeft(updates, stored))
  const differences = judge(updates, stored, left, call)
  if (differences.some(({ mended }) => mended.length > 0)) requireReasonForNumber(call)
  await inBulk(tx, updates.length, async () => {
    await updateRows(
      tx,
      'family',
      differences.map(({ stored: { id }, draft }) => familyColumns(call, district, id, draft)),
    )
    await moveClaims(tx, call, district, differences)
    await writeDifferences(tx, call, district, differences)
    await refreshCopies(
      tx,
      district,
      differences.map((one) => one.stored.id),
      call.now,
    )
  })
  return differences.map(({ stored: { id, version } }) => ({ family_id: id, version: version + 1 }))
}

/** The use case behind the dialogs of the family file: one family, places as the body has them. */
export async function changeFamily(db: Database, call: Call, update: FamilyUpdate): Promise<UpdatedFamily> {
  const { family_id, change } = update
  const spec = {
    name: 'families.change',
    input: update,
    subject: { kind: 'family', id: family_id },
    detail: { parts: partsOf(change) },
  }
  const work = async (tx: Tx) => {
    const [updated] = await updateFamilies(tx, call, [update])
    if (!updated) throw new Error('One update changes one family.')
    return { result: updated }
  }
  return traceRefusedClaims(db, call, () => command(db, call, spec, work))
}

/** What was touched, in words of the form: `members`, `add_contacts`, `preference`; for the trail, which holds no values. */
function partsOf(change: FamilyChange): string[] {
  return Object.entries(change)
    .filter(([, part]) => part !== undefined && (!Array.isArray(part) || part.length > 0))
    .map(([name, part]) => (name === 'set' && part ? `set:${Object.keys(part).toSorted().join('+')}` : name))
    .toSorted()
}

/** The families of whom a change names somebody who is no member: only of these is asked who left. */
function familiesLeft(updates: readonly FamilyUpdate[], stored: readonly StoredFamily[]): Uuid[] {
  const present = new Set(stored.flatMap(({ draft }) => draft.members.map(({ id }) => id)))
  return updates.flatMap(({ family_id, change }) =>
    (change.members ?? []).some(({ person_id }) => !present.has(person_id)) ? [family_id] : [],
  )
}

function judge(
  updates: readonly FamilyUpdate[],
  stored: readonly StoredFamily[],
  left: ReadonlyMap<string, readonly LeftMember[]>,
  call: Call,
): Difference[] {
  const byId = new Map(stored.map((family) => [family.id, family]))
  const issues: Issue[] = []
  const single = updates.length === 1
  const differences = updates.map((update, index): Difference => {
    const family = byId.get(update.family_id)
    if (!family) return refuse('not_found', 'platform.not_found')
    const gone = left.get(family.id) ?? []
    if (family.state !== 'active' && !onlyNumbersOfLeft(update.change, gone)) refuseEnded()
    if (family.version !== update.version)
      refuse('conflict', 'families.changed_meanwhile', {
        params: { file: fileReference(family.district, family.file_number) },
        next: 'families.next_read_again',
      })
    const { draft, read, issues: found } = judgeOne(family, update.change, gone, call)
    const { registered_on } = draft
    const { mended, issues: ofLeft } = mendLeft(
      { registered_on, left: gone, present: read.members },
      update.change,
      call.today,
    )
    const placed = [...namedTwice(update.change), ...found, ...ofLeft]
    issues.push(...placed.map((issue) => (single ? issue : { ...issue, place: `${index}.${issue.place}` })))
    return { stored: family, change: update.change, draft, read, mended }
  })
  if (issues.length > 0) refuse('unprocessable', 'families.draft_faults', { issues, params: { count: issues.length } })
  return differences
}

/** The family as it will be. An ended one has no member any more and stays as it is. */
function judgeOne(
  { state, draft: stored }: StoredFamily,
  change: FamilyChange,
  left: readonly LeftMember[],
  call: Call,
): { draft: KeptDraft; read: ReadFamily; issues: Issue[] } {
  if (state !== 'active') return { draft: stored, read: { draft: stored, members: [], certificates: [] }, issues: [] }
  const { draft, issues } = applyChange(stored, change, () => call.newId(), new Set(left.map(({ id }) => id)))
  const { family: read, issues: found } = readFamilyDraft(draft, call.today)
  const placed = found.map((issue) => placeInChange(atWhomIsNamed(issue, read, change), draft, change))
  return { draft, read, issues: [...issues, ...checkEnds(stored, change, call.today), ...placed] }
}

/** Of two members with one number the change names perhaps the earlier one alone: then it is told at her. */
function atWhomIsNamed(issue: Issue, { draft, members }: ReadFamily, change: FamilyChange): Issue {
  if (issue.code !== 'families.id_twice_in_family') return issue
  const isNamed = (index: number) => (change.members ?? []).some((one) => one.person_id === draft.members[index]?.id)
  const later = Number(issue.place.split('.')[1])
  const earlier = members.findIndex((one, i) => one.id_number === members[later]?.id_number && isNamed(i))
  return isNamed(later) || earlier < 0 ? issue : { ...issue, place: `members.${earlier}.identity.number` }
}

function familyColumns(call: Call, district: number, id: Uuid, draft: KeptDraft) {
  return {
    district,
    id,
    branch: draft.branch,
    children_born: draft.children_born ?? null,
    children_surviving: draft.children_surviving ?? null,
    only_child_certificate: draft.only_child_certificate ?? null,
    living_arrangement: draft.living_arrangement,
    hardship: draft.hardship ?? null,
    address_cipher:
      draft.address === undefined ? null : call.crypto.seal(draft.address.trim(), `family.address_cipher:${id}`),
  }
}

/** Who leaves, or whose number was mended, gives up the old claim before anybody takes a new one. */
async function moveClaims(tx: Tx, call: Call, district: number, differences: readonly Difference[]): Promise<void> {
  const before = new Map(
    differences.flatMap(({ stored }) => stored.draft.members.map((member) => [member.id, numberOf(member)])),
  )
  const after = differences.flatMap(({ change, draft, read }, index) =>
    draft.members.map((member, i) => {
      const { place } = placeInChange({ place: `members.${i}.identity.number`, code: '' }, draft, change)
      const number = read.members[i]?.id_number ?? null
      return { person_id: member.id, number, place: differences.length === 1 ? place : `${index}.${place}` }
    }),
  )
  const numbers = new Map(after.map((one) => [one.person_id, one.number]))
  const leaving = [...before.keys()].filter((id) => before.get(id) !== null && before.get(id) !== numbers.get(id))
  await releaseClaims(tx, district, leaving)
  const taking = after.flatMap(({ person_id, number, place }) =>
    number === null || before.get(person_id) === number
      ? []
      : [{ id_hmac: call.crypto.keyedHash(number, 'person.id'), person_id, place }],
  )
  await claimPersons(tx, call, district, taking)
  await refuseOthersNumbers(tx, call, leftBearers(call, differences))
  const known = new Set(before.keys())
  const numbered = taking.map((claim) => claim.person_id).filter((id) => known.has(id))
  await tellNumbers(tx, call, district, [...new Set([...leaving, ...numbered, ...differences.flatMap(mendedNumbers)])])
}

function leftBearers(call: Call, differences: readonly Difference[]): LeftBearer[] {
  return differences.flatMap(({ change, mended }, index) =>
    mended.flatMap(({ before: { id: person_id, name }, read: { id_number } }) => {
      if (id_number === null) return []
      const at = (change.members ?? []).findIndex((one) => one.person_id === person_id)
      const place = `${differences.length === 1 ? '' : `${index}.`}members.${at}.set.identity.number`
      return [{ person_id, name, place, id_hmac: call.crypto.keyedHash(id_number, 'person.id') }]
    }),
  )
}

/** Whose number of those who left is another one: who left claims none, and what others hold under hers goes along. */
function mendedNumbers({ mended }: Difference): Uuid[] {
  return mended.flatMap(({ before, read }) => (numberOf(before) === read.id_number ? [] : [before.id]))
}

export interface CloseInput {
  family_id: Uuid
  version: number
  state: 'moved' | 'closed'
  on: CivilDate
  reason: string
}

/** Ends a file: the family moved away or is no longer cared for. All memberships end with it, so that another place can register them. */
export async function closeFamily(db: Database, call: Call, input: CloseInput): Promise<UpdatedFamily> {
  const { family_id, version, state, on, reason } = input
  const { district } = call.actor
  const spec = { name: 'families.close', input, subject: { kind: 'family', id: family_id }, detail: { state } }
  return command(db, call, spec, async (tx) => {
    const family = await lockFamily(tx, call, family_id, version)
    const [fault] = checkEnd('on', family.registered_on as CivilDate, on, call.today)
    if (fault) refuse('unprocessable', fault.code, fault)
    const { rows: members } = await sql<{ id: Uuid }>`select id from person
      where district = ${district}::int and family_id = ${family_id}::uuid and member_to is null`.execute(tx)
    const leaving = members.map((member) => member.id)
    await releaseClaims(tx, district, leaving)
    await releaseNumbers(tx, district, leaving)
    await sql`update person set member_to = greatest(${on}::date, member_from), version = version + 1
      where district = ${district}::int and family_id = ${family_id}::uuid and member_to is null`.execute(tx)
    await updateRows(tx, 'family', [{ district, id: family_id, state, closed_on: on, closed_reason: reason }])
    await refreshCopies(tx, district, [family_id], call.now)
    return { result: { family_id, version: version + 1 } }
  })
}

async function lockFamily(tx: Tx, call: Call, familyId: Uuid, version: number) {
  const { lo, hi } = call.actor.scope
  const family = await tx
    .selectFrom('family')
    .select(['version', 'community', 'state', 'registered_on', 'district', 'file_number'])
    .where('district', '=', call.actor.district)
    .where('id', '=', familyId)
    .where(sql<boolean>`community >= ${lo}::bigint and community < ${hi}::bigint`)
    .forUpdate()
    .executeTakeFirst()
  if (!family) return refuse('not_found', 'platform.not_found')
  if (family.state !== 'active') refuseEnded()
  if (family.version !== version)
    refuse('conflict', 'families.changed_meanwhile', {
      params: { file: fileReference(family.district, family.file_number) },
      next: 'families.next_read_again',
    })
  return family
}
