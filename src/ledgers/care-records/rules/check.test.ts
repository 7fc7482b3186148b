import { expect, test } from 'vitest'
import { testId } from '../../../../test/support/app.ts'
import { civilDate } from '../../../kernel/calendar.ts'
import { completeAct, faultsOf, type Known } from './index.ts'

const KNOWN: Known = {
  kinds: new Map(),
  families: new Map(),
  persons: new Map(),
  places: new Set(),
  scope: { lo: 0, hi: 0 },
  today: civilDate('2026-11-21'),
}

test('a next step lies between the act and five years after it', () => {
  const faultsOfStep = (next: string) => {
    const said = { kind: 'visit', happened_on: civilDate('2026-11-21'), next_on: civilDate(next) }
    const act = completeAct(said, { id: testId(), district: 530_103, worker_id: testId() })
    return faultsOf(act, KNOWN).flatMap((fault) => (fault.field === 'next_on' ? [fault.code] : []))
  }
  expect(['2026-11-20', '2026-11-21', '2031-11-21', '2031-11-22', '9999-12-31'].map(faultsOfStep)).toEqual([
    ['next_before_act'],
    [],
    [],
    ['next_too_late'],
    ['next_too_late'],
  ])
})
