import { describe, expect, test } from 'vitest'
import { testId } from '../../../../test/support/app.ts'
import { bereavedCouple } from '../../../../test/support/families.ts'
import { addDays, type CivilDate, civilDate } from '../../../kernel/calendar.ts'
import { checkEnds, checkFamilyDraft, type FamilyChange, type KeptDraft } from './index.ts'

const TODAY = civilDate('2026-11-21')
const TOMORROW = addDays(TODAY, 1)
const CAME = civilDate('2016-01-04')
const MARRIED = civilDate('1974-05-01')

const draft = bereavedCouple(1)
const kept: KeptDraft = {
  ...draft,
  members: draft.members.map((member) => ({ ...member, id: testId(), member_from: CAME })),
  certificates: [],
  relations: [{ member: 0, other: 1, kind: 'spouse', id: testId(), valid_from: MARRIED }],
  decision_contacts: [],
}
const [husband, wife] = [kept.members[0]?.id ?? testId(), kept.members[1]?.id ?? testId()]
const marriage = kept.relations[0]?.id ?? testId()

const said = (change: FamilyChange) =>
  checkEnds(kept, change, TODAY).map(({ place, code, next }) => `${place} ${code} ${next}`)
const leaves = (...days: CivilDate[]): FamilyChange => ({
  end_members: days.map((member_to, i) => ({ person_id: i === 0 ? husband : wife, member_to })),
})
const parts = (valid_to: CivilDate): FamilyChange => ({ end_relations: [{ relation_id: marriage, valid_to }] })

const NOT_YET = 'families.date_in_future families.next_day_that_came'
const TOO_EARLY = 'families.ends_before_it_begins families.next_not_before'

describe('a day on which something ends', () => {
  test.each<[string, FamilyChange, string[]]>([
    ['he left today', leaves(TODAY), []],
    ['he left on the day he came', leaves(CAME), []],
    ['he moves out tomorrow: he is a member until then', leaves(TOMORROW), [`end_members.0.member_to ${NOT_YET}`]],
    [
      'she is to leave in 2030, he left last month',
      leaves(addDays(TODAY, -30), civilDate('2030-01-01')),
      [`end_members.1.member_to ${NOT_YET}`],
    ],
    ['he left before he came', leaves(addDays(CAME, -1)), [`end_members.0.member_to ${TOO_EARLY}`]],
    ['they parted today', parts(TODAY), []],
    ['they will part tomorrow: they are married until then', parts(TOMORROW), [`end_relations.0.valid_to ${NOT_YET}`]],
    ['they parted before they married', parts(addDays(MARRIED, -1)), [`end_relations.0.valid_to ${TOO_EARLY}`]],
  ])('%s', (_what, change, faults) => {
    expect(said(change)).toEqual(faults)
  })
  test('says from when on she belongs, so that the reader need not look for it', () => {
    expect(checkEnds(kept, leaves(civilDate('2010-01-01')), TODAY)).toMatchObject([{ params: { from: CAME } }])
  })
})

describe('a day on which something begins', () => {
  const faults = (more: Parameters<typeof bereavedCouple>[1]) =>
    checkFamilyDraft(bereavedCouple(1, more), TODAY).map(({ place, code, next }) => `${place} ${code} ${next}`)
  test.each<[string, Parameters<typeof bereavedCouple>[1], string[]]>([
    [
      'a marriage of tomorrow makes nobody a spouse today',
      { relations: [{ member: 0, other: 1, kind: 'spouse', valid_from: TOMORROW }] },
      [`relations.0.valid_from ${NOT_YET}`],
    ],
    [
      'a tag of tomorrow is written tomorrow',
      { tags: [{ tag: '高龄', valid_from: TOMORROW }] },
      [`tags.0.valid_from ${NOT_YET}`],
    ],
    [
      'a tag may say until when it holds',
      { tags: [{ tag: '住院', valid_from: TODAY, valid_to: civilDate('2027-01-01') }] },
      [],
    ],
  ])('%s', (_what, more, expected) => {
    expect(faults(more)).toEqual(expected)
  })
})
