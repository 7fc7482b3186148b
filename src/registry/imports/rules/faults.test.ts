import { describe, expect, test } from 'vitest'
import { couple, HEADERS, idNumber, judge, type Line, xlsx } from '../../../../test/support/rosters.ts'

const sheet = (...lines: readonly Line[]) => xlsx({ lines: [HEADERS, ...lines] })

describe('faults, each at its cell', () => {
  const codesOf = async (...lines: readonly Line[]) => (await judge(await sheet(...lines))).codes

  test('wrong check digit, wrong sex, wrong birth for the number', async () => {
    const id = idNumber(1, '1950-03-05', 'male')
    const last = id.endsWith('1') ? '2' : '1'
    expect(await codesOf(...couple('1', { father: { id: id.slice(0, 17) + last } }))).toEqual([
      'kernel.id_number.check_digit@E2',
    ])
    expect(await codesOf(...couple('1', { father: { sex: '女' } }))).toContain('families.sex_differs_from_id@F2')
    expect(await codesOf(...couple('1', { father: { born: '1951-03-05' } }))).toEqual([
      'families.birth_differs_from_id@G2',
    ])
  })

  test('the same number twice in the file, in one household or two', async () => {
    expect(
      await codesOf(
        ...couple('1'),
        ...couple('2', { father: { name: '赵国华' } }).slice(0, 1),
        ...couple('2', { n: 5 }).slice(1),
      ),
    ).toContain('imports.twice_in_file@E5')
  })

  test('people alike in one community are asked about', async () => {
    const codes = await codesOf(...couple('1'), ...couple('2', { n: 7 }))
    expect(codes).toEqual(['imports.alike_in_file@C5', 'imports.alike_in_file@C6', 'imports.alike_in_file@C7'])
  })

  test('a community missing, unknown, of two places, or outside the reach', async () => {
    const at = (community: string | null) =>
      couple('1', { father: { community }, mother: { community }, child: { community } })
    expect(await codesOf(...at(null))).toEqual(['imports.community_missing@B2'])
    expect(await codesOf(...at('不存在社区'))).toEqual(['imports.community_unknown@B2'])
    expect(await codesOf(...at('大哨'))).toEqual(['imports.community_ambiguous@B2'])
    const street = { lo: 530_103_010_000, hi: 530_103_011_000 }
    expect((await judge(await sheet(...couple('1')), { scope: street })).codes).toEqual(['imports.outside_area@B2'])
  })

  test('missing names, relations, kinds of support', async () => {
    expect(await codesOf(...couple('1', { father: { name: null } }))).toContain('imports.name_missing@C2')
    expect(await codesOf(...couple('1', { mother: { relation: null } }))).toEqual(['imports.relation_missing@D3'])
    expect(await codesOf(...couple('1', { mother: { relation: '朋友圈' } }))).toContain('imports.relation_unknown@D3')
    expect(await codesOf(...couple('1', { father: { branch: null }, child: { died: null } }))).toContain(
      'imports.branch_unknown@K2',
    )
    expect(await codesOf(...couple('1', { father: { branch: '其他类' } }))).toContain('imports.word_unknown@K2')
  })

  test('a parent younger than the child', async () => {
    expect(await codesOf(...couple('1', { child: { born: '1945-01-01' } }))).toEqual(['families.parent_too_young@G4'])
  })

  test('two communities in one household', async () => {
    expect(await codesOf(...couple('1', { mother: { number: null, community: '白塔社区' } }))).toEqual([
      'imports.community_differs@B3',
    ])
  })
})
