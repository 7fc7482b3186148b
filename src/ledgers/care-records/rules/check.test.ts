import { expect, test } from 'vitest'
import { testId } from '../../../../test/support/app.ts'
import { civilDate } from '../../../kernel/calendar.ts'
import { completeAct, faultsOf, keyOf, type Known } from './index.ts'

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

test('a file that is closed is said to be closed, once, and of nobody that she was no member that day', () => {
  const [id, she, he] = [testId(), testId(), testId()]
  const closed_on = civilDate('2026-06-01')
  const place = { district: 530_103, community: 530_103_001_001 }
  const member = (person: typeof she) => ({
    ...place,
    id: person,
    family_id: id,
    died_on: null,
    member_from: civilDate('2020-01-01'),
    member_to: closed_on,
  })
  const known: Known = {
    ...KNOWN,
    families: new Map([[keyOf(place.district, id), { ...place, id, closed_on }]]),
    persons: new Map([she, he].map((person) => [keyOf(place.district, person), member(person)])),
  }
  const faults = (day: string, person_ids = [she, he]) => {
    const said = { kind: 'phone', family_id: id, happened_on: civilDate(day), person_ids }
    const act = completeAct(said, { id: testId(), district: place.district, worker_id: testId() })
    return faultsOf(act, known).filter(({ field }) => field !== 'kind')
  }
  const closed = [{ field: 'happened_on', code: 'family_closed', params: { closed_on } }]
  expect([faults('2026-05-31'), faults('2026-06-01', [])]).toEqual([[], []])
  expect([faults('2026-06-01'), faults('2026-06-02'), faults('2026-06-02', [])]).toEqual([closed, closed, closed])
  expect(faults('2026-06-02', [she, she])).toEqual([...closed, { field: 'person_ids.1', code: 'person_twice' }])
})
