import { type CellValue, type MergeRange, writeXlsx } from 'hucre'
import { parseRange } from '../../src/platform/exchange/sheets.ts'
import { type CivilDate, civilDate } from '../../src/kernel/calendar.ts'
import { padCode } from '../../src/kernel/division-code.ts'
import { makeIdNumber } from '../../src/kernel/id-number.ts'
import { atOnce } from '../../src/kernel/steps.ts'
import { readWorkbook } from '../../src/platform/exchange/read-sheets.ts'
import type { Workbook } from '../../src/platform/exchange/sheets.ts'
import { communityNames } from '../../src/registry/divisions/rules/index.ts'
import {
  guessMapping,
  type Mapping,
  type Plan,
  readRoster,
  type ReadRoster,
  planImport,
  widePlaces,
} from '../../src/registry/imports/rules/index.ts'

/** Rosters as officers write them, good and bad, as real .xlsx files. */

export type Line = readonly CellValue[]

export interface SheetOfRoster {
  readonly name?: string
  readonly lines: readonly Line[]
  readonly merges?: readonly string[]
  readonly hidden?: boolean
}

/** An .xlsx of these lines: numbers stay numbers, dates dates, text text. */
export function xlsx(...sheets: readonly SheetOfRoster[]): Promise<Uint8Array> {
  return writeXlsx({
    sheets: sheets.map(({ name = '花名册', lines, merges = [], hidden = false }) => ({
      name,
      hidden,
      rows: lines.map((line) => [...line]),
      merges: merges.map(toMerge),
    })),
  })
}

function toMerge(range: string): MergeRange {
  const area = parseRange(range)
  if (!area) throw new RangeError(range)
  return { startRow: area.top, startCol: area.left, endRow: area.bottom, endCol: area.right }
}

export const HEADERS = [
  '家庭编号',
  '社区',
  '姓名',
  '与户主关系',
  '身份证号',
  '性别',
  '出生日期',
  '离世日期',
  '联系电话',
  '现住址',
  '家庭类别',
] as const

/** A number with a right check digit; `n` keeps people apart. */
export function idNumber(n: number, birth: string, sex: 'male' | 'female'): string {
  return makeIdNumber(530_103 + Math.floor(n / 400), civilDate(birth), (n % 400) * 2 + (sex === 'male' ? 1 : 0))
}

export const FATHER = idNumber(1, '1950-03-05', 'male')
export const MOTHER = idNumber(2, '1952-07-21', 'female')

/** The rows of one household: father, mother, and the child who died. Fields may be put in place of the usual. */
export function couple(
  number: string,
  more: { father?: Partial<Cells>; mother?: Partial<Cells>; child?: Partial<Cells>; n?: number } = {},
): Line[] {
  const n = more.n ?? 0
  const father = {
    number,
    community: '尚义社区',
    name: '王建国',
    relation: '户主',
    id: idNumber(n * 2 + 1, '1950-03-05', 'male'),
    sex: '男',
    born: '1950-03-05',
    branch: '甲类',
    address: '白塔路1号',
  }
  const mother = {
    number,
    community: '尚义社区',
    name: '李秀英',
    relation: '配偶',
    id: idNumber(n * 2 + 2, '1952-07-21', 'female'),
    sex: '女',
    born: '1952-07-21',
  }
  const child = {
    number,
    community: '尚义社区',
    name: '王小明',
    relation: '儿子',
    sex: '男',
    born: '1978-01-02',
    died: '2009-08-30',
  }
  return [line({ ...father, ...more.father }), line({ ...mother, ...more.mother }), line({ ...child, ...more.child })]
}

export interface Cells {
  number: CellValue
  community: CellValue
  name: CellValue
  relation: CellValue
  id: CellValue
  sex: CellValue
  born: CellValue
  died: CellValue
  phone: CellValue
  address: CellValue
  branch: CellValue
}

function line(cells: Partial<Cells>): Line {
  const { number, community, name, relation, id, sex, born, died, phone, address, branch } = cells
  return [number, community, name, relation, id, sex, born, died, phone, address, branch].map((value) => value ?? null)
}

const PANLONG = padCode('530103')

/** A few places of 盘龙区 for rules that are tested without a database: 大哨 is the name of two. */
export const PLACES = communityNames({
  surroundings: [
    { code: PANLONG, name: '盘龙区', short_name: '盘龙' },
    { code: padCode('5301'), name: '昆明市', short_name: '昆明' },
  ],
  streets: [
    { code: padCode('530103001'), name: '拓东街道', short_name: '拓东街道' },
    { code: padCode('530103010'), name: '松华街道', short_name: '松华街道' },
    { code: padCode('530103011'), name: '滇源街道', short_name: '滇源街道' },
  ],
  communities: [
    { code: 530_103_001_001, name: '尚义社区居委会', short_name: '尚义社区' },
    { code: 530_103_001_003, name: '白塔社区居委会', short_name: '白塔社区' },
    { code: 530_103_010_008, name: '大哨社区居委会', short_name: '大哨社区' },
    { code: 530_103_011_216, name: '大哨村委会', short_name: '大哨村' },
  ],
  aliases: [{ alias: '老尚义', community: 530_103_001_001 }],
})

export const WIDE = widePlaces(
  [
    { code: padCode('53'), name: '云南省', short_name: '云南', path_name: '云南省' },
    { code: padCode('5301'), name: '昆明市', short_name: '昆明', path_name: '云南省昆明市' },
    { code: padCode('530102'), name: '五华区', short_name: '五华', path_name: '云南省昆明市五华区' },
    { code: PANLONG, name: '盘龙区', short_name: '盘龙', path_name: '云南省昆明市盘龙区' },
    { code: padCode('510104'), name: '锦江区', short_name: '锦江', path_name: '四川省成都市锦江区' },
  ],
  PANLONG,
)

export const DISTRICT_SCOPE = { lo: PANLONG, hi: PANLONG + 1_000_000 }

export interface Judged {
  workbook: Workbook
  mapping: Mapping
  roster: ReadRoster
  plan: Plan
  /** `code@C3` of every fault. */
  codes: string[]
}

/** Reads and judges a roster against an empty register, without a database. */
export async function judge(
  bytes: Uint8Array,
  more: { fileName?: string; scope?: { lo: number; hi: number }; mapping?: Mapping } = {},
): Promise<Judged> {
  const workbook = await readWorkbook(bytes, { fileName: more.fileName ?? '花名册.xlsx' })
  const mapping = more.mapping ?? guessMapping(workbook)
  const today: CivilDate = civilDate('2026-11-21')
  const context = { today, scope: more.scope ?? DISTRICT_SCOPE, communities: PLACES, places: WIDE }
  const roster = atOnce(readRoster(workbook, mapping, context))
  let next = 0
  const newId = () => `00000000-0000-7000-8000-${String(next++).padStart(12, '0')}` as never
  const plan = atOnce(planImport(roster.households, [], { today, newId }))
  const faults = [...roster.faults, ...plan.faults]
  return {
    workbook,
    mapping,
    roster,
    plan,
    codes: faults.map((fault) => `${fault.code}@${fault.column ?? ''}${fault.row}`),
  }
}
