import { describe, expect, test } from 'vitest'
import type { Uuid } from '../../../kernel/ids.ts'
import { type KindSaid, type ManyDraft, manyOf, newMany } from './many-draft.ts'
import { atPersons, idAfter, wholeOf } from './said.ts'

const ID = '018f0000-0000-7000-8000-000000000001' as Uuid
const SHE = '018f0000-0000-7000-8000-000000000002' as Uuid
const FAMILY = '018f0000-0000-7000-8000-000000000003' as Uuid
const STREET = 530_103_006_000

const kinds: KindSaid[] = [
  {
    code: 'health_lecture',
    units: ['session', 'household', 'person', 'person_time', 'minute'],
    needs: ['title', 'people'],
  },
  { code: 'training', units: ['session', 'person_time', 'minute'], needs: ['title', 'people'] },
  { code: 'leaflets', units: ['person_time', 'copy'], needs: ['copies'] },
  { code: 'online_reach', units: ['piece', 'view'], needs: ['views'] },
]
const said = (more: Partial<ManyDraft>, place: number | undefined = STREET) =>
  manyOf({ ...newMany(ID, '2026-11-21'), ...more }, { kinds, place, locale: 'zh' })
const named = (more: Partial<ManyDraft>, place?: number) =>
  said(more, place).faults.map((fault) => [fault.place, fault.code])

describe('an act for whoever came', () => {
  test('is a lecture with its subject, its place, one who is named and those who are counted', () => {
    const guests = [{ person_id: SHE, family_id: FAMILY }]
    expect(said({ kind: 'health_lecture', title: '春季养生', headcount: '３１', minutes: '90', guests })).toEqual({
      faults: [],
      body: {
        id: ID,
        kind: 'health_lecture',
        happened_on: '2026-11-21',
        place: STREET,
        person_ids: [SHE],
        title: '春季养生',
        headcount: 31,
        minutes: 90,
      },
    })
  })

  test('says at each field what is missing, and where nobody is named asks for the number', () => {
    expect(named({})).toEqual([['kind', 'many_kind_needed']])
    expect(named({ kind: 'health_lecture', happened_on: '' })).toEqual([
      ['title', 'needs_title'],
      ['person_ids', 'needs_people'],
      ['happened_on', 'day_needed'],
    ])
    expect(named({ kind: 'training', title: '业务培训' })).toEqual([['headcount', 'needs_people']])
    expect(named({ kind: 'leaflets' })).toEqual([['copies', 'needs_copies']])
    expect(named({ kind: 'online_reach', views: '很多' })).toEqual([['views', 'whole_number']])
    expect(
      manyOf(
        { ...newMany(ID, '2026-11-21'), kind: 'leaflets', copies: '5' },
        { kinds, place: undefined, locale: 'en' },
      ),
    ).toMatchObject({
      faults: [{ place: 'place', detail: 'Choose the place.' }],
    })
  })

  test('of people who were not accepted each fault stands at who she is, whatever becomes of the list', () => {
    const HE = '018f0000-0000-7000-8000-000000000004'
    const fault = (place: string) => ({ place, code: 'care_records.person_not_member', detail: '当日不在' })
    expect(atPersons([fault('person_ids.1'), fault('happened_on'), fault('person_ids.7')], [SHE, HE])).toEqual([
      fault(`person_ids.${HE}`),
      fault('happened_on'),
      fault('person_ids.7'),
    ])
  })

  test('counts beside the form what its fields read: full-width digits, and nothing of what is no number', () => {
    expect(['３１', ' 31 ', '', '很多', '1.5'].map(wholeOf)).toEqual([31, 31, undefined, undefined, undefined])
  })

  test('is another act once it was told that the one of its id stands already', () => {
    const other = () => 'another'
    expect(idAfter(ID, undefined, other)).toBe(ID)
    expect(idAfter(ID, 'care_records.acts_invalid', other)).toBe(ID)
    expect(idAfter(ID, 'care_records.id_taken', other)).toBe('another')
  })

  test('leaves out what was typed for another kind and this one does not count', () => {
    const guests = [{ person_id: SHE, family_id: FAMILY }]
    const { body } = said({ kind: 'leaflets', copies: '200', views: '9', minutes: 'x', guests })
    expect(body).toEqual({ id: ID, kind: 'leaflets', happened_on: '2026-11-21', place: STREET, copies: 200 })
  })
})
