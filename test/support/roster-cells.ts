import { civilDate } from '../../src/kernel/calendar.ts'
import { makeIdNumber } from '../../src/kernel/id-number.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { atOnce } from '../../src/kernel/steps.ts'
import type { Cell, Workbook } from '../../src/platform/exchange/sheets.ts'
import { type KeptDraft, readFamilyDraft } from '../../src/registry/families/rules/index.ts'
import {
  type Fault,
  type Field,
  fieldsOf,
  type KnownFamily,
  type Layout,
  type Mapping,
  type Plan,
  planImport,
  type ReadHousehold,
  readRoster,
} from '../../src/registry/imports/rules/index.ts'
import { DISTRICT_SCOPE, PLACES, WIDE } from './rosters.ts'

/** Rosters of one family as values under the fields of a layout, so that one cell at a time can be another. */

export type Row = Partial<Record<Field, string>>

export interface Scene {
  readonly name: string
  readonly layout: Layout
  /** With every cell filled that can be. */
  readonly full: readonly Row[]
}

const TODAY = civilDate('2026-11-21')
const FATHER = makeIdNumber(530_103, civilDate('1954-06-19'), 151)
const MOTHER = makeIdNumber(530_103, civilDate('1955-10-21'), 262)
const CHILD = makeIdNumber(530_103, civilDate('1983-05-05'), 375)

const father = {
  name: '周试父',
  id_number: FATHER,
  sex: '男',
  birth_date: '1954-06-19',
  phone: '13800000021',
  hukou_kind: '城镇',
  hukou_place: '昆明市盘龙区',
  marital: '初婚',
  marital_since: '1980-01-01',
  ethnicity: '汉',
  education: '初中',
  only_child_certificate: 'GR900',
  only_child_issued_on: '1984-01-01',
}
const mother = {
  ...father,
  name: '周试母',
  id_number: MOTHER,
  sex: '女',
  birth_date: '1955-10-21',
  phone: '13800000023',
}
const child = {
  name: '周试子',
  id_number: CHILD,
  sex: '男',
  birth_date: '1983-05-05',
  disability_certificate: `${CHILD}42`,
  disability_grade: '二级',
  disability_issued_on: '2010-01-01',
}
const household = {
  household_number: '9',
  district: '盘龙区',
  street: '拓东街道',
  community: '尚义社区',
  address: '白塔路1号',
  branch: '乙类',
  living_arrangement: '夫妻同住',
  hardship: '否',
  registered_on: '2020-01-01',
  children_born: '1',
  children_surviving: '1',
  has_only_child_certificate: '是',
  contact_name: '吴侄',
  contact_relation: '侄女',
  contact_phone: '13800000022',
  contact_roles: '监护人',
  tags: '甲',
}
const numbered = { household_number: '9' }

function under(role: string, facts: Readonly<Record<string, string>>): Row {
  return Object.fromEntries(Object.entries(facts).map(([attribute, value]) => [`${role}.${attribute}`, value]))
}

export const SCENES: readonly Scene[] = [
  {
    name: '一行一人',
    layout: 'person_rows',
    full: [
      { ...under('person', { ...father, relation: '户主' }), ...under('household', household) },
      { ...under('person', { ...mother, relation: '配偶' }), ...under('household', numbered) },
      { ...under('person', { ...child, relation: '儿子' }), ...under('household', numbered) },
    ],
  },
  {
    name: '一行一人，子女另有几列',
    layout: 'person_rows',
    full: [
      {
        ...under('person', { ...father, relation: '户主' }),
        ...under('child', child),
        ...under('household', household),
      },
      {
        ...under('person', { ...mother, relation: '配偶' }),
        ...under('child', child),
        ...under('household', numbered),
      },
    ],
  },
  {
    name: '一行一户，父母',
    layout: 'household_rows',
    full: [
      {
        ...under('father', father),
        ...under('mother', mother),
        ...under('child', child),
        ...under('household', household),
      },
    ],
  },
  {
    name: '一行一户，本人与配偶',
    layout: 'household_rows',
    full: [
      {
        ...under('self', father),
        ...under('spouse', mother),
        ...under('child', child),
        ...under('household', household),
      },
    ],
  },
]

/** A value of each field that is right by itself and is nobody's of the scenes. */
export const OTHER: Readonly<Record<string, string>> = {
  name: '周试夫',
  id_number: makeIdNumber(530_103, civilDate('1956-02-02'), 401),
  sex: '女',
  birth_date: '1954-06-20',
  relation: '其他',
  phone: '13800000031',
  hukou_kind: '农业',
  hukou_place: '昆明市五华区',
  marital: '离婚',
  marital_since: '1981-01-01',
  ethnicity: '回',
  education: '高中',
  died_on: '2020-02-02',
  only_child_certificate: 'GR901',
  only_child_issued_on: '1984-02-01',
  disability_certificate: `${FATHER}43`,
  disability_grade: '三级',
  disability_issued_on: '2011-01-01',
  household_number: '10',
  district: '五华区',
  street: '松华街道',
  community: '白塔社区',
  address: '白塔路2号',
  branch: '甲类',
  living_arrangement: '独居',
  hardship: '是',
  registered_on: '2021-01-01',
  children_born: '2',
  children_surviving: '0',
  has_only_child_certificate: '否',
  contact_name: '郑侄',
  contact_relation: '侄子',
  contact_phone: '13800000032',
  contact_roles: '担保人',
  tags: '乙',
}

/** What must stand for people to be known again and bound together. */
const BINDS = /\.(?:name|id_number|relation|household_number|community|branch)$/

/** Who they are and where, and nothing else. */
export function little({ full }: Scene): Row[] {
  return full.map((row) => kept(row, (field) => BINDS.test(field)))
}

/** The head alone has a number. */
export function bare(scene: Scene): Row[] {
  return little(scene).map((row) => kept(row, (field, value) => !field.endsWith('.id_number') || value === FATHER))
}

function kept(row: Row, keep: (field: string, value: string) => boolean): Row {
  return Object.fromEntries(Object.entries(row).filter(([field, value]) => keep(field, value)))
}

/** The letter of the column in which a field stands. */
export function columnOf(scene: Scene, field: Field): string {
  return letter(fieldsOf(scene.layout).indexOf(field))
}

function letter(index: number): string {
  const last = String.fromCodePoint(65 + (index % 26))
  return index < 26 ? last : letter(Math.floor(index / 26) - 1) + last
}

/** The row of the sheet in which the `index`-th row of a scene stands. */
export function rowOf(index: number): number {
  return index + 2
}

function sheetOf(scene: Scene, rows: readonly Row[]): { workbook: Workbook; mapping: Mapping } {
  const fields = fieldsOf(scene.layout)
  const cell = (row: number, index: number, value: string | undefined): Cell => {
    const ref = `${letter(index)}${row}`
    return value === undefined ? { ref, kind: 'empty', value: null } : { ref, kind: 'text', value }
  }
  const headers = fields.map((field) => (field === 'person.relation' ? '与户主关系' : field))
  const lines = [headers, ...rows.map((row) => fields.map((field) => row[field]))]
  const sheet = {
    name: '花名册',
    hidden: false,
    width: fields.length,
    merges: [],
    rows: lines.map((values, at) => values.map((value, index) => cell(at + 1, index, value))),
  }
  const columns = fields.map((field, index) => ({ letter: letter(index), header: headers[index] ?? '', field }))
  const how = { sheet: sheet.name, read: true, header_from: 1, header_to: 1, layout: scene.layout, columns }
  return { workbook: { file_name: '花名册.xlsx', format: 'xlsx', sheets: [sheet] }, mapping: [how] }
}

export interface Outcome {
  readonly households: readonly ReadHousehold[]
  readonly plan: Plan
  readonly faults: readonly Fault[]
}

function counter(from: number): () => Uuid {
  let next = from
  return () => `00000000-0000-7000-8000-${String(next++).padStart(12, '0')}` as Uuid
}

export function outcomeOf(scene: Scene, rows: readonly Row[], known: readonly KnownFamily[] = []): Outcome {
  const { workbook, mapping } = sheetOf(scene, rows)
  const context = { today: TODAY, scope: DISTRICT_SCOPE, communities: PLACES, places: WIDE }
  const { households, faults } = atOnce(readRoster(workbook, mapping, context))
  const plan = atOnce(planImport(households, known, { today: TODAY, newId: counter(1000) }))
  return { households, plan, faults: [...faults, ...plan.faults] }
}

/** The family of these rows as the register holds it once they are applied. */
export function registered(scene: Scene, rows: readonly Row[], more: Partial<KeptDraft> = {}): KnownFamily {
  const { households, faults } = outcomeOf(scene, rows)
  const [one] = households
  const blocking = faults.filter((fault) => fault.severity === 'blocks')
  if (one === undefined || households.length > 1 || blocking.length > 0) throw new Error(JSON.stringify(blocking))
  const newId = counter(1)
  const { family } = readFamilyDraft(one.draft, TODAY)
  const draft: KeptDraft = {
    ...one.draft,
    members: family.members.map(({ draft: member, name, sex, birth_date, phone }) => ({
      ...member,
      id: newId(),
      name,
      sex: sex === 'unknown' ? undefined : sex,
      birth_date: birth_date ?? undefined,
      phone: phone ?? undefined,
    })),
    certificates: family.certificates.map(({ draft: certificate, number }) => ({
      ...certificate,
      id: newId(),
      number: number ?? undefined,
    })),
    relations: one.draft.relations.map((relation) => ({ ...relation, id: newId() })),
    decision_contacts: one.draft.decision_contacts.map((contact) => ({ ...contact, id: newId() })),
    ...more,
  }
  return { id: newId(), file: '530103-000001', version: 1, draft }
}

/** The rows with another value in one cell. */
export function put(rows: readonly Row[], at: number, field: Field, value: string | undefined): Row[] {
  return rows.map((row, index) => (index === at ? { ...row, [field]: value } : row))
}
