import { sql } from 'kysely'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Issue, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { inBulk } from '../../../platform/database/bulk.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import { command } from '../../../platform/database/transact.ts'
import type { FamilyDraft } from '../rules/draft.ts'
import { fileReference, type JudgedDraft, type ReadFamily, readFamilyDraft } from '../rules/index.ts'
import { writeNumbered } from './certificate-numbers.ts'
import { type Claim, claimPersons } from './claims.ts'
import { refreshCopies } from './copies.ts'
import { communitiesInReach } from './places.ts'
import { traceRefusedClaims } from './refused-claims.ts'
import {
  certificateRow,
  decisionContactRow,
  gramRows,
  hashOfId,
  type Home,
  homeOf,
  isMourned,
  personRow,
  preferenceRow,
  tagRow,
} from './rows.ts'

export interface RegisteredFamily {
  id: Uuid
  /** The public reference, `530103-000192`. */
  file: string
  /** In the order of the draft's members. */
  person_ids: Uuid[]
}

/** Where a fault of draft `index` is said to be: `12.members.0.phone`, unless the caller's form names its fields otherwise. */
export type PlaceInDraft = (index: number, place: string) => string

/**
 * Registers families of one district, all or none, in a fixed number of statements however many there are. File numbers follow the
 * order of the drafts. Ids named by a draft are used, others are made. Who has read these very drafts today hands in what came out.
 *
 * @returns one entry for each draft, in their order.
 * @throws Refusal `families.draft_faults` (unprocessable) with every fault of every draft, its place beginning with the draft's index
 * (`12.members.0.identity.number`); `families.already_registered` (conflict) with the places of persons somebody registers already, and
 * `families.certificates_taken` with those of certificates that somebody else bears.
 */
export async function registerFamilies(
  tx: Tx,
  call: Call,
  drafts: readonly FamilyDraft[],
  options: { placeOf?: PlaceInDraft; read?: readonly JudgedDraft[] } = {},
): Promise<RegisteredFamily[]> {
  const [first] = drafts
  if (!first) return []
  const placeOf = options.placeOf ?? ((index, place) => `${index}.${place}`)
  const read = options.read ?? drafts.map((draft) => readFamilyDraft(draft, call.today))
  const communities = await communitiesInReach(
    tx,
    call,
    drafts.map((draft) => draft.community),
  )
  const issues = read.flatMap((one, index) =>
    [...one.issues, ...checkPlace(one.family, communities)].map((issue): Issue => ({
      ...issue,
      place: placeOf(index, issue.place),
    })),
  )
  if (issues.length > 0) refuse('unprocessable', 'families.draft_faults', { issues, params: { count: issues.length } })
  const { district } = homeOf(first.community, call.request_id)
  if (drafts.some((draft) => homeOf(draft.community, call.request_id).district !== district))
    refuse('unprocessable', 'families.one_district')
  const families = read.map(({ family }) => withIds(family, call))
  await claimPersons(
    tx,
    call,
    district,
    families.flatMap((family, index) => claimsOf(family, call, (place) => placeOf(index, place))),
  )
  const lastNumber = await takeFileNumbers(tx, district, drafts.length)
  await inBulk(tx, drafts.length, async () => {
    await writeRows(tx, call, families, { before: lastNumber - drafts.length, placeOf })
    await refreshCopies(
      tx,
      district,
      families.map((family) => family.home.family_id),
      call.now,
    )
  })
  return families.map(({ home, person_ids }, index) => ({
    id: home.family_id,
    file: fileReference(district, lastNumber - drafts.length + index + 1),
    person_ids,
  }))
}

/** The use case behind the form: one family. Places of its issues are paths within the draft. */
export function registerFamily(db: Database, call: Call, draft: FamilyDraft): Promise<RegisteredFamily> {
  const { issues } = readFamilyDraft(draft, call.today)
  if (issues.length > 0) refuse('unprocessable', 'families.draft_faults', { issues, params: { count: issues.length } })
  const spec = { name: 'families.register', input: draft }
  const work = async (tx: Tx) => {
    const [registered] = await registerFamilies(tx, call, [draft], { placeOf: (_, place) => place })
    if (!registered) throw new Error('One draft registers one family.')
    return {
      result: registered,
      subject: { kind: 'family', id: registered.id },
      detail: { persons: draft.members.length },
    }
  }
  return traceRefusedClaims(db, call, () => command(db, call, spec, work))
}

function checkPlace({ draft }: ReadFamily, communities: ReadonlySet<Code>): Issue[] {
  // A place that is no community is already said by the reading of the draft.
  return communities.has(draft.community) || draft.community % 1000 === 0
    ? []
    : [{ place: 'community', code: 'families.outside_jurisdiction', next: 'families.next_community' }]
}

interface FamilyWithIds extends ReadFamily {
  home: Home
  person_ids: Uuid[]
}

function withIds(family: ReadFamily, call: Call): FamilyWithIds {
  return {
    ...family,
    home: homeOf(family.draft.community, family.draft.id ?? call.newId()),
    person_ids: family.members.map((member) => member.draft.id ?? call.newId()),
  }
}

function idAt(ids: readonly Uuid[], index: number): Uuid {
  const id = ids[index]
  if (id === undefined) throw new Error('A checked draft names its own members only.')
  return id
}

function claimsOf(family: FamilyWithIds, call: Call, placeOf: (place: string) => string): Claim[] {
  return family.members.flatMap((member, i) =>
    member.id_number === null
      ? []
      : [
          {
            id_hmac: hashOfId(call.crypto, member.id_number),
            person_id: idAt(family.person_ids, i),
            place: placeOf(`members.${i}.identity.number`),
          },
        ],
  )
}

/** One update of the counter for the whole batch; it holds the counter's row until commit, so numbers have no gaps. */
async function takeFileNumbers(tx: Tx, district: number, count: number): Promise<number> {
  const { rows } = await sql<{ last_number: number }>`
    insert into family_file_counter (district, last_number) values (${district}::int, ${count}::int)
    on conflict (district) do update set last_number = family_file_counter.last_number + excluded.last_number
    returning last_number`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('The counter of files always answers.')
  return row.last_number
}

async function writeRows(
  tx: Tx,
  call: Call,
  families: readonly FamilyWithIds[],
  { before, placeOf }: { before: number; placeOf: PlaceInDraft },
): Promise<void> {
  await insertRows(
    tx,
    'family',
    families.map((family, index) => familyRow(call, family, before + index + 1)),
  )
  const people = families.flatMap((family) =>
    family.members.map((member, i) =>
      personRow(call, family.home, idAt(family.person_ids, i), member, family.draft.registered_on),
    ),
  )
  await insertRows(tx, 'person', people)
  const found = people.filter((person) => !isMourned(person))
  await insertRows(
    tx,
    'person_name_gram',
    found.flatMap((person) => gramRows(person, person.id, person.name)),
  )
  await writeHangers(tx, call, families, placeOf)
}

function familyRow(call: Call, { draft, home }: FamilyWithIds, fileNumber: number) {
  return {
    district: home.district,
    id: home.family_id,
    community: home.community,
    file_number: fileNumber,
    branch: draft.branch,
    children_born: draft.children_born ?? null,
    children_surviving: draft.children_surviving ?? null,
    only_child_certificate: draft.only_child_certificate ?? null,
    living_arrangement: draft.living_arrangement,
    hardship: draft.hardship ?? null,
    address_cipher:
      draft.address === undefined
        ? null
        : call.crypto.seal(draft.address.trim(), `family.address_cipher:${home.family_id}`),
    registered_on: draft.registered_on,
    created_at: call.now,
  }
}

async function writeHangers(
  tx: Tx,
  call: Call,
  families: readonly FamilyWithIds[],
  placeOf: PlaceInDraft,
): Promise<void> {
  const certificates = families.flatMap(({ certificates: read, home, person_ids }, index) =>
    read.map((one, i) => ({
      row: certificateRow(call, home, one.draft.id ?? call.newId(), idAt(person_ids, one.draft.member), one),
      place: placeOf(index, `certificates.${i}.number`),
    })),
  )
  const relations = families.flatMap(({ draft, home, person_ids }) =>
    draft.relations.map((one) => ({
      ...home,
      id: one.id ?? call.newId(),
      person_id: idAt(person_ids, one.member),
      other_id: idAt(person_ids, one.other),
      kind: one.kind,
      valid_from: one.valid_from ?? null,
    })),
  )
  const contacts = families.flatMap(({ draft, home }) =>
    draft.decision_contacts.map((one) =>
      decisionContactRow(call, home, one.id ?? call.newId(), one, draft.registered_on),
    ),
  )
  const preferences = families.flatMap(({ draft, home }) =>
    draft.preference ? [preferenceRow(home, call.newId(), draft.preference, draft.registered_on)] : [],
  )
  const tags = families.flatMap(({ draft, home }) =>
    draft.tags.map((one) => tagRow(home, call.newId(), one, draft.registered_on)),
  )
  await writeNumbered(tx, call, certificates, () =>
    insertRows(
      tx,
      'certificate',
      certificates.map(({ row }) => row),
    ),
  )
  await insertRows(tx, 'person_relation', relations)
  await insertRows(tx, 'decision_contact', contacts)
  await insertRows(tx, 'contact_preference', preferences)
  await insertRows(tx, 'family_tag', tags)
}
