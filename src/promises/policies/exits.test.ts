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
const BEIJING = { hukou_division: 110101000000 } satisfies TestFacts
const LUZHOU = { hukou_division: 510502000000 } satisfies TestFacts

const A = 'special_assistance_death'
const B = 'special_assistance_disability'
const BEIJING_A = 'beijing_special_assistance_death'
const BEIJING_B = 'beijing_special_assistance_disability'
const LUZHOU_A = 'luzhou_special_assistance_death'
const LUZHOU_B = 'luzhou_special_assistance_disability'

const CASES: Record<string, Asked[]> = {
  'the forty-ninth and fiftieth birthday on 29 February': [
    no('forty-ninth, the day before 1 March of a common year', A, { birth_date: '1976-02-29' }, ['age_of_wife'], {
      on: '2025-02-28',
      from: '2025-03-01',
    }),
    yes('forty-ninth, on 1 March', A, { birth_date: '1976-02-29' }, { on: '2025-03-01' }),
    yes('fiftieth, the day before 1 March: nothing ends', A, { birth_date: '1976-02-29' }, { on: '2026-02-28' }),
    yes('fiftieth, on 1 March: nothing ends', A, { birth_date: '1976-02-29' }, { on: '2026-03-01' }),
    no(
      'the husband of a woman born on 29 February waits for her day',
      A,
      { ...FATHER, spouse_birth_date: '1976-02-29' },
      ['age_of_wife'],
      { on: '2025-02-28', from: '2025-03-01' },
    ),
    no(
      'seventieth, the day before 1 March of a common year',
      'panlong_heat_goods',
      { birth_date: '1956-02-29' },
      ['age'],
      {
        on: '2026-02-28',
        from: '2026-03-01',
      },
    ),
    yes('seventieth, on 1 March', 'panlong_heat_goods', { birth_date: '1956-02-29' }, { on: '2026-03-01' }),
    yes(
      'in a leap year the day itself is the birthday',
      'panlong_appliance_cleaning',
      { birth_date: '1964-02-29' },
      { on: '2024-02-29' },
    ),
  ],
  'a hukou that moves': [
    yes('to another district of the province: the nation’s policy goes with her', A, { hukou_division: 530102000000 }),
    no('to Beijing: the nation’s gives way to Beijing’s', A, { hukou_division: 110101000000 }, ['hukou']),
    yes('to Beijing: Beijing’s takes over', BEIJING_A, { hukou_division: 110101000000 }),
    no('to Luzhou: the nation’s gives way to Luzhou’s', A, LUZHOU, ['hukou']),
    yes('to Luzhou: Luzhou’s takes over', LUZHOU_A, LUZHOU),
    yes('to Luzhou, before Luzhou had its own: still the nation’s', A, LUZHOU, { on: '2024-04-23' }),
    yes('what is given where she lives does not mind', 'panlong_accident_insurance', { hukou_division: 350203000000 }),
  ],
  // By birth or adoption alike: how an adopted child comes into these facts is asked in registered.test.ts.
  'another child (exit)': [
    no('a second child after the loss', A, { children_born: 2, children_surviving: 1 }, [
      'children_born',
      'children_surviving',
    ]),
    no('a second child beside the disabled one', B, { ...DISABLED, children_born: 2, children_surviving: 2 }, [
      'children_born',
    ]),
    yes('Beijing: of two the disabled one survives', BEIJING_B, {
      ...BEIJING,
      ...DISABLED,
      children_born: 2,
      children_surviving: 1,
    }),
  ],
  'graded anew (exit)': [
    no('from 3 to 4', B, { ...DISABLED, child_disability_grade: 4 }, ['child_disability_grade']),
    yes('from 4 to 2', B, { ...DISABLED, child_disability_grade: 2 }),
    no(
      'the day before the certificate',
      B,
      { ...DISABLED, birth_date: '1955-03-05', member_from: '2008-01-01' },
      ['branch', 'child_disability_grade'],
      { on: '2010-04-30' },
    ),
  ],
  'Luzhou’s second branch': [
    yes('child born on the last day', LUZHOU_B, {
      ...LUZHOU,
      ...DISABLED,
      child_birth_date: '2015-12-31',
      child_disabled_from: '2018-05-01',
    }),
    no(
      'child born the day after',
      LUZHOU_B,
      { ...LUZHOU, ...DISABLED, child_birth_date: '2016-01-01', child_disabled_from: '2018-05-01' },
      ['child_birth_date'],
    ),
    no('grade 4', LUZHOU_B, { ...LUZHOU, ...DISABLED, child_disability_grade: 4 }, ['child_disability_grade']),
    no('two born', LUZHOU_B, { ...LUZHOU, ...DISABLED, children_born: 2 }, ['children_born']),
    no('it stands in the nation’s place, not beside it', B, { ...LUZHOU, ...DISABLED }, ['hukou']),
    no('the child has died', LUZHOU_B, { ...LUZHOU, ...DISABLED, child_died_on: '2020-06-01' }, ['branch']),
  ],
  'death in the month of payment': [
    yes('the day before she died', A, { died_on: '2026-06-15' }, { on: '2026-06-14' }),
    no('on the day', A, { died_on: '2026-06-15' }, ['alive'], { on: '2026-06-15' }),
    no('on the last day of the half-year', A, { died_on: '2026-06-15' }, ['alive'], { on: '2026-06-30' }),
    yes('the widower goes on', A, { ...FATHER, marital: '30', spouse_died_on: '2026-06-15' }, { on: '2026-06-30' }),
  ],
  'the branch changes in mid-year': [
    yes(
      'second branch on 30 June',
      B,
      { ...DISABLED, children_surviving: 0, child_died_on: '2026-07-01' },
      { on: '2026-06-30' },
    ),
    no('second branch on 1 July', B, { ...DISABLED, children_surviving: 0, child_died_on: '2026-07-01' }, ['branch'], {
      on: '2026-07-01',
    }),
    yes(
      'first branch on 1 July',
      A,
      { ...DISABLED, children_surviving: 0, child_died_on: '2026-07-01' },
      { on: '2026-07-01' },
    ),
    yes(
      'hospital-care insurance follows the branch',
      'panlong_hospital_care_insurance',
      {
        ...DISABLED,
        children_surviving: 0,
        child_died_on: '2026-07-01',
      },
      { on: '2026-07-01' },
    ),
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
