import { describe, expect, test } from 'vitest'
import {
  columnOf,
  type Outcome,
  outcomeOf,
  put,
  registered,
  rowOf,
  SCENES,
} from '../../../../test/support/roster-cells.ts'
import { civilDate } from '../../../kernel/calendar.ts'
import type { Field } from './fields.ts'
import type { KnownFamily } from './match.ts'

/** Where 无 and its like are more than an empty cell (`none.ts`); that they are no more anywhere else, `cells.test.ts` shows for every field. */

describe('cells that say there is none, or not so', () => {
  const [scene] = SCENES
  if (scene === undefined) throw new Error('There is a scene.')
  const codesOf = (outcome: Outcome) =>
    outcome.faults.map(({ code, severity, row, column }) => `${code} ${severity} ${column ?? ''}${row}`)
  const judged = (index: number, field: Field, value: string, known: readonly KnownFamily[]) =>
    outcomeOf(scene, put(scene.full, index, field, value), known)
  const at = (field: Field, index: number) => `${columnOf(scene, field)}${rowOf(index)}`
  const full = registered(scene, scene.full)

  test('a child who is 健在 in the file and has passed away in the register stops the file', () => {
    const dead = full.draft.members.map((member) => ({ ...member, died_on: civilDate('2020-02-02') }))
    const known = {
      ...full,
      draft: {
        ...full.draft,
        branch: 'death' as const,
        members: full.draft.members.map((one, i) => dead[i === 2 ? i : -1] ?? one),
      },
    }
    expect(codesOf(judged(2, 'person.died_on', '健在', [known]))).toContain(
      `imports.registered_as_dead blocks ${at('person.died_on', 2)}`,
    )
    expect(codesOf(judged(2, 'person.died_on', '健在', [full]))).toEqual([])
    expect(codesOf(judged(2, 'person.died_on', '健在', []))).toEqual([])
  })

  test('a 无 takes neither phone nor certificate away, and says so', () => {
    for (const [index, field] of [
      [0, 'person.phone'],
      [0, 'person.only_child_certificate'],
      [2, 'person.disability_certificate'],
      [0, 'household.contact_phone'],
    ] as const) {
      const outcome = judged(index, field, '无', [full])
      expect(codesOf(outcome)).toContain(`imports.register_keeps warns ${at(field, index)}`)
      expect(outcome.plan.households.map(({ kind }) => kind)).toEqual(['unchanged'])
    }
  })

  test('否 under 是否独居 ends living alone, and asks with whom', () => {
    const alone = { ...full, draft: { ...full.draft, living_arrangement: 'alone' as const } }
    const outcome = judged(0, 'household.living_arrangement', '否', [alone])
    expect(outcome.plan.households[0]).toMatchObject({
      change: { set: { living_arrangement: 'unknown' } },
      facts: [{ attribute: 'living_arrangement', before: 'alone', after: 'unknown' }],
    })
    expect(codesOf(outcome)).toEqual([`imports.not_alone warns ${at('household.living_arrangement', 0)}`])
  })

  test('否 under 是否独居 agrees with a couple, and of a new family it is asked with whom', () => {
    expect(codesOf(judged(0, 'household.living_arrangement', '否', [full]))).toEqual([])
    expect(codesOf(judged(0, 'household.living_arrangement', '否', []))).toEqual([
      `imports.not_alone warns ${at('household.living_arrangement', 0)}`,
    ])
  })

  test('不详 does not overwrite how a family is known to live', () => {
    expect(codesOf(judged(0, 'household.living_arrangement', '不详', [full]))).toEqual([
      `imports.register_keeps warns ${at('household.living_arrangement', 0)}`,
    ])
  })
})

describe('无 where it could mean something', () => {
  const [scene] = SCENES
  if (scene === undefined) throw new Error('There is a scene.')
  const codesOf = (outcome: Outcome) =>
    outcome.faults.map(({ code, severity, row, column }) => `${code} ${severity} ${column ?? ''}${row}`)
  const surviving = 'household.children_surviving'
  const at = `${columnOf(scene, surviving)}2`
  const none = put(scene.full, 0, surviving, '无')
  /** The child of these rows has passed away. */
  const mourning = put(
    put(
      none.map((row, index) => (index === 2 ? { ...row, 'person.disability_certificate': undefined } : row)),
      2,
      'person.died_on',
      '2020-02-02',
    ),
    0,
    'household.branch',
    '甲类',
  ).map((row) => ({ ...row, 'person.disability_grade': undefined, 'person.disability_issued_on': undefined }))

  test('under 现存子女数 of a family whose child has passed away it is 0: no other number is right there', () => {
    const outcome = outcomeOf(scene, mourning)
    expect(outcome.households[0]?.draft.children_surviving).toBe(0)
    expect(codesOf(outcome)).toEqual([])
  })

  test('under 现存子女数 of any other family it is asked, and nothing is registered', () => {
    const outcome = outcomeOf(scene, none)
    expect(outcome.households[0]?.draft.children_surviving).toBeUndefined()
    expect(codesOf(outcome)).toEqual([`imports.none_or_zero warns ${at}`])
  })

  test('under 现存子女数 it takes away no number that is registered', () => {
    const outcome = outcomeOf(scene, none, [registered(scene, scene.full)])
    expect(outcome.plan.households.map(({ kind }) => kind)).toEqual(['unchanged'])
    expect(codesOf(outcome)).toEqual([`imports.register_keeps warns ${at}`])
  })

  test('among tags and roles it is none of them', () => {
    const rows = put(put(scene.full, 0, 'household.tags', '无、甲'), 0, 'household.contact_roles', '监护人、无')
    const outcome = outcomeOf(scene, rows)
    expect(outcome.households[0]?.draft).toMatchObject({
      tags: [{ tag: '甲' }],
      decision_contacts: [{ roles: ['guardian'] }],
    })
    expect(codesOf(outcome)).toEqual([])
  })

  test('in every cell of a contact it says that there is nobody, and there is nothing to tell', () => {
    const contact = ['contact_name', 'contact_relation', 'contact_phone', 'contact_roles'] as const
    const rows = contact.reduce((all, fact) => put(all, 0, `household.${fact}`, '无'), scene.full)
    expect(outcomeOf(scene, rows).households[0]?.draft.decision_contacts).toEqual([])
    expect(codesOf(outcomeOf(scene, rows))).toEqual([])
  })

  test('in every column of a mother it says that there is none', () => {
    const couple = SCENES.find(({ name }) => name === '一行一户，父母') ?? scene
    const alone = couple.full.map((row) => ({
      ...row,
      ...Object.fromEntries(Object.keys(row).flatMap((field) => (field.startsWith('mother.') ? [[field, '无']] : []))),
    }))
    const outcome = outcomeOf(couple, alone)
    expect(outcome.households[0]?.draft.members.map(({ name }) => name)).toEqual(['周试父', '周试子'])
    expect(codesOf(outcome)).toEqual([])
  })
})

test('a phone in the columns of a mother whom nobody names is told as a phone that has nobody', () => {
  const scene = SCENES.find(({ name }) => name === '一行一户，父母')
  if (scene === undefined) throw new Error('There is a scene.')
  const rows = scene.full.map((row) => ({
    ...Object.fromEntries(Object.entries(row).filter(([field]) => !field.startsWith('mother.'))),
    'mother.phone': '13800000023',
  }))
  expect(outcomeOf(scene, rows).faults).toMatchObject([
    {
      code: 'imports.phone_of_nobody',
      next: 'imports.next_phone_of_nobody',
      severity: 'blocks',
      column: columnOf(scene, 'mother.phone'),
    },
  ])
})
