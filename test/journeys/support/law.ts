import { versionOf } from '../../support/version.ts'
import { ask } from './ask.ts'
import type { Visitor } from './visitor.ts'

const PANLONG = 530_103_000_000

/** An invented person's code; approving asks for it, and not again for five minutes. */
export async function showsSecondFactor(approver: Visitor): Promise<void> {
  await ask(approver, 'POST', '/api/session/confirm', { code: '246810' })
}

interface Moved {
  draft_id: string
  policy_id: string
  version: number
}

interface Document {
  /** Of the document the version stands on. */
  document_number?: string
  /** Of the document its rate stands on. */
  rate_number?: string
}

/** Law of Panlong since January: 100 yuan a month for every parent of 76 and more, written by one and approved by the other. */
export async function enactTopUp(
  officer: Visitor,
  approver: Visitor,
  name: string,
  { document_number, rate_number }: Document = {},
): Promise<{ policy_id: string; code: string }> {
  const rate = {
    division: PANLONG,
    branch: null,
    hukou_kind: null,
    valid_from: '2026-01-01',
    valid_to: null,
    amount_fen: 10_000,
    per: 'month',
    document_number: rate_number ?? null,
  }
  const version = {
    ...versionOf(),
    rule: { combinator: 'and', rules: [{ field: 'age', operator: '>=', value: 76 }] },
    grant_kind: 'cash',
    grant_quantity: null,
    grant_unit: 'fen',
    cadence: 'monthly',
    document_title: '高龄补贴办法',
    document_number: document_number ?? null,
    rates: [rate],
  }
  const promise = {
    level: 'district',
    theme: 'allowance',
    name_zh: name,
    name_en: name,
    beneficiary: 'person',
    asked: 'parents',
    place_asked: 'residence',
    care_kind: 'assistance_payment',
    replaces_id: null,
  }
  const input = { kind: 'create', division: PANLONG, promise, version }
  const written = await ask<Moved>(officer, 'POST', '/api/policies/drafts', input)
  const act = (who: Visitor, verb: string, at: number) =>
    ask<Moved>(who, 'POST', `/api/policies/drafts/${written.draft_id}/${verb}`, { version: at })
  const { version: at } = await act(officer, 'submission', written.version)
  await showsSecondFactor(approver)
  await act(approver, 'approval', at)
  const { policy } = await ask<{ policy: { code: string } }>(officer, 'GET', `/api/policies/${written.policy_id}`)
  return { policy_id: written.policy_id, code: policy.code }
}
