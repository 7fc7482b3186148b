import { describe, expect, test } from 'vitest'
import { Refusal, type RefusalKind, refuse, statusOf } from './refusal.ts'

describe('Refusal', () => {
  test('answers each kind with its HTTP status', () => {
    const statuses: Record<RefusalKind, number> = {
      bad_input: 400,
      not_signed_in: 401,
      not_allowed: 403,
      not_found: 404,
      conflict: 409,
      unprocessable: 422,
      too_many: 429,
      unavailable: 503,
    }
    for (const [kind, status] of Object.entries(statuses) as [RefusalKind, number][]) {
      expect(new Refusal(kind, 'x').status).toBe(status)
      expect(statusOf(kind)).toBe(status)
    }
  })

  test('carries what was wrong, where, and what to do next', () => {
    const issues = [{ place: 'Sheet1!C12', code: 'kernel.id_number.length', params: { length: 17 } }]
    try {
      refuse('unprocessable', 'families.import_faults', {
        params: { count: 1 },
        place: 'file',
        next: 'families.fix',
        issues,
      })
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal)
      expect(error).toMatchObject({
        code: 'families.import_faults',
        params: { count: 1 },
        place: 'file',
        next: 'families.fix',
        issues,
      })
    }
  })

  test('has empty parameters and issues when none are given', () => {
    const refusal = new Refusal('not_found', 'families.none')
    expect([refusal.params, refusal.issues, refusal.place, refusal.next]).toEqual([{}, [], undefined, undefined])
  })

  test('keeps parameters out of the message, because messages reach the log', () => {
    expect(new Refusal('conflict', 'families.taken', { params: { name: '王小明' } }).message).toBe(
      'conflict: families.taken',
    )
  })
})
