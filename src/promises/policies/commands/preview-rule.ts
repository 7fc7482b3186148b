import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { Refusal, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { countAnswers } from '../queries/index.ts'
import {
  type Answer,
  checkRule,
  conditionsOf,
  describeRule,
  type Group,
  placesIn,
  type PolicyAt,
  type RawGroup,
} from '../rules/index.ts'
import { namesOfPlaces } from './places.ts'

/** The count is a help while writing: what takes longer is asked of a smaller place. */
const PREVIEW_MS = 8_000

/**
 * A rule being built, in words, and how many of the caller's own area meet it on the day. Overlays and exclusion groups are not in it:
 * it says who meets the rule, not what a run would write.
 * @throws Refusal unprocessable `policies.draft_faults` naming each condition that cannot be asked, `policies.preview_too_wide`
 */
export async function previewRule(
  tx: Tx,
  call: Call,
  {
    rule,
    as_of,
    ...asked
  }: Pick<PolicyAt, 'division' | 'beneficiary' | 'asked' | 'place_asked'> & { rule: RawGroup; as_of: CivilDate },
) {
  const issues = checkRule(rule)
  if (asked.beneficiary === 'family' && asked.asked !== 'parents') {
    issues.push({ place: 'asked', code: 'policies.family_asks_parents' })
  }
  if (issues.length > 0) refuse('unprocessable', 'policies.draft_faults', { issues })
  const checked = rule as Group
  const places = await namesOfPlaces(tx, placesIn(conditionsOf(checked)))
  const words = { zh: describeRule(checked, 'zh', places), en: describeRule(checked, 'en', places) }
  const policy = { ...DRAFT, ...asked, rule: checked, valid_from: as_of }
  const counts = await bounded(tx, () => countAnswers(tx, call, { policy, division: asked.division, as_of }))
  const of = (answer: Answer) => {
    const { households, persons } = counts.find((count) => count.answer === answer) ?? { households: 0, persons: 0 }
    return { households, persons }
  }
  return { as_of, words, counts: { yes: of('yes'), no: of('no'), unknown: of('unknown') } }
}

async function bounded<T>(tx: Tx, count: () => Promise<T>): Promise<T> {
  await sql`select set_config('statement_timeout', ${String(PREVIEW_MS)}, true)`.execute(tx)
  try {
    return await count()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '57014') {
      throw new Refusal('unprocessable', 'policies.preview_too_wide', {
        next: 'policies.preview_too_wide_next',
        cause: error,
      })
    }
    throw error
  }
}

/** What a policy has beside the rule, of no weight for who meets it. */
const DRAFT = {
  id: '00000000-0000-8000-8000-000000000000' as Uuid,
  code: 'draft',
  level: 'district',
  theme: 'living',
  name_zh: '',
  name_en: '',
  care_kind: '',
  replaces_id: null,
  position: 0,
  version: 1,
  valid_to: null,
  grant_kind: 'service',
  grant_quantity: 1,
  grant_unit: 'session',
  cadence: 'once',
  document_number: null,
  document_title: '',
  confidence: 'to_confirm',
  source: '',
  claim_required: false,
  document_id: null,
  document_edition: null,
  replaced_in: [],
} as const satisfies Partial<PolicyAt> & object
