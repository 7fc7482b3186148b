import { describe, expect, test } from 'vitest'
import type { Uuid } from '../../../kernel/ids.ts'
import { careRecordsWords } from '../words/index.ts'
import { bodyOf, draftOf, type LogDraft, newDraft } from './draft.ts'

const ID = '018f0000-0000-7000-8000-000000000001' as Uuid
const FAMILY = '018f0000-0000-7000-8000-000000000002' as Uuid
const HE = '018f0000-0000-7000-8000-000000000003' as Uuid
const SHE = '018f0000-0000-7000-8000-000000000004' as Uuid

const context = {
  locale: 'zh' as const,
  district: 530103,
  family_id: FAMILY,
  parents: [HE, SHE],
  kinds: [
    { code: 'phone', theme: 'contact' as const, units: ['household', 'person', 'minute'] as const, needs: [] },
    {
      code: 'visit_festival',
      theme: 'visit' as const,
      units: ['household', 'person', 'fen', 'piece'] as const,
      needs: [],
    },
    {
      code: 'voucher_issue',
      theme: 'service' as const,
      units: ['household', 'person', 'piece', 'hour'] as const,
      needs: ['family' as const, 'quantity' as const, 'minutes' as const],
    },
    {
      code: 'case_conference',
      theme: 'casework' as const,
      units: ['session', 'household', 'person'] as const,
      needs: ['title' as const],
    },
  ].map((kind) => ({ ...kind, units: [...kind.units] })),
}
const draft = (more: Partial<LogDraft>): LogDraft => ({ ...newDraft(ID, '2026-11-21'), ...more })

describe('the act a page makes', () => {
  test('of one tap is complete: the family, the day, both parents, the channel', () => {
    expect(bodyOf(draft({ how: 'phone' }), context).body).toEqual({
      id: ID,
      district: 530103,
      family_id: FAMILY,
      kind: 'phone',
      outcome: 'done',
      happened_on: '2026-11-21',
      person_ids: [HE, SHE],
      channel: 'phone',
    })
  })

  test('that reached nobody takes along no mood, figure or person', () => {
    const { body } = bodyOf(draft({ how: 'not_reached', mood: 'low', minutes: '5', amount: '300' }), context)
    expect(body).toMatchObject({ kind: 'phone', outcome: 'not_reached', person_ids: [] })
    expect(body).not.toHaveProperty('minutes')
    expect(body?.mood).toBeUndefined()
  })

  test('takes along only what its kind counts, money exact to the fen', () => {
    const { body } = bodyOf(draft({ how: 'visit_festival', amount: '300.5', quantity: '2', minutes: '30' }), context)
    expect(body).toMatchObject({ channel: 'visit', amount_fen: 30_050, quantity: 2 })
    expect(body).not.toHaveProperty('minutes')
  })

  test('reads full-width digits as what they are', () => {
    const { body } = bodyOf(draft({ how: 'visit_festival', amount: '３００．５', quantity: '２' }), context)
    expect(body).toMatchObject({ amount_fen: 30_050, quantity: 2 })
  })

  test('asks for the day where it was cleared, and does not take it for today', () => {
    const faults = [{ place: 'happened_on', code: 'day_needed', detail: careRecordsWords.zh.page.day_needed }]
    expect(bodyOf(draft({ how: 'phone', happened_on: '', next: 'week' }), context)).toEqual({ faults })
  })

  test('names what must be mended: the kind, an amount, a number, the next day', () => {
    const named = (of: LogDraft) => bodyOf(of, context).faults.map(({ place, code }) => [place, code])
    expect(named(draft({}))).toEqual([['kind', 'kind_needed']])
    const wrong = draft({ how: 'visit_festival', amount: '三百', quantity: '1.5', next: 'other' })
    expect(bodyOf(wrong, context)).not.toHaveProperty('body')
    expect(named(wrong)).toEqual([
      ['amount_fen', 'kernel.amount.format'],
      ['quantity', 'whole_number'],
      ['next_on', 'next_on_needed'],
    ])
    expect(named({ ...wrong, amount: '300.505', quantity: '1', next: 'none' })).toEqual([
      ['amount_fen', 'kernel.amount.below_fen'],
    ])
  })

  test('asks for what its kind cannot do without, before anything is sent', () => {
    const named = (of: LogDraft) => bodyOf(of, context).faults.map(({ place, code }) => [place, code])
    const card = draft({ how: 'voucher_issue', quantity: '一' })
    expect(named(card)).toEqual([
      ['quantity', 'whole_number'],
      ['minutes', 'needs_minutes'],
    ])
    expect(bodyOf({ ...card, quantity: '3', minutes: '180' }, context).body).toMatchObject({
      quantity: 3,
      minutes: 180,
    })
    expect(named(draft({ how: 'case_conference', title: ' ' }))).toEqual([['title', 'needs_title']])
    expect(bodyOf(draft({ how: 'case_conference', title: '李家会商' }), context).body).toMatchObject({
      title: '李家会商',
    })
  })

  test('sets the next step a week or a month on, counted from the day of the act', () => {
    const on = (next: LogDraft['next']) =>
      bodyOf(draft({ how: 'phone', next, happened_on: '2026-10-31' }), context).body?.next_on
    expect([on('week'), on('month'), on('none')]).toEqual(['2026-11-07', '2026-11-30', undefined])
  })

  test('that was not accepted can be taken up again as it was', () => {
    const first = bodyOf(
      draft({ how: 'visit_festival', amount: '300', note: '送了粽子', next: 'week', person_ids: [SHE] }),
      context,
    ).body
    if (!first) throw new Error('the draft is good')
    expect(bodyOf(draftOf(first, '2026-11-22'), context).body).toEqual(first)
  })
})
