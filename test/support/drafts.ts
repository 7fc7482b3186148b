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
import { callOf } from './app.ts'
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
