import { describe, expect, test } from 'vitest'
import { couple, DISTRICT_SCOPE, HEADERS, idNumber, judge, type Line, xlsx } from '../../../../test/support/rosters.ts'
import { civilDate } from '../../../kernel/calendar.ts'
import { atOnce } from '../../../kernel/steps.ts'

const sheet = (...lines: readonly Line[]) => xlsx({ lines: [HEADERS, ...lines] })

describe('a clean roster', () => {
  test('becomes one household with its ties, and no fault', async () => {
    const { roster, codes } = await judge(await sheet(...couple('1')))
    expect(codes).toEqual([])
    expect(roster.households).toHaveLength(1)
    expect(roster.households[0]?.draft).toMatchObject({
      community: 530_103_001_001,
      branch: 'death',
      address: '白塔路1号',
      members: [
        { name: '王建国', relation: 'parent' },
        { name: '李秀英', relation: 'parent' },
        { name: '王小明', relation: 'child', died_on: '2009-08-30', identity: { kind: 'none' } },
      ],
      relations: [
        { member: 0, other: 1, kind: 'spouse' },
        { member: 0, other: 2, kind: 'parent_of' },
        { member: 1, other: 2, kind: 'parent_of' },
      ],
    })
  })
})

describe('what people do to cells', () => {
  const first = async (father: Parameters<typeof couple>[1]) => {
    const { roster, codes } = await judge(await sheet(...couple('1', father)))
    return { member: roster.households[0]?.draft.members[0], codes, household: roster.households[0]?.draft }
  }

  test('traditional script, inserted pinyin and spaces inside a name', async () => {
    expect((await first({ father: { name: '陳  國(guó)強' } })).member?.name).toBe('陈国强')
  })

  test('full-width digits, a lower-case x, apostrophes before and after a number', async () => {
    const withX =
      Array.from({ length: 400 }, (_, n) => idNumber(n, '1950-03-05', 'male')).find((id) => id.endsWith('X')) ?? ''
    const wide = Array.from(withX.slice(0, 17))
      .map((digit) => String.fromCodePoint(digit.charCodeAt(0) + 0xfee0))
      .join('')
    for (const id of [
      `'${withX}`,
      `‘${withX}’`,
      `${withX.slice(0, 17)}x`,
      `${wide}ｘ`,
      ` ${withX.slice(0, 6)} ${withX.slice(6)} `,
    ])
      expect(await first({ father: { id } })).toMatchObject({ codes: [] })
  })

  test('a number kept as a number is refused with advice, never rounded', async () => {
    const { codes, member } = await first({ father: { id: Number('530103195003051234') } })
    expect(codes).toEqual(['imports.lossy_number@E2'])
    expect(member?.identity).toEqual({ kind: 'none' })
  })

  test.each([
    ['1950-03-05'],
    ['1950/3/5'],
    ['1950.3.5'],
    ['1950年3月5日'],
    ['19500305'],
    [19_500_305],
    [18_327],
    [new Date('1950-03-05T00:00:00Z')],
    ['１９５０年３月５日'],
  ])('a birth date written as %s', async (born) => {
    const { codes, member } = await first({ father: { born } })
    expect(codes).toEqual([])
    expect(member?.birth_date).toBe('1950-03-05')
  })

  test.each([
    ['1950年3月', 'incomplete'],
    ['05/03/1950', 'order'],
    ['农历三月初五', 'lunar'],
    ['1950-02-30', 'no_such_day'],
  ])('a date that cannot be read: %s', async (born, reason) => {
    expect((await first({ father: { born } })).codes).toEqual([`kernel.loose_date.${reason}@G2`])
  })

  test.each([
    ['尚义社区居委会'],
    ['尚义'],
    ['尚義社區'],
    ['老尚义'],
    ['拓东街道尚义社区'],
    ['昆明市盘龙区拓东街道尚义社区'],
    ['530103001001'],
  ])('a community called %s', async (community) => {
    const { household, codes } = await first({ father: { community }, mother: { community }, child: { community } })
    expect(codes).toEqual([])
    expect(household?.community).toBe(530_103_001_001)
  })

  test('two phone numbers in one cell: the mobile is taken and the other is told', async () => {
    const { member, codes } = await first({ father: { phone: '0871-63123456、13800001111' } })
    expect(member?.phone).toBe('13800001111')
    expect(codes).toEqual(['imports.second_phone@I2'])
  })

  test('two names in one cell, one below the other, are two people; a name wrapped behind the surname is one', async () => {
    for (const name of ['李三四\n王五六', '李三四\r\n\r\n王五', '李三四\t王五六'])
      expect((await first({ father: { name } })).codes).toContain('imports.two_in_a_cell@C2')
    const wrapped = await first({ father: { name: '王\n建国' } })
    expect([wrapped.member?.name, wrapped.codes]).toEqual(['王建国', []])
  })

  test('a number that ends in 000 is asked about even where its check digit fits', async () => {
    const { codes, household } = await first({ mother: { id: '530103195201016000', born: '1952-01-01' } })
    expect(codes).toEqual(['imports.id_perhaps_cut@E3'])
    expect(household?.members[1]?.identity).toEqual({ kind: 'resident', number: '530103195201016000' })
  })

  test.each(['无', '没有', '—', '無'])('a phone and an ID number given as %s are none', async (none) => {
    const { codes, member } = await first({ father: { phone: none, id: none } })
    expect([...new Set(codes)]).toEqual(['imports.id_missing@E2'])
    expect([member?.phone, member?.identity]).toEqual([undefined, { kind: 'none' }])
    // Of a child who has passed away no number is asked for, whether the cell is empty or says so.
    expect((await first({ child: { id: none } })).codes).toEqual([])
  })

  test('a roster of a header alone has nobody in it', async () => {
    expect((await judge(await sheet())).codes).toEqual(['imports.nobody_in_file@1'])
  })

  test('a formula’s error is a fault of its cell', async () => {
    const { workbook, mapping } = await judge(await sheet(...couple('1')))
    const rows = workbook.sheets[0]?.rows.map((row) => [...row]) ?? []
    const row = rows[1]
    if (row) row[2] = { ref: 'C2', kind: 'error', value: '#N/A' }
    const { readRoster } = await import('./roster.ts')
    const { PLACES, WIDE } = await import('../../../../test/support/rosters.ts')
    const broken = { ...workbook, sheets: [{ name: '花名册', hidden: false, width: 11, merges: [], rows }] }
    const context = { today: civilDate('2026-11-21'), scope: DISTRICT_SCOPE, communities: PLACES, places: WIDE }
    const { faults } = atOnce(readRoster(broken, mapping, context))
    expect(faults.map((fault) => fault.code)).toContain('imports.cell_error')
  })
})
