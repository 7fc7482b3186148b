import { addDays, type CivilDate, civilDate } from '../../src/kernel/calendar.ts'
import { makeIdNumber } from '../../src/kernel/id-number.ts'
import { readIn } from '../../src/platform/database/transact.ts'
import type { Actor } from '../../src/platform/call.ts'
import type { FamilyDraft, PersonDraft } from '../../src/registry/families/rules/draft.ts'
import { type RegisteredFamily, registerFamilies } from '../../src/registry/families/index.ts'
import { callOf, TEST_NOW } from './app.ts'
import type { TestDatabase } from './database.ts'

/** A community of Panlong, and its neighbour in the same street. */
export const COMMUNITY = 530_103_001_001
export const NEIGHBOUR_COMMUNITY = 530_103_001_002

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧'
const GIVEN = '秀英桂兰玉梅建国志强淑珍文华明辉丽娟海燕春生'

/** A made-up name, the same for the same number. */
export function nameOf(n: number): string {
  const at = (text: string, i: number) => text.charAt(i % text.length)
  return at(SURNAMES, n) + at(GIVEN, Math.floor(n / 7)) + at(GIVEN, Math.floor(n / 3) + 5)
}

/** An identity number with a right check digit; two different `n` (below 27,000) never give the same. */
export function idOf(n: number, birth: CivilDate, sex: 'male' | 'female'): string {
  return makeIdNumber(530_103 + (Math.floor(n / 450) % 60), birth, ((n % 450) * 2 + (sex === 'male' ? 1 : 0)) % 1000)
}

/** A couple born in 1948 and 1950 whose only child, born in 1975, died in 2009. `n` keeps families apart. */
export function bereavedCouple(n: number, more: Partial<FamilyDraft> = {}): FamilyDraft {
  const father = parent(n * 3, 'male', addDays(civilDate('1948-03-05'), n % 3000))
  const mother = parent(n * 3 + 1, 'female', addDays(civilDate('1950-07-21'), n % 3000))
  const child: PersonDraft = {
    name: nameOf(n * 3 + 2),
    relation: 'child',
    identity: { kind: 'none' },
    sex: 'male',
    birth_date: civilDate('1975-05-12'),
    died_on: civilDate('2009-08-30'),
  }
  return {
    community: COMMUNITY,
    branch: 'death',
    children_born: 1,
    children_surviving: 0,
    living_arrangement: 'couple',
    registered_on: civilDate('2016-01-04'),
    address: `昆明市盘龙区青云街道试验路${n + 1}号`,
    members: [father, mother, child],
    certificates: [{ member: 1, kind: 'only_child', number: `GR${n}`, issued_on: civilDate('1980-01-01') }],
    relations: [{ member: 0, other: 1, kind: 'spouse' }],
    decision_contacts: [
      { name: nameOf(n + 77), relation: '侄女', roles: ['call_first'], phone: `139${String(n).padStart(8, '0')}` },
    ],
    tags: [],
    ...more,
  }
}

/** A widow of 1952 who lives with her only child, born in 1980, certified disabled of grade 2. */
export function motherOfDisabledChild(n: number, more: Partial<FamilyDraft> = {}): FamilyDraft {
  const childBirth = addDays(civilDate('1980-02-02'), n % 2000)
  const childId = idOf(n * 3 + 2, childBirth, 'female')
  return {
    community: COMMUNITY,
    branch: 'disability',
    children_born: 1,
    children_surviving: 1,
    living_arrangement: 'with_relatives',
    registered_on: civilDate('2016-01-04'),
    members: [
      { ...parent(n * 3, 'female', addDays(civilDate('1952-10-01'), n % 2000)), marital: '30' },
      { name: nameOf(n * 3 + 2), relation: 'child', identity: { kind: 'resident', number: childId } },
    ],
    certificates: [{ member: 1, kind: 'disability', number: `${childId}52`, issued_on: civilDate('2012-06-01') }],
    relations: [{ member: 0, other: 1, kind: 'parent_of' }],
    decision_contacts: [],
    tags: [],
    ...more,
  }
}

function parent(n: number, sex: 'male' | 'female', birth: CivilDate): PersonDraft {
  return {
    name: nameOf(n),
    relation: 'parent',
    identity: { kind: 'resident', number: idOf(n, birth, sex) },
    phone: `138${String(n).padStart(8, '0')}`,
    marital: '21',
    hukou_division: 530_103_000_000,
    hukou_kind: 'urban',
  }
}

/** Registers drafts as an actor would, in one transaction, without the endpoint around it. */
export function registerForTest(
  test: TestDatabase,
  actor: Actor,
  drafts: readonly FamilyDraft[],
): Promise<RegisteredFamily[]> {
  const call = callOf(test, actor, { now: TEST_NOW })
  return readIn(test.db, call, (tx) => registerFamilies(tx, call, drafts))
}
