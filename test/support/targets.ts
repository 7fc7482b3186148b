import { civilDate } from '../../src/kernel/calendar.ts'
import { interval } from '../../src/kernel/division-code.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { command } from '../../src/platform/database/transact.ts'
import { recordCare } from '../../src/ledgers/care-records/index.ts'
import type { Actor } from '../../src/platform/call.ts'
import { refreshStanding } from '../../src/promises/standing/index.ts'
import { closeFamily } from '../../src/registry/families/commands/index.ts'
import { discardImport, stageRoster } from '../../src/registry/imports/commands/index.ts'
import { callOf, makeActor, testId } from './app.ts'
import type { TestDatabase } from './database.ts'
import { bereavedCouple, registerForTest } from './families.ts'
import { couple, HEADERS, xlsx } from './rosters.ts'
import { makeClaimTarget } from './targets-claims.ts'
import { makeAccount, makeFunds, makePayments, makeTemplate } from './targets-money.ts'
import { makeRecovery } from './targets-recoveries.ts'
import { makeDraftTarget } from './targets-drafts.ts'

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
  /** Its family is closed, its import was given up: what has ended is guarded as what stands. */
  ended: 530_103_002_002,
  foreign_district: 530_102_001_001,
  foreign_province: 350_203_001_001,
} as const

const CANARY_NAMES: Record<keyof typeof PLACES, string> = {
  own: '鸜鹆甲',
  sibling: '鹔鹴乙',
  other_street: '鵷鶵丙',
  ended: '鶺鴒己',
  foreign_district: '鸑鷟丁',
  foreign_province: '鹡鸰戊',
}

let counter = 900

/** A family with a contact, a tag, a care record and a worker in the place, each marked with the place's canary. */
export async function makeTarget(test: TestDatabase, name: keyof typeof PLACES): Promise<Target> {
  const community = PLACES[name]
  const district = Math.floor(community / 1_000_000)
  const canary = CANARY_NAMES[name]
  const officer = await makeActor(test, 'district_officer', district)
  const worker = await makeActor(test, 'community_worker', community)
  const draft = bereavedCouple((counter += 1), { community, address: `${canary}路1号` })
  const members = draft.members.map((member, i) => (i === 0 ? { ...member, name: canary } : member))
  const contacts = [
    {
      name: `${canary}侄`,
      relation: '侄女',
      roles: ['call_first' as const],
      phone: `1390000${String(counter).padStart(4, '0')}`,
    },
  ]
  const [family] = await registerForTest(test, officer, [
    { ...draft, members, decision_contacts: contacts, tags: [{ tag: `${canary}签` }] },
  ])
  if (!family) throw new Error('A target has a family.')
  const record = testId()
  const call = callOf(test, worker)
  await command(test.db, call, { name: 'test.record', input: record, district }, async (tx) => {
    await recordCare(tx, call, [
      {
        id: record,
        district,
        family_id: family.id,
        kind: 'phone',
        happened_on: civilDate('2026-11-01'),
        person_ids: [family.person_ids[0] as Uuid],
        note: `${canary}说`,
        title: `${canary}题`,
        worker_id: worker.account_id,
      },
    ])
    return { result: null }
  })
  const owed = await makeOwed(test, {
    district,
    community,
    family_id: family.id,
    canary,
    account_id: worker.account_id,
  })
  const import_id = await makeImport(test, worker, canary)
  const funds = await makeFunds(test, { district, canary, account_id: worker.account_id })
  const version_id = await makeAccount(
    test,
    { district, community, family_id: family.id, canary, account_id: worker.account_id },
    family.person_ids[1] as Uuid,
  )
  const person_id = family.person_ids[0] as Uuid
  const mine = { district, community, family_id: family.id, person_id, canary, account_id: worker.account_id }
  // Rounds of visits and of payments are asked for by the same name; here they have the same id.
  const { run_id, round_id } = owed
  const payments = await makePayments(test, { ...mine, account_version_id: version_id, run_id, round_id }, officer)
  const template_id = await makeTemplate(test, officer, canary)
  const recovery = await makeRecovery(test, mine, payments.payment_id)
  const claim = await makeClaimTarget(test, mine)
  await refreshStanding(test.db, callOf(test, officer), {
    division: district * 1_000_000,
    as_of: civilDate('2026-11-20'),
  })
  const { account_id, post_id } = worker
  const drafts = await makeDraftTarget(test, { community, canary, account_id, post_id })
  const contact = await test.admin.query<{ id: Uuid }>('select id from decision_contact where family_id = $1', [
    family.id,
  ])
  if (name === 'ended') {
    await closeFamily(test.db, callOf(test, officer), {
      family_id: family.id,
      version: 1,
      state: 'closed',
      on: '2026-11-20',
      reason: `${canary}因`,
    })
    await discardImport(test.db, callOf(test, worker), { import_id, version: 1 })
  }
  return {
    name,
    community,
    lo: community,
    hi: community + 1,
    district,
    canaries: [
      canary,
      family.id,
      record,
      import_id,
      ...family.person_ids,
      ...Object.values(owed),
      ...Object.values(funds),
      version_id,
      template_id,
      ...Object.values(payments),
      ...Object.values(recovery),
      ...Object.values(claim),
      ...Object.values(drafts),
    ],
    ids: {
      ...owed,
      ...claim,
      ...drafts,
      import_id,
      ...funds,
      ...recovery,
      version_id,
      version_ids: version_id,
      template_id,
      entitlement_ids: owed.entitlement_id,
      family_ids: family.id,
      worker_id: worker.account_id,
      family_id: family.id,
      person_id: family.person_ids[0] as Uuid,
      contact_id: contact.rows[0]?.id ?? testId(),
      record_id: record,
      account_id: worker.account_id,
      post_id: worker.post_id,
      division: community,
      community,
      code: community,
      place: community,
      district,
    },
  }
}

/** A roster that waits, with the reach of whoever uploaded it; its file, its households and their streets bear the canary. */
async function makeImport(test: TestDatabase, uploader: Actor, canary: string): Promise<Uuid> {
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

const STREET = 530_103_001_000

/**
 * What a street has of its own above its communities: the roster its officer uploaded, and herself. A round of visits over the street is
 * none of it: whose community it passes through sees it on purpose.
 */
export async function makeParent(test: TestDatabase): Promise<Target> {
  const canary = '鸧鹒庚'
  const district = 530_103
  const officer = await makeActor(test, 'street_officer', '530103001')
  const import_id = await makeImport(test, officer, canary)
  const missing = missingTarget(district)
  return {
    ...missing,
    name: 'parent',
    community: STREET,
    ...interval(STREET),
    canaries: [canary, import_id],
    ids: { ...missing.ids, import_id, account_id: officer.account_id, post_id: officer.post_id },
  }
}

interface Owed {
  district: number
  community: number
  family_id: Uuid
  canary: string
  account_id: Uuid
}

/** What the place's family is owed, and a round of visits over the place with the family in it. */
async function makeOwed(
  test: TestDatabase,
  place: Owed,
): Promise<Record<'entitlement_id' | 'run_id' | 'round_id' | 'line_id', Uuid>> {
  const ids = { entitlement_id: testId(), run_id: testId(), round_id: testId(), line_id: testId() }
  const { district, community, family_id, canary, account_id } = place
  await test.admin.query('begin')
  await test.admin.query(
    `insert into eligibility_run (district, id, division, as_of, counts, fingerprint, started_by, applied_at)
     values ($1, $2, $3, '2026-11-01', '[]', sha256('x'), $4, '2026-11-01')`,
    [district, ids.run_id, community, account_id],
  )
  await test.admin.query(
    `insert into entitlement (district, id, community, family_id, beneficiary_id, policy_id, policy_version,
       period, quantity, unit, due_from, run_id, created_at)
     select $1, $2, $3, $4, $4, v.policy_id, v.version, '2026', 1, 'piece', '2026-11-01', $5, '2026-11-01'
     from policy_version v join policy p on p.id = v.policy_id and p.beneficiary = 'family' order by p.code, v.version limit 1`,
    [district, ids.entitlement_id, community, family_id, ids.run_id],
  )
  await test.admin.query(
    `insert into visit_round (district, id, division, title, care_kind, opens_on, closes_on, created_by, created_at)
     values ($1, $2, $3, $4, 'visit_festival', '2026-11-01', '2026-12-31', $5, '2026-11-01')`,
    [district, ids.round_id, community, `${canary}轮`, account_id],
  )
  await test.admin.query(
    `insert into visit_line (district, id, community, round_id, family_id, worker_id) values ($1, $2, $3, $4, $5, $6)`,
    [district, ids.line_id, community, ids.round_id, family_id, account_id],
  )
  await test.admin.query('commit')
  return ids
}

/** Ids that exist nowhere, of the same shape. */
export function missingTarget(district: number): Target {
  const ids = Object.fromEntries(
    [
      'family_id',
      'person_id',
      'contact_id',
      'record_id',
      'account_id',
      'post_id',
      'entitlement_id',
      'run_id',
      'import_id',
      'round_id',
      'line_id',
      'worker_id',
      'source_id',
      'appropriation_id',
      'version_id',
      'template_id',
      'claim_id',
      'draft_id',
      'simulation_id',
      'notice_id',
      'objection_id',
      'proof_id',
      'review_id',
      'group_id',
    ].map((name) => [name, testId()]),
  )
  Object.assign(ids, { entitlement_ids: ids['entitlement_id'], family_ids: ids['family_id'] })
  const community = district * 1_000_000 + 999_999
  return {
    name: 'missing',
    community,
    lo: community,
    hi: community + 1,
    district,
    canaries: [],
    ids: { ...ids, division: community, community, code: community, place: community, district },
  }
}
