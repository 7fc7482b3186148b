import { describe, expect, test } from 'vitest'
import {
  bare,
  columnOf,
  little,
  type Outcome,
  OTHER,
  outcomeOf,
  put,
  registered,
  type Row,
  rowOf,
  type Scene,
  SCENES,
} from '../../../../test/support/roster-cells.ts'
import { type Field, fieldsOf, splitField } from './fields.ts'
import type { KnownFamily } from './match.ts'

/** Every cell of a roster, filled or changed or emptied by itself: none is dropped without a word, and an empty one changes nothing. */

/** Binds rows, and is no fact by itself. */
const BINDS_ALONE: ReadonlySet<Field> = new Set(['household.household_number'])

const BESIDE_COMMUNITY: ReadonlySet<Field> = new Set(['household.district', 'household.street'])

/** What becomes of the file, without the places where it was read. */
function becomes({ plan }: Outcome): string {
  return JSON.stringify(
    plan.households.map(({ kind, household, change, move_to: moveTo, added }) => [
      kind,
      kind === 'new' ? household.draft : [change, moveTo, added],
    ]),
  )
}

/** A district or street beside a community is told where the community stands. */
function isTold(scene: Scene, { faults }: Outcome, field: Field, index: number): boolean {
  const fields: Field[] = BESIDE_COMMUNITY.has(field) ? [field, 'household.community'] : [field]
  const columns = fields.map((one) => columnOf(scene, one))
  return faults.some(({ row, column }) => row === rowOf(index) && column !== null && columns.includes(column))
}

function otherThan({ full }: Scene, index: number, field: Field): string | undefined {
  const { attribute } = splitField(field)
  return attribute === 'sex' && full[index]?.[field] === '女' ? '男' : OTHER[attribute]
}

function registers(scene: Scene): [string, KnownFamily[]][] {
  const certificate = scene.full
    .flatMap((row) => Object.entries(row))
    .find(([field]) => field.endsWith('.disability_certificate'))
  const few = little(scene).map((row, index) => {
    const [field = '', number = ''] = certificate ?? []
    return scene.full[index]?.[field as Field] === number ? { ...row, [field]: number } : row
  })
  return [
    ['new', []],
    ['registered in full', [registered(scene, scene.full)]],
    ['registered in little', [registered(scene, few)]],
  ]
}

/** The cells of a scene: those of people who are in it, and of the household, on each row. */
function cellsOf({ full, layout }: Scene): { index: number; field: Field }[] {
  return full.flatMap((row, index) => {
    const roles = new Set(Object.keys(row).map((field) => splitField(field as Field).role))
    return fieldsOf(layout)
      .filter((field) => roles.has(splitField(field).role))
      .map((field) => ({ index, field }))
  })
}

describe.each(SCENES)('$name', (scene) => {
  const files: [string, readonly Row[]][] = [
    ['a full row', scene.full],
    ['little else', little(scene)],
    ['one number a household', bare(scene)],
  ]
  for (const [register, known] of registers(scene))
    test.each(files)(`another value in one cell is in the outcome or told: ${register}, %s`, (_, rows) => {
      const before = outcomeOf(scene, rows, known)
      const silent = cellsOf(scene).flatMap(({ index, field }) => {
        const value = otherThan(scene, index, field)
        if (BINDS_ALONE.has(field) && scene.layout === 'household_rows') return []
        const after = outcomeOf(scene, put(rows, index, field, value), known)
        return isTold(scene, after, field, index) || becomes(after) !== becomes(before)
          ? []
          : [`${field} in row ${rowOf(index)}`]
      })
      expect(silent).toEqual([])
    })

  test('what changes a registered family is shown at its cell beforehand', () => {
    const known = [registered(scene, scene.full)]
    const hidden = cellsOf(scene).flatMap(({ index, field }) => {
      const after = outcomeOf(scene, put(scene.full, index, field, otherThan(scene, index, field)), known)
      const shown = after.plan.households.some(
        ({ facts, added }) =>
          added.length > 0 || facts.some(({ at }) => at.row === rowOf(index) && at.column === columnOf(scene, field)),
      )
      return shown || isTold(scene, after, field, index) || BINDS_ALONE.has(field)
        ? []
        : [`${field} in row ${rowOf(index)}`]
    })
    expect(hidden).toEqual([])
  })

  test('an emptied cell changes nothing', () => {
    const known = [registered(scene, scene.full)]
    expect(outcomeOf(scene, scene.full, known).plan.households.map(({ kind }) => kind)).toEqual(['unchanged'])
    const changing = cellsOf(scene).flatMap(({ index, field }) => {
      const { plan } = outcomeOf(scene, put(scene.full, index, field, undefined), known)
      const facts = plan.households.flatMap((one) => one.facts.map((fact) => fact.attribute))
      return facts.length === 0 ? [] : [`${field} in row ${rowOf(index)}: ${facts.join()}`]
    })
    expect(changing).toEqual([])
  })
})

/** Those answer a question of yes or no: 无 says no. */
const ASKS_WHETHER: ReadonlySet<Field> = new Set(['household.hardship', 'household.has_only_child_certificate'])
/** Told of what the register or nobody knows, beside which the cell changes nothing. */
const TOLD_OF_NONE: ReadonlySet<string> = new Set(['imports.register_keeps', 'imports.none_or_zero'])

describe.each(SCENES)('$name: a cell that says there is none is an empty one, and a needed one is missing', (scene) => {
  const said = (outcome: Outcome) => ({
    becomes: becomes(outcome),
    faults: outcome.faults.filter(({ code }) => !TOLD_OF_NONE.has(code)),
  })
  const files: [string, readonly Row[]][] = [
    ['a full row', scene.full],
    ['little else', little(scene)],
  ]
  for (const [register, known] of registers(scene))
    test.each(files)(`${register}, %s`, (_, rows) => {
      const differs = cellsOf(scene).flatMap(({ index, field }) => {
        const empty = said(outcomeOf(scene, put(rows, index, field, undefined), known))
        return ['无', '沒有', '暂无', '—', '-', '/']
          .filter((none) => !ASKS_WHETHER.has(field) || /[—/-]/.test(none))
          .filter((none) => {
            const after = said(outcomeOf(scene, put(rows, index, field, none), known))
            return JSON.stringify(after) !== JSON.stringify(empty)
          })
          .map((none) => `${none} as ${field} in row ${rowOf(index)}`)
      })
      expect(differs).toEqual([])
    })
})

describe('cells under somebody whose name is missing', () => {
  const ROLES = ['father', 'mother', 'self', 'spouse', 'child'] as const
  test.each(SCENES.filter(({ layout }) => layout === 'household_rows'))('$name: each is told', (scene) => {
    for (const role of ROLES.filter((one) => scene.full[0]?.[`${one}.name`] !== undefined)) {
      const without = [
        Object.fromEntries(Object.entries(scene.full[0] ?? {}).filter(([field]) => !field.startsWith(role))),
      ]
      for (const known of [[], [registered(scene, scene.full)]]) {
        const before = outcomeOf(scene, without, known).faults.length
        const silent = fieldsOf(scene.layout).filter((field) => {
          if (!field.startsWith(`${role}.`) || field.endsWith('.name')) return false
          const after = outcomeOf(scene, put(without, 0, field, OTHER[splitField(field).attribute]), known)
          return after.faults.length === before
        })
        expect(silent).toEqual([])
      }
    }
  })
})

describe('people to contact', () => {
  const [scene] = SCENES
  if (scene === undefined) throw new Error('There is a scene.')
  const second = {
    'household.contact_name': '郑侄',
    'household.contact_relation': '侄子',
    'household.contact_phone': '13800000032',
    'household.contact_roles': '担保人',
  }
  const rows = scene.full.map((row, index) => (index === 1 ? { ...row, ...second } : row))

  test('a second one on another row is registered beside the first, with what is said of her', () => {
    const taken = { name: '郑侄', relation: '侄子', phone: '13800000032', roles: ['guarantor'] }
    expect(outcomeOf(scene, rows).households[0]?.draft.decision_contacts).toMatchObject([{ name: '吴侄' }, taken])
    const [known] = outcomeOf(scene, rows, [registered(scene, scene.full)]).plan.households
    expect(known?.change).toEqual({ add_contacts: [taken] })
  })

  test('a phone without a name is the only contact’s; where there are two it is told and nobody’s', () => {
    const lone = { ...scene.full[2], 'household.contact_phone': '13800000033' }
    const first = put(scene.full, 0, 'household.contact_phone', undefined)
    const [one] = outcomeOf(scene, [...first.slice(0, 2), lone]).households
    expect(one?.draft.decision_contacts).toMatchObject([{ name: '吴侄', phone: '13800000033' }])
    const two = outcomeOf(scene, [...put(rows, 0, 'household.contact_phone', undefined).slice(0, 2), lone])
    expect(two.households[0]?.draft.decision_contacts.map(({ phone }) => phone)).toEqual([undefined, '13800000032'])
    expect(two.faults.map(({ code, row }) => `${code} ${row}`)).toEqual(['imports.contact_name_missing 4'])
  })

  test('roles that were read in part take none away', () => {
    const known = [registered(scene, scene.full)]
    const [some] = outcomeOf(scene, put(scene.full, 0, 'household.contact_roles', '担保人、班长'), known).plan
      .households
    expect(some?.facts).toMatchObject([{ name: '吴侄', before: 'guardian', after: 'guardian,guarantor' }])
    const [all] = outcomeOf(scene, put(scene.full, 0, 'household.contact_roles', '担保人'), known).plan.households
    expect(all?.facts).toMatchObject([{ name: '吴侄', before: 'guardian', after: 'guarantor' }])
  })
})

describe('certificates', () => {
  const [scene] = SCENES
  if (scene === undefined) throw new Error('There is a scene.')
  const full = registered(scene, scene.full)
  const toldOf = ({ faults }: Outcome) => faults.map(({ code, row, severity }) => `${code} ${severity} ${row}`)

  test('a grade without the number is held against the registered certificate', () => {
    const without = put(scene.full, 2, 'person.disability_certificate', undefined)
    expect(toldOf(outcomeOf(scene, without, [full]))).toEqual([])
    expect(toldOf(outcomeOf(scene, put(without, 2, 'person.disability_grade', '三级'), [full]))).toEqual([
      'imports.grade_differs_from_register blocks 4',
    ])
  })

  test('a day of issue without the number is that of the registered certificate; where there is none it is told', () => {
    const without = put(scene.full, 2, 'person.disability_certificate', undefined)
    const another = put(without, 2, 'person.disability_issued_on', '2011-01-01')
    const [known] = outcomeOf(scene, another, [full]).plan.households
    expect(known?.change).toMatchObject({ certificates: [{ set: { issued_on: '2011-01-01' } }] })
    expect(toldOf(outcomeOf(scene, another))).toEqual(
      expect.arrayContaining(['imports.certificate_number_missing warns 4', 'families.disability_missing blocks 2']),
    )
  })

  test('the day of a shared certificate may stand on the row of the other parent', () => {
    const apart = put(scene.full, 0, 'person.only_child_issued_on', undefined)
    expect(outcomeOf(scene, apart).households[0]?.draft.certificates[0]).toMatchObject({
      number: 'GR900',
      issued_on: '1984-01-01',
    })
  })

  test('long numbers that differ at their end are two; marks within a number stay', () => {
    const long = '云南省昆明市盘龙区计划生育独生子女字第0001号'
    const before = registered(
      scene,
      scene.full.map((row, index) => (index > 1 ? row : { ...row, 'person.only_child_certificate': long })),
    )
    const other = long.replace('0001', '00-02')
    const rows = scene.full.map((row, index) => (index > 1 ? row : { ...row, 'person.only_child_certificate': other }))
    const [known] = outcomeOf(scene, rows, [before]).plan.households
    expect(known?.change).toMatchObject({ certificates: [{ set: { number: other } }] })
  })
})
