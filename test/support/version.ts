import { civilDate } from '../../src/kernel/calendar.ts'
import type { VersionInput } from '../../src/promises/policies/index.ts'

/** A version as a test says it: one piece a year for everybody over seventy, from 2026. */
export function versionOf(more: Partial<VersionInput> = {}): VersionInput {
  return {
    valid_from: civilDate('2026-01-01'),
    valid_to: null,
    rule: { combinator: 'and', rules: [{ field: 'age', operator: '>=', value: 70 }] },
    grant_kind: 'thing',
    grant_quantity: 1,
    grant_unit: 'piece',
    cadence: 'yearly',
    document_id: null,
    document_edition: null,
    document_number: null,
    document_title: '试验办法',
    confidence: 'to_confirm',
    source: '试验',
    claim_required: false,
    rates: null,
    ...more,
  }
}
