import { assignContacts } from '../../src/care/contacts/commands/index.ts'
import { civilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { command } from '../../src/platform/database/transact.ts'
import { recordCare } from '../../src/ledgers/care-records/index.ts'
import type { Actor } from '../../src/platform/call.ts'
import { refreshStanding } from '../../src/promises/standing/index.ts'
import { stageRoster } from '../../src/registry/imports/commands/index.ts'
import { callOf, makeActor, testId } from './app.ts'
import { makeAssociation } from './associations.ts'
import type { TestDatabase } from './database.ts'
import { DEATH } from './claims.ts'
import { bereavedCouple, idOf, registerForTest } from './families.ts'
import { couple, HEADERS, xlsx } from './rosters.ts'
import { makeClaimDraft, makeClaimTarget } from './targets-claims.ts'
import { makeAccount, makeFunds, familyPolicy, makeOwed, makePayments, makeTemplate } from './targets-money.ts'
import { makeOfficeTarget } from './targets-office.ts'
import { makeRecovery } from './targets-recoveries.ts'
import { makeDraftTarget } from './targets-drafts.ts'
import { makeRollTarget } from './targets-roll.ts'

/** Everything one place holds, under ids and with texts that exist nowhere else. */
export interface Target {
  name: string
  community: number
  /** The interval of communities it is about: one, or those of a street. */
  lo: number
  hi: number
  district: number
  /** Texts that may never be seen outside the place's jurisdictions. */
  canaries: string[]
  /** Ids by the name routes call them. */
  ids: Record<string, Uuid | number | string>
}

export const PLACES = {
  own: 530_103_001_001,
  sibling: 530_103_001_002,
  other_street: 530_103_002_001,
  /** What could be ended, withdrawn or given up of these two has been: it is guarded as what stands (see endings.ts). */
  ended: 530_103_002_002,
  ended_elsewhere: 530_102_001_002,
  foreign_district: 530_102_001_001,
  foreign_province: 350_203_001_001,
  /** Out of the matrix: changing requests are tried on it, to see that they do find what is within reach. */
  tried: 530_103_003_001,
} as const

const CANARY_NAMES: Record<keyof typeof PLACES, string> = {
  own: '鸜鹆甲',
  sibling: '鹔鹴乙',
  other_street: '鵷鶵丙',
  ended: '鶺鴒己',
  ended_elsewhere: '鵁鶄辛',
  foreign_district: '鸑鷟丁',
  foreign_province: '鹡鸰戊',
  tried: '鸂鶒壬',
}

const NOBODYS_NUMBER = idOf(26_000, civilDate('1949-04-01'), 'male')

let counter = 900

/** Two families with what may be known, owed, paid and planned about them, and who works for them, each marked with the place's canary. */
export async function makeTarget(test: TestDatabase, name: keyof typeof PLACES): Promise<Target> {
  const community = PLACES[name]
  const district = Math.floor(community / 1_000_000)
  const canary = CANARY_NAMES[name]
  const officer = await makeActor(test, 'district_officer', district)
  const worker = await makeActor(test, 'community_worker', community)
  const { account_id, post_id } = worker
  const { family, couple: two, id_number, contact_id } = await makeHouseholds(test, officer, { community, canary })
  const person_id = family.person_ids[0] as Uuid
  const mine = { district, community, family_id: family.id, person_id, canary, account_id }
  const record_id = await makeRecord(test, worker, mine)
  const owed = await makeOwed(test, mine, officer)
  const import_id = await makeImport(test, worker, canary)
  const funds = await makeFunds(test, mine)
  const version_id = await makeAccount(test, mine, family.person_ids[1] as Uuid)
  const paid = { ...mine, account_version_id: version_id, run_id: owed.run_id, round_id: testId() }
  const payments = await makePayments(test, paid, officer)
  const made = {
    ...owed,
    import_id,
    ...funds,
    version_id,
    ...payments,
    payment_round_id: paid.round_id,
    template_id: await makeTemplate(test, officer, canary),
    ...(await makeRecovery(test, mine, payments.payment_id)),
    ...(await makeClaimTarget(test, mine)),
    ...(await makeClaimDraft(test, worker, family.person_ids[1] as Uuid)),
    ...(await makeRollTarget(test, mine, { n: (counter += 1), person_ids: two.person_ids })),
    ...(await makeDraftTarget(test, mine, officer)),
  }
  await makeAssociation(test, community, `${canary}计划生育协会`)
  const { document_id, local_policy_id, ...office } = await makeOfficeTarget(test, { ...mine, ...funds }, worker)
  await settle(test, officer, mine)
  const people = [family, two].flatMap((one) => [one.id, one.file, ...one.person_ids])
  const here = { division: community, community, code: community, place: community, within: community, district }
  const places = { ...here, association_division: community }
  const named = { family_ids: family.id, version_ids: version_id, entitlement_ids: owed.entitlement_id }
  const own = { family_id: family.id, person_id, contact_id, record_id, id_number }
  return {
    name,
    community,
    lo: community,
    hi: community + 1,
    district,
    canaries: [
      canary,
      record_id,
      contact_id,
      id_number,
      account_id,
      post_id,
      ...people,
      ...Object.values({ ...made, ...office }),
    ],
    ids: {
      ...made,
      ...office,
      ...named,
      ...own,
      ...places,
      document_id,
      local_policy_id,
      policy_id: DEATH,
      family_policy_id: await familyPolicy(test),
      account_id,
      post_id,
      worker_id: account_id,
    },
  }
}

/** The worker becomes the family's contact, and what everybody may claim is worked out. */
async function settle(
  test: TestDatabase,
  officer: Actor,
  { district, family_id, account_id }: { district: number; family_id: Uuid; account_id: Uuid },
): Promise<void> {
  const today = civilDate('2026-11-20')
  const contact = { family_ids: [family_id], post: 'community' as const, account_id, from: today }
  await assignContacts(test.db, callOf(test, officer), contact)
  await refreshStanding(test.db, callOf(test, officer), { division: district * 1_000_000, as_of: today })
}

/** The household that most things are about, with a contact and a tag, and a couple beside it. */
export async function makeHouseholds(test: TestDatabase, officer: Actor, place: { community: number; canary: string }) {
  const draft = markedDraft(place)
  const [family, couple] = await registerForTest(test, officer, [draft, markedDraft(place)])
  const identity = draft.members[0]?.identity
  if (!family || !couple || identity?.kind !== 'resident') throw new Error('A target has two families.')
  const { rows } = await test.admin.query<{ id: Uuid }>('select id from decision_contact where family_id = $1', [
    family.id,
  ])
  return { family, couple, id_number: identity.number, contact_id: rows[0]?.id ?? testId() }
}

function markedDraft({ community, canary }: { community: number; canary: string }) {
  const n = (counter += 1)
  const draft = bereavedCouple(n, { community, address: `${canary}路${n}号` })
  const phone = `1390000${String(n).padStart(4, '0')}`
  return {
    ...draft,
    members: draft.members.map((member, i) => (i === 0 ? { ...member, name: canary } : member)),
    tags: [{ tag: `${canary}签` }],
    decision_contacts: [{ name: `${canary}侄`, relation: '侄女', roles: ['call_first' as const], phone }],
  }
}

async function makeRecord(
  test: TestDatabase,
  worker: Actor,
  { district, family_id, person_id, canary }: { district: number; family_id: Uuid; person_id: Uuid; canary: string },
): Promise<Uuid> {
  const id = testId()
  const call = callOf(test, worker)
  await command(test.db, call, { name: 'test.record', input: id, district }, async (tx) => {
    await recordCare(tx, call, [
      {
        id,
        district,
        family_id,
        kind: 'phone',
        happened_on: civilDate('2026-11-01'),
        person_ids: [person_id],
        note: `${canary}说`,
        title: `${canary}题`,
        worker_id: worker.account_id,
      },
    ])
    return { result: null }
  })
  return id
}

/** A roster that waits, with the reach of whoever uploaded it; its file, its households and their streets bear the canary. */
export async function makeImport(test: TestDatabase, uploader: Actor, canary: string): Promise<Uuid> {
  const place = HEADERS.indexOf('社区')
  const known = uploader.scope.hi - uploader.scope.lo === 1
  const lines = couple(`${canary}户`, { n: (counter += 1), father: { name: canary, community: `${canary}社区` } })
  // Who has one community needs no column for it; others are asked which one the name means.
  const bytes = await xlsx({
    lines: [[...HEADERS], ...lines].map((line) => (known ? line.filter((_, index) => index !== place) : line)),
  })
  const staged = await stageRoster(test.db, callOf(test, uploader), { bytes, file_name: `${canary}册.xlsx` })
  return staged.import_id
}

/** What is nobody's own: promises of the nation's to persons and to families. */
export const SHARED_IDS: ReadonlySet<string> = new Set(['policy_id', 'family_policy_id'])

/** The same things as a target has, under ids that exist nowhere: in the same district, or in one that there is not. */
export function missingLike(target: Target, district = target.district): Target {
  const places = new Set(['division', 'community', 'code', 'place', 'within', 'association_division'])
  const nowhere = district * 1_000_000 + 999_999
  const fresh = new Map<Target['ids'][string], Uuid>()
  const missing = (name: string, id: Target['ids'][string]) => {
    if (SHARED_IDS.has(name)) return id
    if (name === 'district') return district
    if (places.has(name)) return nowhere
    if (name === 'id_number') return NOBODYS_NUMBER
    return fresh.get(id) ?? fresh.set(id, testId()).get(id) ?? testId()
  }
  const ids = Object.fromEntries(Object.entries(target.ids).map(([name, id]) => [name, missing(name, id)]))
  return { ...target, name: 'missing', district, community: nowhere, lo: nowhere, hi: nowhere + 1, canaries: [], ids }
}
