import { describe, expect, test } from 'vitest'
import { couple, HEADERS, idNumber, judge, type Line, xlsx } from '../../../../test/support/rosters.ts'

const sheet = (...lines: readonly Line[]) => xlsx({ lines: [HEADERS, ...lines] })

describe('rows that are nobody', () => {
  test('blank lines, repeated headers, totals and notes are passed over, and each is told', async () => {
    const blank: Line = []
    const lines = [
      ['盘龙区花名册'],
      HEADERS,
      ...couple('1'),
      blank,
      blank,
      HEADERS,
      ...couple('2', { n: 3, father: { name: '赵卫东' }, mother: { name: '孙桂芳' }, child: { name: '赵磊' } }),
    ]
    const { roster, codes } = await judge(
      await xlsx({ lines: [...lines, ['合 计', null, '6人'], ['填表人：周敏']], merges: ['A1:K1'] }),
    )
    expect(codes).toEqual([])
    expect(roster.households).toHaveLength(2)
    expect(roster.skipped.map((one) => [one.code, one.row, one.to_row ?? one.row])).toEqual([
      ['imports.skipped_title', 1, 1],
      ['imports.skipped_blank', 6, 7],
      ['imports.skipped_header', 8, 8],
      ['imports.skipped_total', 12, 12],
      ['imports.skipped_note', 13, 13],
    ])
  })

  test('every row is a household’s, skipped or a fault: none is lost', async () => {
    const { roster, workbook } = await judge(
      await sheet(...couple('1'), [null, '尚义社区'], [null, null, '?'], ...couple('2', { n: 9 })),
    )
    const read = roster.households.flatMap((one) => one.members.map((member) => member.at.row))
    const skipped = roster.skipped.flatMap((one) =>
      Array.from({ length: (one.to_row ?? one.row) - one.row + 1 }, (_, n) => one.row + n),
    )
    const faulty = roster.faults.map((fault) => fault.row)
    const seen = new Set([1, ...read, ...skipped, ...faulty])
    expect(workbook.sheets[0]?.rows.map((_, index) => index + 1).filter((row) => !seen.has(row))).toEqual([])
  })

  test('a column nobody asked for is told, a hidden sheet too', async () => {
    const { roster } = await judge(
      await xlsx(
        { lines: [[...HEADERS, '血型'], ...couple('1').map((row) => [...row, 'A'])] },
        { name: '字典', lines: [['男'], ['女']], hidden: true },
      ),
    )
    expect(roster.skipped.map((one) => [one.code, one.sheet, one.column])).toEqual([
      ['imports.skipped_column', '花名册', 'L'],
      ['imports.skipped_hidden_sheet', '字典', null],
    ])
  })
})

describe('households', () => {
  const names = async (bytes: Uint8Array) =>
    (await judge(bytes)).roster.households.map((one) => one.members.map((member) => member.name))

  test('the number may stand on the first row alone, or be merged downwards', async () => {
    const second = couple('2', {
      n: 4,
      father: { name: '赵卫东' },
      mother: { number: null, name: '孙桂芳' },
      child: { number: null, name: '赵磊' },
    })
    const first = couple('1', { mother: { number: null }, child: { number: null } })
    const expected = [
      ['王建国', '李秀英', '王小明'],
      ['赵卫东', '孙桂芳', '赵磊'],
    ]
    expect(await names(await sheet(...first, ...second))).toEqual(expected)
    expect(
      await names(await xlsx({ lines: [HEADERS, ...first, ...second], merges: ['A2:A4', 'A5:A7', 'J2:J4'] })),
    ).toEqual(expected)
  })

  test('merged serial numbers bind a household where no column is called so', async () => {
    const headers = ['序号', ...HEADERS.slice(1)]
    const { mapping } = await judge(await xlsx({ lines: [headers, ...couple('1')], merges: ['A2:A4'] }))
    expect(mapping[0]?.columns[0]?.field).toBe('household.household_number')
  })

  test('without numbers the head begins a household', async () => {
    const lines = [
      ...couple('1'),
      ...couple('2', { n: 4, father: { name: '赵卫东' }, mother: { name: '孙桂芳' }, child: { name: '赵磊' } }),
    ]
    expect(await names(await xlsx({ lines: [HEADERS.slice(1), ...lines.map((row) => row.slice(1))] }))).toEqual([
      ['王建国', '李秀英', '王小明'],
      ['赵卫东', '孙桂芳', '赵磊'],
    ])
  })

  test('one community written in two ways is one community, with numbers and without', async () => {
    const lines = couple('1', { mother: { community: '尚义' }, child: { community: '拓东街道尚义社区' } })
    const unnumbered = [HEADERS, ...lines].map((row) => row.slice(1))
    for (const bytes of [await sheet(...lines), await xlsx({ lines: unnumbered })]) {
      const { roster, codes } = await judge(bytes)
      expect(codes).toEqual([])
      expect(roster.households.map((one) => one.members.length)).toEqual([3])
    }
  })

  describe('without numbers and without a head', () => {
    const headers = ['姓名', '身份证号', '与户主关系', '社区', '类别', '死亡日期']
    let made = 100
    const row = (relation: string): Line => {
      made += 1
      const name = `王${'一二三四五六七八九'.charAt(made % 9)}${'东南西北中'.charAt(made % 5)}${'春夏秋冬'.charAt(made % 4)}`
      if (relation.endsWith('子')) return [name, null, relation, '尚义社区', '死亡', '2009-08-30']
      const woman = relation === '母亲' || relation === '配偶'
      return [name, idNumber(made, '1950-03-05', woman ? 'female' : 'male'), relation, '尚义社区', null, null]
    }
    const judged = async (...relations: readonly string[]) => {
      const { roster, codes } = await judge(await xlsx({ lines: [headers, ...relations.map(row)] }))
      const sizes = roster.households.map((one) => one.members.length)
      return { sizes, blocked: codes.filter((code) => code.startsWith('imports.household_begins_nowhere')) }
    }

    test('the next father or mother below a child begins a household: three families are three, not one of nine', async () => {
      const family = ['父亲', '母亲', '儿子']
      expect(await judged(...family, ...family, ...family)).toEqual({ sizes: [3, 3, 3], blocked: [] })
      expect(await judged(...family, '母亲', '儿子', '母亲', '儿子')).toEqual({ sizes: [3, 2, 2], blocked: [] })
    })

    test('a spouse below the child still belongs to the household', async () => {
      expect(await judged('父亲', '儿子', '配偶')).toEqual({ sizes: [3], blocked: [] })
    })

    test.each([
      ['a second father without a child between', ['父亲', '父亲', '儿子'], 3],
      ['a mother below father and child: his wife, or a mother alone', ['父亲', '儿子', '母亲', '儿子'], 4],
      ['a third parent where the child stands first', ['儿子', '父亲', '母亲', '儿子', '父亲', '母亲'], 6],
      ['a spouse of whom there are two parents already', ['父亲', '母亲', '儿子', '配偶'], 5],
    ])('%s is told, not guessed', async (_, relations, at) => {
      expect((await judged(...relations)).blocked).toEqual([`imports.household_begins_nowhere@C${at}`])
    })

    test('a family without a head below one with a head is not taken for the head’s parents and child', async () => {
      const headed = ['户主', '配偶', '儿子']
      expect((await judged(...headed, '父亲', '母亲', '儿子')).blocked).toEqual(['imports.household_begins_nowhere@C7'])
      expect(await judged(...headed, '父亲', '母亲')).toEqual({ sizes: [5], blocked: [] })
    })

    test('a number on the first row of each does not bind who cannot belong', async () => {
      const numbered = ['户编号', ...headers]
      const rows = ['父亲', '母亲', '儿子', '父亲'].map((relation, at) => [at === 0 ? '1' : null, ...row(relation)])
      const { codes } = await judge(await xlsx({ lines: [numbered, ...rows] }))
      expect(codes).toContain('imports.household_number_missing@A5')
    })
  })

  test('one row for a household, father, mother and child in columns, headers of two lines', async () => {
    const top = ['户编号', '社区', '父亲', null, null, '母亲', null, null, '独生子女', null, null, '现住址']
    const below = [
      null,
      null,
      '姓名',
      '身份证号',
      '手机',
      '姓名',
      '身份证号',
      '手机',
      '姓名',
      '出生日期',
      '死亡时间',
      null,
    ]
    const row = [
      '1',
      '尚义社区',
      '王建国',
      idNumber(1, '1950-03-05', 'male'),
      '13800001111',
      '李秀英',
      idNumber(2, '1952-07-21', 'female'),
      null,
      '王小明',
      '1978.1.2',
      '2009年8月30日',
      '白塔路1号',
    ]
    const { roster, codes, mapping } = await judge(
      await xlsx({ lines: [top, below, row], merges: ['A1:A2', 'B1:B2', 'C1:E1', 'F1:H1', 'I1:K1', 'L1:L2'] }),
    )
    expect(mapping[0]).toMatchObject({ layout: 'household_rows', header_from: 1, header_to: 2 })
    expect(codes).toEqual([])
    expect(roster.households[0]?.draft).toMatchObject({
      branch: 'death',
      address: '白塔路1号',
      members: [
        { name: '王建国', relation: 'parent', sex: 'male', phone: '13800001111' },
        { name: '李秀英', relation: 'parent', sex: 'female' },
        { name: '王小明', relation: 'child', died_on: '2009-08-30' },
      ],
    })
  })

  test('a child told of in columns of both parents’ rows is one person', async () => {
    const headers = ['户编号', '社区', '姓名', '身份证号', '子女姓名', '子女出生日期', '死亡时间']
    const rows = [
      ['1', '尚义', '王建国', idNumber(1, '1950-03-05', 'male'), '王小明', '1978-01-02', '2009-08-30'],
      ['1', '尚义', '李秀英', idNumber(2, '1952-07-21', 'female'), '王小明', '1978-01-02', '2009-08-30'],
    ]
    const { roster } = await judge(await xlsx({ lines: [headers, ...rows] }))
    expect(roster.households[0]?.members.map((member) => [member.role, member.name])).toEqual([
      ['person', '王建国'],
      ['child', '王小明'],
      ['person', '李秀英'],
    ])
  })

  test('a living child with a certificate says which branch; the grade beside it must agree', async () => {
    const id = idNumber(30, '1980-02-02', 'female')
    const headers = ['户编号', '社区', '姓名', '关系', '身份证号', '残疾人证号', '残疾等级']
    const rows = (grade: string) => [
      ['1', '尚义', '李秀英', '户主', idNumber(2, '1952-07-21', 'female'), null, null],
      ['1', '尚义', '王丽', '女儿', id, `${id}52`, grade],
    ]
    const { roster, codes } = await judge(await xlsx({ lines: [headers, ...rows('二级')] }))
    expect(codes).toEqual([])
    expect(roster.households[0]?.draft).toMatchObject({
      branch: 'disability',
      certificates: [{ member: 1, kind: 'disability' }],
    })
    expect((await judge(await xlsx({ lines: [headers, ...rows('三级')] }))).codes).toEqual(['imports.grade_differs@G3'])
  })
})

describe('files', () => {
  test('a CSV in GB18030 is read like a sheet', async () => {
    // 「姓名,社区,户编号,关系,出生日期,离世日期」 and two rows, as Chinese Excel writes them.
    const { gb18030 } = await import('../../../../test/support/gb18030.ts')
    const text = `姓名,社区,户编号,关系,身份证号,出生日期,离世日期\r\n李秀英,尚义社区,1,户主,${idNumber(2, '1952-07-21', 'female')},,\r\n王小明,尚义社区,1,儿子,,1978-01-02,2009-08-30\r\n`
    const { roster, codes, workbook } = await judge(gb18030(text), { fileName: '花名册.csv' })
    expect(workbook.encoding).toBe('gb18030')
    expect(codes).toEqual([])
    expect(roster.households[0]?.members.map((member) => member.name)).toEqual(['李秀英', '王小明'])
  })

  test('sheets called after their communities need no column of communities', async () => {
    const headers = HEADERS.filter((header) => header !== '社区')
    const lines = couple('1').map((row) => row.filter((_, index) => index !== 1))
    const { roster, codes } = await judge(await xlsx({ name: '白塔社区', lines: [headers, ...lines] }))
    expect(codes).toEqual([])
    expect(roster.households[0]?.draft.community).toBe(530_103_001_003)
    expect((await judge(await xlsx({ name: '甲', lines: [headers, ...lines] }))).codes).toEqual([
      'imports.column_community_missing@1',
    ])
  })

  test('a street beside a community the sheet is called after must be its own', async () => {
    const headers = HEADERS.map((header) => (header === '社区' ? '街道' : header))
    const lines = (street: string) => couple('1').map((row) => row.map((cell, index) => (index === 1 ? street : cell)))
    const read = async (street: string) =>
      (await judge(await xlsx({ name: '白塔社区', lines: [headers, ...lines(street)] }))).codes
    expect(await read('拓东街道')).toEqual([])
    expect(await read('松华街道')).toEqual(['imports.street_differs@B2'])
  })
})
