import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { insertPerson, SAID_FACTS, type TestFacts } from '../../../test/support/facts.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { explain, findPolicyByCode } from './index.ts'
import { eligible, type EligibleRow } from './queries/index.ts'

/**
 * Law by named cases. Unless a case says otherwise the person is a mother of Panlong, born 1965-03-05, married, with local
 * hukou and the certificate, whose only child (born 1990) died on 2012-06-01; the day is 2026-11-21.
 */
interface Asked {
  title: string
  policy: string
  person: TestFacts
  answer: 'yes' | 'no' | 'unknown'
  /** The facts that decide: all that fail for a no, all that are missing for an unknown. */
  because: readonly string[]
  on: string
  /** From when she will meet the whole of it by time alone. */
  from: string | null
}

type When = { on?: string; from?: string }

const TODAY = '2026-11-21'

function asked(
  answer: Asked['answer'],
  title: string,
  policy: string,
  person: TestFacts,
  because: string[],
  when: When,
): Asked {
  return { title, policy, person, answer, because, on: when.on ?? TODAY, from: when.from ?? null }
}
const yes = (title: string, policy: string, person: TestFacts = {}, when: When = {}) =>
  asked('yes', title, policy, person, [], when)
const no = (title: string, policy: string, person: TestFacts, because: string[], when: When = {}) =>
  asked('no', title, policy, person, because, when)
const unknown = (title: string, policy: string, person: TestFacts, because: string[]) =>
  asked('unknown', title, policy, person, because, {})

/** A family of the second branch: the child lives and was certified in 2010, grade 3 unless the case says otherwise. */
const DISABLED = {
  branch: 'disability',
  children_surviving: 1,
  child_died_on: null,
  child_disabled_from: '2010-05-01',
  child_disability_grade: 3,
} satisfies TestFacts
/** A father; his wife is the mother of the default case. */
const FATHER = {
  sex: 'male',
  birth_date: '1963-01-10',
  spouse_sex: 'female',
  spouse_birth_date: '1965-03-05',
} satisfies TestFacts
const WIDOWER = { ...FATHER, marital: '30', spouse_died_on: '2020-01-01' } satisfies TestFacts
const BEIJING = { hukou_division: 110101000000 } satisfies TestFacts
const LUZHOU = { hukou_division: 510502000000 } satisfies TestFacts

const A = 'special_assistance_death'
const B = 'special_assistance_disability'
const BEIJING_A = 'beijing_special_assistance_death'
const BEIJING_B = 'beijing_special_assistance_disability'
const LUZHOU_A = 'luzhou_special_assistance_death'

const CASES: Record<string, Asked[]> = {
  'the age of 49 (wife; the person herself or himself when single by death or divorce)': [
    yes('wife of 61', A),
    no('wife the day before she turns 49', A, { birth_date: '1977-11-22' }, ['age_of_wife'], { from: '2026-11-22' }),
    yes('wife on the day she turns 49', A, { birth_date: '1977-11-21' }),
    no('wife of 48', A, { birth_date: '1978-03-05' }, ['age_of_wife'], { from: '2027-03-05' }),
    no('husband of 63 whose wife is 48', A, { ...FATHER, spouse_birth_date: '1978-03-05' }, ['age_of_wife'], {
      from: '2027-03-05',
    }),
    yes('husband of 45 whose wife is 49', A, { ...FATHER, birth_date: '1981-01-01', spouse_birth_date: '1977-01-01' }),
    yes('widowed man of 49', A, { ...WIDOWER, birth_date: '1977-11-21' }),
    no('widowed man of 48', A, { ...WIDOWER, birth_date: '1978-01-10' }, ['age_of_wife'], { from: '2027-01-10' }),
    yes('divorced man of 49', A, { ...FATHER, marital: '40', spouse_birth_date: null, birth_date: '1977-11-21' }),
    no(
      'divorced man of 48',
      A,
      { ...FATHER, marital: '40', spouse_birth_date: null, birth_date: '1977-11-22' },
      ['age_of_wife'],
      { from: '2026-11-22' },
    ),
    no(
      'man asked before his wife died: her age counts',
      A,
      { ...WIDOWER, birth_date: '1960-01-10', spouse_birth_date: '1975-03-05' },
      ['age_of_wife'],
      { from: '2024-03-05', on: '2019-06-01' },
    ),
    no('born on 29 February: 49 only on 1 March', A, { birth_date: '1976-02-29' }, ['age_of_wife'], {
      from: '2025-03-01',
      on: '2025-02-28',
    }),
    yes('born on 29 February: on 1 March', A, { birth_date: '1976-02-29' }, { on: '2025-03-01' }),
    unknown('husband whose wife’s birth is not recorded', A, { ...FATHER, spouse_birth_date: null }, ['age_of_wife']),
    unknown('husband whose marriage is not recorded', A, { ...FATHER, marital: null }, ['age_of_wife']),
    yes('a woman’s own age decides whatever her marriage', A, { marital: null, spouse_birth_date: null }),
  ],
  'born on or after 1 January 1933': [
    yes('born on the day', A, { birth_date: '1933-01-01' }),
    no('born the day before', A, { birth_date: '1932-12-31' }, ['birth_date']),
  ],
  'the child’s grade: 1 is the heaviest, grade 3 or more severe counts': [
    yes('grade 1', B, { ...DISABLED, child_disability_grade: 1 }),
    yes('grade 2', B, { ...DISABLED, child_disability_grade: 2 }),
    yes('grade 3', B, DISABLED),
    no('grade 4', B, { ...DISABLED, child_disability_grade: 4 }, ['child_disability_grade']),
    unknown('grade not recorded', B, { ...DISABLED, child_disability_grade: null }, ['child_disability_grade']),
    yes('certificate that runs out tomorrow', B, { ...DISABLED, child_disabled_to: '2026-11-22' }),
    unknown(
      'certificate that has run out: the grade has to be certified anew',
      B,
      { ...DISABLED, child_disabled_to: '2026-11-21' },
      ['child_disability_grade'],
    ),
    no(
      'asked before the certificate was issued',
      B,
      { ...DISABLED, birth_date: '1955-03-05', member_from: '2008-01-01' },
      ['branch', 'child_disability_grade'],
      { on: '2009-05-01' },
    ),
  ],
  'one branch at a time': [
    no('a bereaved mother is not in the second branch', B, {}, ['branch']),
    no('a disabled child’s mother is not in the first', A, DISABLED, ['branch', 'children_surviving']),
    yes(
      'the disabled child died in 2020: second branch the day before',
      B,
      { ...DISABLED, children_surviving: 0, child_died_on: '2020-06-01' },
      { on: '2020-05-31' },
    ),
    no(
      'the disabled child died in 2020: not the first branch the day before',
      A,
      { ...DISABLED, children_surviving: 0, child_died_on: '2020-06-01' },
      ['branch', 'children_surviving'],
      { on: '2020-05-31' },
    ),
    yes(
      'the disabled child died in 2020: first branch from that day',
      A,
      { ...DISABLED, children_surviving: 0, child_died_on: '2020-06-01' },
      { on: '2020-06-01' },
    ),
    no(
      'the disabled child died in 2020: no longer the second',
      B,
      { ...DISABLED, children_surviving: 0, child_died_on: '2020-06-01' },
      ['branch'],
      { on: '2020-06-01' },
    ),
  ],
  'children born and living': [
    no('two born, none living: not an only child', A, { children_born: 2 }, ['children_born']),
    no('another child was born or adopted later', A, { children_born: 2, children_surviving: 1 }, [
      'children_born',
      'children_surviving',
    ]),
    unknown('number of children not recorded', A, { children_born: null }, ['children_born']),
    no('two born, one living and disabled: no in the nation', B, { ...DISABLED, children_born: 2 }, ['children_born']),
    yes('two born, one living and disabled: yes in Beijing', BEIJING_B, { ...BEIJING, ...DISABLED, children_born: 2 }),
    no(
      'two born, two living: no in Beijing, with both ways that fail',
      BEIJING_B,
      { ...BEIJING, ...DISABLED, children_born: 2, children_surviving: 2 },
      ['children_born', 'children_surviving'],
    ),
  ],
  'Beijing asks for the certificate': [
    yes('with the certificate', BEIJING_A, BEIJING),
    no('without', BEIJING_A, { ...BEIJING, has_only_child_certificate: false }, ['only_child_certificate']),
    unknown('not recorded', BEIJING_A, { ...BEIJING, has_only_child_certificate: null }, ['only_child_certificate']),
    yes('the nation does not ask for it', A, { has_only_child_certificate: false }),
  ],
  'Luzhou asks for births before the two-child policy': [
    yes('child born on the last day', LUZHOU_A, {
      ...LUZHOU,
      child_birth_date: '2015-12-31',
      child_died_on: '2020-01-01',
    }),
    no(
      'child born the day after',
      LUZHOU_A,
      { ...LUZHOU, child_birth_date: '2016-01-01', child_died_on: '2020-01-01' },
      ['child_birth_date'],
    ),
    unknown('child’s birth not recorded', LUZHOU_A, { ...LUZHOU, child_birth_date: null }, ['child_birth_date']),
  ],
  'the place that is asked': [
    no('Beijing, hukou elsewhere', BEIJING_A, {}, ['hukou']),
    unknown('hukou not recorded', BEIJING_A, { hukou_division: null }, ['hukou']),
    unknown('hukou known only as Sichuan, asked for Luzhou', LUZHOU_A, { hukou_division: 510000000000 }, ['hukou']),
    no('Beijing hukou: Beijing’s own policy stands in the nation’s place', A, BEIJING, ['hukou']),
    yes('a policy of the residence does not mind the hukou', 'panlong_heat_goods', {
      birth_date: '1950-01-01',
      ...BEIJING,
    }),
    no(
      'a policy of the residence ends at the border',
      'panlong_heat_goods',
      { birth_date: '1950-01-01', community: 530102001001 },
      ['residence'],
    ),
  ],
  'who is asked at all': [
    no('dead on the day', A, { died_on: '2026-11-21' }, ['alive']),
    yes('alive on the day, dead the next', A, { died_on: '2026-11-22' }),
    no('left the family', A, { member_to: '2026-01-01' }, ['member']),
    no('not yet registered on the day', A, { member_from: '2014-06-02' }, ['member'], { on: '2014-06-01' }),
    no('a grandchild is no parent', A, { relation: 'grandchild', birth_date: '2010-01-01' }, [
      'relation',
      'age_of_wife',
    ]),
    yes('a grandchild signs with the family doctor too', 'panlong_doctor_signing', {
      relation: 'grandchild',
      birth_date: '2010-01-01',
    }),
    no(
      'dead, born before 1933 and with another hukou: all three reasons',
      BEIJING_A,
      { birth_date: '1930-01-01', died_on: '2020-01-01' },
      ['alive', 'hukou', 'birth_date'],
    ),
  ],
  'Panlong’s own promises': [
    yes('heat goods at 70', 'panlong_heat_goods', { birth_date: '1956-11-21' }),
    no('heat goods at 69', 'panlong_heat_goods', { birth_date: '1956-11-22' }, ['age'], { from: '2026-11-22' }),
    yes('cleaning at 60', 'panlong_appliance_cleaning', { birth_date: '1966-11-21' }),
    no('cleaning at 59', 'panlong_appliance_cleaning', { birth_date: '1967-01-01' }, ['age'], { from: '2027-01-01' }),
    yes('hospital care for the first branch from 49', 'panlong_hospital_care_insurance'),
    no('hospital care is not for the second branch', 'panlong_hospital_care_insurance', DISABLED, ['branch']),
    yes('wristband for who lives alone', 'panlong_wristband', { living_alone: true }),
    unknown('wristband where nobody asked yet', 'panlong_wristband', { living_alone: null }, ['living_alone']),
    yes('festival money for families in hardship of both branches', 'panlong_festival_condolence', {
      ...DISABLED,
      hardship: true,
    }),
    no('the housekeeping card is for the first branch', 'panlong_housekeeping_voucher', DISABLED, ['branch']),
  ],
}

let db: TestDatabase
let officer: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'province_leader', '53')
})
afterAll(async () => {
  await db.drop({ broken: [SAID_FACTS] })
})

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  test.each(cases)('$answer: $title', async ({ policy: code, on, person, answer, because, from }) => {
    const as_of = civilDate(on)
    const { person_id } = await insertPerson(db, person)
    const call = callOf(db, officer)
    const { told, listed } = await readIn(db.db, call, async (tx) => {
      const policy = await findPolicyByCode(tx, code, as_of)
      if (!policy) throw new Error(`no policy ${code} on ${as_of}`)
      return {
        told: await explain(tx, call, { person_id, policy_id: policy.id, as_of }),
        listed: await eligible(tx, call, { policy, division: 530000000000, as_of, only: 'yes' }),
      }
    })
    const reasons = told.lines.flatMap((line) => (line.kind === 'condition' && line.decides ? [line.field] : []))
    expect({ answer: told.answer, because: [...new Set(reasons)].toSorted(), from: told.qualifies_on }).toEqual({
      answer,
      because: because.toSorted(),
      from,
    })
    // The run over everybody decides as the explanation says.
    const isHers = (row: EligibleRow) =>
      told.policy.beneficiary === 'person' ? row.person_id === person_id : row.family_id === told.family_id
    expect(listed.some(isHers)).toBe(answer === 'yes')
  })
})
