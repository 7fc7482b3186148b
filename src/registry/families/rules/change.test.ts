import { describe, expect, test } from 'vitest'
import { testId } from '../../../../test/support/app.ts'
import { bereavedCouple, motherOfDisabledChild } from '../../../../test/support/families.ts'
import { civilDate } from '../../../kernel/calendar.ts'
import type { FamilyDraft } from './draft.ts'
import { applyChange, checkFamilyDraft, type FamilyChange, type KeptDraft } from './index.ts'

const TODAY = civilDate('2026-11-21')

function kept(draft: FamilyDraft): KeptDraft {
  const withIds = <T extends object>(rows: readonly T[]) => rows.map((row) => ({ ...row, id: testId() }))
  return {
    ...draft,
    members: withIds(draft.members),
    certificates: withIds(draft.certificates),
    relations: withIds(draft.relations),
    decision_contacts: withIds(draft.decision_contacts),
  }
}
const apply = (stored: KeptDraft, change: FamilyChange) => applyChange(stored, change, testId)
const idAt = (draft: KeptDraft, index: number) => draft.members[index]?.id ?? testId()

describe('what follows from a death', () => {
  test('the disabled only child dies: the family changes its branch and has no child surviving', () => {
    const stored = kept(motherOfDisabledChild(1))
    const { draft } = apply(stored, {
      members: [{ person_id: idAt(stored, 1), set: { died_on: civilDate('2026-10-01') } }],
    })
    expect(draft).toMatchObject({ branch: 'death', children_surviving: 0 })
    expect(checkFamilyDraft(draft, TODAY)).toEqual([])
  })
  test('the husband dies: the wife is widowed from that day', () => {
    const stored = kept(bereavedCouple(1))
    const { draft } = apply(stored, {
      members: [{ person_id: idAt(stored, 0), set: { died_on: civilDate('2026-10-01') } }],
    })
    expect(draft.members[1]).toMatchObject({ marital: '30', marital_since: '2026-10-01' })
    expect(draft.branch).toBe('death')
  })
  test('a change that says the marital state itself is not overruled', () => {
    const stored = kept(bereavedCouple(1))
    const { draft } = apply(stored, {
      members: [
        { person_id: idAt(stored, 0), set: { died_on: civilDate('2026-10-01') } },
        { person_id: idAt(stored, 1), set: { marital: '40' } },
      ],
    })
    expect(draft.members[1]?.marital).toBe('40')
  })
})

describe('fields and parts', () => {
  test('an absent field stays, null takes it away', () => {
    const stored = kept(bereavedCouple(1))
    const { draft } = apply(stored, { members: [{ person_id: idAt(stored, 0), set: { phone: null } }] })
    expect(draft.members[0]?.phone).toBeUndefined()
    expect(draft.members[0]?.name).toBe(stored.members[0]?.name)
  })
  test('proofs and relations keep pointing at their person when a member before them leaves', () => {
    const stored = kept(motherOfDisabledChild(1))
    const mother = idAt(stored, 0)
    const { draft } = apply(stored, { end_members: [{ person_id: mother, member_to: TODAY }] })
    expect(draft.certificates[0]?.member).toBe(0)
    expect(draft.relations).toEqual([])
  })
  test('a proof for a member of the same change finds her by the id she brings', () => {
    const stored = kept(bereavedCouple(1))
    const id = testId()
    const { draft, issues } = apply(stored, {
      add_members: [
        { id, name: '王小燕', relation: 'grandchild', identity: { kind: 'none' }, birth_date: civilDate('2005-01-01') },
      ],
      add_relations: [{ person_id: idAt(stored, 1), other_id: id, kind: 'grandparent_of' }],
    })
    expect(issues).toEqual([])
    expect(draft.relations.at(-1)).toMatchObject({ member: 1, other: 3 })
  })
  test('parts that are not there are said', () => {
    const stored = kept(bereavedCouple(1))
    const { issues } = apply(stored, {
      members: [{ person_id: testId(), set: {} }],
      end_tags: [{ tag: '没有' }],
      add_certificates: [{ person_id: testId(), kind: 'other' }],
    })
    expect(issues.map(({ place, code }) => `${place} ${code}`)).toEqual([
      'members.0 families.no_such_part',
      'end_tags.0 families.no_such_part',
      'add_certificates.0.person_id families.no_such_member',
    ])
  })
})
