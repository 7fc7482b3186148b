import { sql } from 'kysely'
import { civilDate } from '../src/kernel/calendar.ts'
import { makeIdNumber } from '../src/kernel/id-number.ts'
import type { Actor } from '../src/platform/call.ts'
import { readIn } from '../src/platform/database/transact.ts'
import { writeWorkbook } from '../src/platform/exchange/write-xlsx.ts'
import { nameParts } from './names.ts'
import { callOf, type Rig } from './rig.ts'

const HEADERS = [
  '家庭编号',
  '社区',
  '姓名',
  '与户主关系',
  '身份证号',
  '性别',
  '出生日期',
  '离世日期',
  '联系电话',
  '独生子女证号',
  '现住址',
  '家庭类别',
]

/** A roster of households of three with right numbers given out in the district, as an officer would send it. */
export async function rosterOf(rig: Rig, district: Actor, persons: number): Promise<Uint8Array> {
  const { rows } = await readIn(rig.house.db, callOf(rig, district), (tx) =>
    sql<{
      name: string
    }>`select min(d.name) as name from division d where d.code > ${district.scope.lo}::bigint and d.code < ${district.scope.hi}::bigint
      and d.tier = 'community' group by d.short_name having count(*) = 1 order by 1`.execute(tx),
  )
  const { surnames, given } = nameParts()
  const part = (parts: typeof given, n: number) => parts[n % parts.length]?.character ?? ''
  const name = (n: number, surname: number) =>
    part(surnames, surname) + part(given, Math.floor(n / surnames.length)) + part(given, n * 7)
  const lines: string[][] = []
  for (let n = 0; lines.length < persons; n++) {
    const number = `B${n}`
    const place = rows[n % rows.length]?.name ?? ''
    const born = (year: number) =>
      civilDate(`${year + (n % 12)}-${String((n % 12) + 1).padStart(2, '0')}-${String((n % 28) + 1).padStart(2, '0')}`)
    const id = (sex: 0 | 1, birth: ReturnType<typeof civilDate>) =>
      makeIdNumber(district.district, birth, (Math.floor(n / 84) % 499) * 2 + sex)
    const phone = (n: number) => `139${String(n).padStart(8, '0')}`
    const [father, mother] = [born(1945), born(1947)]
    const card = `字第${String(n).padStart(6, '0')}号`
    const [his, hers] = [name(n, n), name(n + 3, n + 5)]
    lines.push([number, place, his, '户主', id(1, father), '男', father, '', phone(n * 2), card, `路${n}号`, '甲类'])
    lines.push([number, place, hers, '配偶', id(0, mother), '女', mother, '', phone(n * 2 + 1), card, '', ''])
    lines.push([number, place, name(n + 9, n), '儿子', '', '男', born(1975), '2009-08-30', '', '', '', ''])
  }
  return writeWorkbook({
    sheets: [
      {
        name: '花名册',
        columns: HEADERS.map((header, index) => ({ key: String(index), header, kind: 'text' as const })),
        rows: lines.map((line) => Object.fromEntries(line.map((value, index) => [String(index), value]))),
      },
    ],
  })
}
