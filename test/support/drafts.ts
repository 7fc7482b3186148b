import type { Actor } from '../../src/platform/call.ts'
import {
  approveDraft,
  type DraftInput,
  type Moved,
  submitDraft,
  type VersionInput,
  writeDraft,
} from '../../src/promises/policies/index.ts'
import { fen } from '../../src/kernel/money.ts'
import type { CivilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { callOf, makeActor } from './app.ts'
import type { TestDatabase } from './database.ts'
import { versionOf } from './version.ts'

/** Money: so many yuan for everybody, by the month unless said. */
export function cashOf(
  yuan: number,
  {
    division = 530_103_000_000,
    per = 'month',
    ...more
  }: Partial<VersionInput> & { division?: number; per?: 'month' | 'year' | 'occasion' } = {},
): VersionInput {
  const version = versionOf({
    grant_kind: 'cash',
    grant_quantity: null,
    grant_unit: 'fen',
    cadence: 'half_yearly',
    ...more,
  })
  const { valid_from, valid_to } = version
  const rate = {
    division,
    branch: null,
    hukou_kind: null,
    valid_from,
    valid_to,
    amount_fen: fen(yuan * 100),
    per,
    document_number: null,
  }
  return { ...version, rates: more.rates === undefined ? [rate] : more.rates }
}

/** A new policy of Panlong for parents who live there. */
export function createOf(
  version: VersionInput,
  more: Partial<Extract<DraftInput, { kind: 'create' }>['promise']> & { division?: number } = {},
): Extract<DraftInput, { kind: 'create' }> {
  const { division = 530_103_000_000, ...promise } = more
  return {
    kind: 'create',
    division,
    promise: {
      level: 'district',
      theme: version.grant_kind === 'cash' ? 'allowance' : 'living',
      name_zh: '试验关怀',
      name_en: 'Trial care',
      beneficiary: 'person',
      asked: 'parents',
      place_asked: 'residence',
      care_kind: version.grant_kind === 'cash' ? 'assistance_payment' : 'other_goods',
      replaces_id: null,
      ...promise,
    },
    version,
  }
}

/** A group of Panlong of which only the highest is given. */
export function groupOf(
  name_zh: string,
  policy_ids: Uuid[],
  more: Omit<Partial<Extract<DraftInput, { kind: 'group' }>['group']>, 'policy_ids'> & { valid_from: CivilDate },
): Extract<DraftInput, { kind: 'group' }> {
  return {
    kind: 'group',
    division: 530_103_000_000,
    group: {
      name_zh,
      name_en: 'The highest',
      valid_to: null,
      policy_ids,
      ends_group_id: null,
      document_number: null,
      document_title: '取其高办法',
      source: '试验',
      ...more,
    },
  }
}

/** Who writes the law of Panlong and who approves it. */
export async function lawmakers(test: TestDatabase): Promise<{ officer: Actor; approver: Actor }> {
  return {
    officer: await makeActor(test, 'district_officer', '530103'),
    approver: await makeActor(test, 'district_approver', '530103'),
  }
}

/** Writes, hands in and approves, by two accounts. */
export async function enactFor(
  test: TestDatabase,
  { officer, approver }: { officer: Actor; approver: Actor },
  input: DraftInput,
): Promise<Moved> {
  const { draft_id, version } = await writeDraft(test.db, callOf(test, officer), input)
  const submitted = await submitDraft(test.db, callOf(test, officer), { draft_id, version })
  return approveDraft(test.db, callOf(test, approver), { draft_id, version: submitted.version })
}
