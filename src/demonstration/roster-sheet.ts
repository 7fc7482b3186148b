import type { Column, Row, SheetToWrite } from '../platform/exchange/write-xlsx.ts'
import type { RosterFamily, RosterMember } from './roster-shape.ts'

/** The demonstration roster as an officer of the district would keep it: her own column names, one row for each person. */

const COLUMNS = [
  ['number', '户编号'],
  ['street', '街道'],
  ['community', '社区（村）'],
  ['name', '姓名'],
  ['called', '与户主关系'],
  ['sex', '性别'],
  ['id_number', '身份证号码'],
  ['born', '出生年月日'],
  ['marital', '婚姻状况'],
  ['education', '文化程度'],
  ['hukou_kind', '户口性质'],
  ['hukou', '户籍所在地'],
  ['phone', '手机号码'],
  ['address', '家庭住址'],
  ['branch', '类别'],
  ['living', '居住情况'],
  ['hardship', '是否困难'],
  ['children_born', '曾生育子女数'],
  ['children_surviving', '现存子女数'],
  ['only_child_certificate', '独生子女父母光荣证编号'],
  ['only_child_issued_on', '光荣证发证日期'],
  ['disability_certificate', '残疾人证号'],
  ['disability_issued_on', '残疾人证发证日期'],
  ['died_on', '离世日期'],
  ['registered_on', '建档日期'],
  ['contact_name', '紧急联系人'],
  ['contact_relation', '联系人关系'],
  ['contact_phone', '联系人电话'],
  ['contact_roles', '联系人职责'],
] as const satisfies readonly (readonly [string, string])[]

export function rosterSheet(families: readonly RosterFamily[]): SheetToWrite {
  return {
    name: '盘龙区花名册',
    title: '盘龙区计生特殊家庭登记表（示范，人物均为虚构）',
    columns: COLUMNS.map(([key, header]): Column => ({ key, header, kind: 'text' })),
    rows: families.flatMap((family) => family.members.map((member, index) => rowOf(family, member, index === 0))),
    notes: ['说明：本表供演示使用，姓名、号码、住址均为虚构。'],
  }
}

function rowOf(family: RosterFamily, member: RosterMember, first: boolean): Row {
  return {
    number: family.number,
    street: family.place.street_name,
    community: family.place.name,
    name: member.name,
    called: member.called,
    sex: member.sex === 'male' ? '男' : '女',
    id_number: member.id_number,
    born: member.born,
    marital: member.marital,
    education: member.education,
    hukou_kind: member.died_on === null ? (family.rural ? '农业' : '非农业') : null,
    hukou: member.died_on === null ? family.hukou : null,
    phone: member.phone,
    only_child_certificate: member.only_child_certificate?.number,
    only_child_issued_on: member.only_child_certificate?.issued_on,
    disability_certificate: member.disability_certificate?.number,
    disability_issued_on: member.disability_certificate?.issued_on,
    died_on: member.died_on,
    ...(first ? householdCells(family) : {}),
  }
}

/** Facts of the household stand on its first row, as officers write them. */
function householdCells(family: RosterFamily): Row {
  const death = family.branch === 'death'
  return {
    address: family.address,
    branch: death ? '甲类' : '乙类',
    living: family.living,
    hardship: family.hardship ? '是' : '否',
    children_born: '1',
    children_surviving: death ? '0' : '1',
    registered_on: family.registered_on,
    contact_name: family.contact?.name,
    contact_relation: family.contact?.relation,
    contact_phone: family.contact?.phone,
    contact_roles: family.contact?.roles,
  }
}
