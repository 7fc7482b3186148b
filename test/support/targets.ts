import { civilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { command } from '../../src/platform/database/transact.ts'
import { recordCare } from '../../src/ledgers/care-records/index.ts'
import { callOf, makeActor, testId } from './app.ts'
import type { TestDatabase } from './database.ts'
import { bereavedCouple, registerForTest } from './families.ts'

/** Everything one place holds, under ids and with texts that exist nowhere else. */
export interface Target {
  name: string
  community: number
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
  foreign_district: 530_102_001_001,
  foreign_province: 350_203_001_001,
} as const

const CANARY_NAMES: Record<keyof typeof PLACES, string> = {
  own: '鸜鹆甲',
  sibling: '鹔鹴乙',
  other_street: '鵷鶵丙',
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
  const contact = await test.admin.query<{ id: Uuid }>('select id from decision_contact where family_id = $1', [
    family.id,
  ])
  return {
    name,
    community,
    district,
    canaries: [canary, family.id, record, ...family.person_ids],
    ids: {
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

/** Ids that exist nowhere, of the same shape. */
export function missingTarget(district: number): Target {
  const ids = Object.fromEntries(
    ['family_id', 'person_id', 'contact_id', 'record_id', 'account_id', 'post_id'].map((name) => [name, testId()]),
  )
  const community = district * 1_000_000 + 999_999
  return {
    name: 'missing',
    community,
    district,
    canaries: [],
    ids: { ...ids, division: community, community, code: community, place: community, district },
  }
}
