import { describe, expect, test } from 'vitest'
import { idNumber, judge, type Line, xlsx } from '../../../../test/support/rosters.ts'

describe('both parents on rows of their own, the child in columns', () => {
  const headers = ['姓名', '性别', '身份证号', '社区', '类别', '子女姓名', '子女死亡时间', '子女身份证号']
  const row = (name: string, sex: '男' | '女', died: string, child: string | null = null): Line => [
    name,
    sex,
    idNumber(name.length + (sex === '男' ? 50 : 60), '1950-03-05', sex === '男' ? 'male' : 'female'),
    '尚义社区',
    '死亡',
    '王小明',
    died,
    child,
  ]

  test('are asked about: two families, or one', async () => {
    const lines = [headers, row('王建国', '男', '2009-08-30'), row('李秀英', '女', '2009.8.30')]
    const { roster, codes } = await judge(await xlsx({ lines }))
    expect(codes).toEqual(['imports.one_child_two_households@F3'])
    expect(roster.faults[0]).toMatchObject({ severity: 'warns', next: 'imports.next_one_child', params: { row: 2 } })
    const numbered = lines.map((line, at) => [at === 0 ? '户编号' : '1', ...line])
    expect((await judge(await xlsx({ lines: numbered }))).codes).toEqual([])
  })

  test('are asked about once where the birth is given too', async () => {
    const rows = [row('王建国', '男', '2009-08-30'), row('李秀英', '女', '2009-08-30')]
    const born = [[...headers, '子女出生日期'], ...rows.map((line) => [...line, '1978-01-02'])]
    expect((await judge(await xlsx({ lines: born }))).codes).toEqual(['imports.one_child_two_households@F3'])
  })

  test('are not asked about where the child is another', async () => {
    const lines = [headers, row('王建国', '男', '2009-08-30'), row('李秀英', '女', '2010-01-02')]
    expect((await judge(await xlsx({ lines }))).codes).toEqual([])
  })

  test('are stopped where the child has one ID number, with the household number as the way out', async () => {
    const child = idNumber(90, '1978-01-02', 'male')
    const lines = [headers, row('王建国', '男', '2009-08-30', child), row('李秀英', '女', '2009-08-30', child)]
    const { roster } = await judge(await xlsx({ lines }))
    expect(roster.faults.find((fault) => fault.severity === 'blocks')).toMatchObject({
      code: 'imports.twice_in_file',
      next: 'imports.next_one_child',
    })
  })
})
