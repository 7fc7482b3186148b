import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { at, claimHands, DEATH, declarationOf, draftClaim, type Hands, standing } from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { addDays, type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Call } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import {
  concludeNotice,
  decideClaim,
  fileClaim,
  postNotices,
  prefill,
  reviewClaim,
  showClaim,
  submitClaim,
} from './commands/index.ts'
import { checkSteps, dueOn, type Step, type StepKind } from './rules/index.ts'

/**
 * Procedure by named cases: the chains the product comes with, each found as a declaration finds it, by the hukou of who declares. A line
 * says the step, who does it, by when (a day of the year, or so many days after the step began), how many days its notice hangs, and
 * whether a source says so.
 */
type Line = [
  kind: StepKind,
  who: keyof Hands,
  by: string | number | null,
  hangs: number | null,
  said: 'sourced' | 'to_confirm',
]

const JINZHAI = 341_524_000_000
const PUTIAN = 350_302_000_000
const BEIJING = 110_101_000_000
const LUZHOU = 510_502_000_000
const ELSEWHERE = 530_103_000_000

const CHAINS: Record<string, { hukou: number; theme: string | null; lines: Line[] }> = {
  通行简式流程: {
    hukou: ELSEWHERE,
    theme: null,
    lines: [
      ['declaration', 'worker', null, null, 'to_confirm'],
      ['village_review', 'worker', 15, null, 'to_confirm'],
      ['village_notice', 'worker', 20, 7, 'to_confirm'],
      ['township_review', 'street', 15, null, 'to_confirm'],
      ['public_notice', 'street', 20, 7, 'to_confirm'],
      ['county_confirmation', 'approver', 15, null, 'to_confirm'],
      ['notice_of_decision', 'officer', 10, null, 'to_confirm'],
      ['filed', 'officer', null, null, 'to_confirm'],
    ],
  },
  // By 15 January, every household visited by 15 February, by 15 March; a notice is in no source and stands to be confirmed.
  金寨县申报流程: {
    hukou: JINZHAI,
    theme: 'allowance',
    lines: [
      ['declaration', 'worker', '01-15', null, 'sourced'],
      ['village_review', 'worker', '02-15', null, 'sourced'],
      ['township_review', 'street', '03-15', null, 'sourced'],
      ['public_notice', 'street', null, 7, 'to_confirm'],
      ['county_confirmation', 'approver', null, null, 'sourced'],
      ['notice_of_decision', 'officer', null, null, 'to_confirm'],
      ['filed', 'officer', null, null, 'to_confirm'],
    ],
  },
  // By 31 March; deliberated and posted on the wall in the village; city and province file.
  莆田市申报流程: {
    hukou: PUTIAN,
    theme: 'allowance',
    lines: [
      ['declaration', 'worker', '03-31', null, 'sourced'],
      ['village_review', 'worker', null, null, 'sourced'],
      ['village_notice', 'worker', null, 7, 'to_confirm'],
      ['township_review', 'street', null, null, 'sourced'],
      ['county_confirmation', 'approver', null, null, 'sourced'],
      ['notice_of_decision', 'officer', null, null, 'to_confirm'],
      ['filed', 'officer', null, null, 'sourced'],
    ],
  },
  北京市申报流程: {
    hukou: BEIJING,
    theme: 'allowance',
    lines: [
      ['declaration', 'worker', null, null, 'sourced'],
      ['village_review', 'worker', null, null, 'sourced'],
      ['township_review', 'street', null, null, 'sourced'],
      ['public_notice', 'street', null, 7, 'to_confirm'],
      ['county_confirmation', 'approver', null, null, 'sourced'],
      ['notice_of_decision', 'officer', null, null, 'to_confirm'],
      ['filed', 'officer', null, null, 'sourced'],
    ],
  },
  // No village step; the last working day of December closes for the next year, and the 31st is not always one.
  泸州市申报流程: {
    hukou: LUZHOU,
    theme: 'allowance',
    lines: [
      ['declaration', 'worker', '12-31', null, 'to_confirm'],
      ['township_review', 'street', null, null, 'sourced'],
      ['public_notice', 'street', null, 7, 'to_confirm'],
      ['county_confirmation', 'approver', null, null, 'sourced'],
      ['notice_of_decision', 'officer', null, null, 'to_confirm'],
      ['filed', 'officer', null, null, 'to_confirm'],
    ],
  },
}

let db: TestDatabase
let hands: Hands
let people = 0

beforeAll(async () => {
  db = await createTestDatabase()
  hands = await claimHands(db)
})
afterAll(() => db.drop())

/** A mother nobody has declared for, whose hukou is there. */
async function motherOf(hukou_division: number): Promise<Uuid> {
  people += 1
  const draft = bereavedCouple(people)
  const members = draft.members.map((member) => (member.relation === 'parent' ? { ...member, hukou_division } : member))
  const [family] = await registerForTest(db, hands.officer, [{ ...draft, members }])
  return family?.person_ids[1] as Uuid
}

const on = (day: string, who: keyof Hands): Call => callOf(db, hands[who], { now: at(day) })

async function chainFor(hukou: number, day = '2026-11-21') {
  const call = callOf(db, hands.worker, { idempotency_key: null, now: at(day) })
  return (await prefill(db.db, call, { person_id: await motherOf(hukou), policy_id: DEATH })).procedure
}

const lineOf = (step: Step): Line => {
  const who = (Object.keys(hands) as (keyof Hands)[]).find((hand) => hands[hand].role === step.role)
  if (!who) throw new Error(`Nobody does ${step.kind}.`)
  return [step.kind, who, step.deadline_days ?? step.deadline_on, step.notice_days, step.confidence]
}

describe.each(Object.entries(CHAINS))('%s', (name, { hukou, theme, lines }) => {
  test('is the chain of who has the hukou there, step by step, and says that it is to be confirmed', async () => {
    const chain = await chainFor(hukou)
    expect([chain.name_zh, chain.theme, chain.confidence, chain.shipped]).toEqual([name, theme, 'to_confirm', true])
    expect(chain.steps.map(lineOf)).toEqual(lines)
    expect(checkSteps(chain.steps)).toEqual([])
  })
})

test('five chains are shipped, and no other', async () => {
  const { rows } = await db.admin.query<{ name_zh: string }>(
    'select name_zh from claim_procedure where shipped order by id',
  )
  expect(rows.map((row) => row.name_zh)).toEqual(Object.keys(CHAINS))
})

test('Luzhou has its own from 2024; before, the chain in use everywhere', async () => {
  expect((await chainFor(LUZHOU, '2023-12-31')).name_zh).toBe('通行简式流程')
  expect((await chainFor(LUZHOU, '2024-01-01')).name_zh).toBe('泸州市申报流程')
})

describe('by when a step is to be done', () => {
  const CASES: [title: string, hukou: number, kind: StepKind, since: string, due: string | null][] = [
    ['Jinzhai: who begins in November declares by 15 January', JINZHAI, 'declaration', '2026-11-21', '2027-01-15'],
    ['Jinzhai: on 15 January it is that day', JINZHAI, 'declaration', '2027-01-15', '2027-01-15'],
    ['Jinzhai: who begins a day late declares for the next year', JINZHAI, 'declaration', '2027-01-16', '2028-01-15'],
    ['Jinzhai: the village visits by 15 February', JINZHAI, 'village_review', '2027-01-15', '2027-02-15'],
    ['Jinzhai: the township by 15 March', JINZHAI, 'township_review', '2027-02-15', '2027-03-15'],
    ['Jinzhai: no source says by when the county confirms', JINZHAI, 'county_confirmation', '2027-03-20', null],
    ['Putian: by 31 March', PUTIAN, 'declaration', '2026-11-21', '2027-03-31'],
    ['Putian: on 1 April it is next year’s', PUTIAN, 'declaration', '2027-04-01', '2028-03-31'],
    ['Putian: no source says by when the village deliberates', PUTIAN, 'village_review', '2027-03-31', null],
    ['Beijing: no source names a day', BEIJING, 'declaration', '2026-11-21', null],
    ['Luzhou: the end of the year closes for the next', LUZHOU, 'declaration', '2026-11-21', '2026-12-31'],
    ['Luzhou: from New Year’s Day it is the next', LUZHOU, 'declaration', '2027-01-01', '2027-12-31'],
    ['elsewhere: the village has fifteen days', ELSEWHERE, 'village_review', '2026-11-21', '2026-12-06'],
    ['elsewhere: twenty days for a notice of seven', ELSEWHERE, 'village_notice', '2026-11-21', '2026-12-11'],
    ['elsewhere: the township has fifteen days', ELSEWHERE, 'township_review', '2026-11-21', '2026-12-06'],
    ['elsewhere: the county has fifteen days', ELSEWHERE, 'county_confirmation', '2026-12-20', '2027-01-04'],
    ['elsewhere: the family is told within ten', ELSEWHERE, 'notice_of_decision', '2027-02-20', '2027-03-02'],
  ]
  test.each(CASES)('%s', async (_, hukou, kind, since, due) => {
    const step = (await chainFor(hukou)).steps.find((one) => one.kind === kind)
    expect(step && dueOn(step, civilDate(since))).toBe(due)
  })
})

type Act = 'submit' | 'review' | 'post' | 'conclude' | 'confirm' | 'file'
/** On which day who does what, where the claim then stands, and by when the next is to be done. A notice posted says its last day. */
type Walked = [day: string, who: keyof Hands, act: Act, stands: string, due: string | null]

const WALKS: Record<string, { hukou: number; begins: string; declared_by: string | null; acts: Walked[] }> = {
  金寨县申报流程: {
    hukou: JINZHAI,
    begins: '2026-12-28',
    declared_by: '2027-01-15',
    acts: [
      ['2027-01-12', 'worker', 'submit', 'village_review', '2027-02-15'],
      ['2027-02-10', 'worker', 'review', 'township_review', '2027-03-15'],
      ['2027-03-10', 'street', 'review', 'public_notice', null],
      ['2027-03-11', 'street', 'post', 'until 2027-03-18', null],
      ['2027-03-19', 'street', 'conclude', 'county_confirmation', null],
      ['2027-03-22', 'approver', 'confirm', 'notice_of_decision', null],
      ['2027-03-23', 'officer', 'file', 'filed', null],
    ],
  },
  通行简式流程: {
    hukou: ELSEWHERE,
    begins: '2026-11-01',
    declared_by: null,
    acts: [
      ['2026-11-02', 'worker', 'submit', 'village_review', '2026-11-17'],
      ['2026-11-10', 'worker', 'review', 'village_notice', '2026-11-30'],
      ['2026-11-11', 'worker', 'post', 'until 2026-11-18', '2026-11-30'],
      ['2026-11-19', 'worker', 'conclude', 'township_review', '2026-12-04'],
      ['2026-12-01', 'street', 'review', 'public_notice', '2026-12-21'],
      ['2026-12-02', 'street', 'post', 'until 2026-12-09', '2026-12-21'],
      ['2026-12-10', 'street', 'conclude', 'county_confirmation', '2026-12-25'],
      ['2026-12-20', 'approver', 'confirm', 'notice_of_decision', '2026-12-30'],
      ['2026-12-28', 'officer', 'file', 'filed', null],
    ],
  },
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )

interface Walk {
  claim_id: Uuid
  person_id: Uuid
  notice_id?: Uuid | undefined
}

async function act(walk: Walk, what: Act, call: Call): Promise<unknown> {
  const { claim_id, person_id } = walk
  const ref = { claim_id, version: (await standing(db, claim_id)).version }
  const said = { opinion: 'agree' as const, text: '入户核实，情况属实', present: ['评议员甲', '评议员乙'] }
  switch (what) {
    case 'submit': {
      const content = await declarationOf(db, hands.worker, person_id)
      return submitClaim(db.db, call, { ...ref, content, pledged: true })
    }
    case 'review':
      return reviewClaim(db.db, call, { ...ref, ...said, held_on: call.today })
    case 'post': {
      const { notices } = await postNotices(db.db, call, [claim_id])
      walk.notice_id = notices[0]?.notice_id
      return notices
    }
    case 'conclude':
      return concludeNotice(db.db, call, walk.notice_id as Uuid)
    case 'confirm':
      return decideClaim(db.db, call, { ...ref, decision: 'confirmed', in_force_from: call.today })
    case 'file':
      return fileClaim(db.db, call, {
        ...ref,
        delivered_on: call.today,
        delivered_by: 'in_person',
        received_by: '本人',
      })
  }
}

async function stands({ claim_id }: Walk, day: string): Promise<[string, CivilDate | null]> {
  const call = on(day, 'officer')
  const { state, step_due_on, notices } = await readIn(db.db, call, (tx) => showClaim(tx, call, claim_id))
  const hanging = notices.find((notice) => notice.hangs)
  return [hanging ? `until ${hanging.closes_on}` : state, step_due_on]
}

describe.each(Object.entries(WALKS))('%s, walked to the end', (_, { hukou, begins, declared_by, acts }) => {
  test('each step by the hand whose it is, by the day it is due, no notice concluded before its days are over', async () => {
    const person_id = await motherOf(hukou)
    const { claim_id } = await draftClaim(db, hands.worker, person_id, { now: at(begins) })
    const walk: Walk = { claim_id, person_id }
    expect(await stands(walk, begins)).toEqual(['draft', declared_by])
    for (const [day, who, what, ...where] of acts) {
      for (const other of (Object.keys(hands) as (keyof Hands)[]).filter((hand) => hand !== who))
        expect([what, other, await codeOf(act(walk, what, on(day, other)))]).toEqual([
          what,
          other,
          'claims.not_your_step',
        ])
      if (what === 'conclude')
        expect(await codeOf(act(walk, what, on(addDays(civilDate(day), -1), who)))).toBe('claims.notice_still_hangs')
      await act(walk, what, on(day, who))
      expect([what, ...(await stands(walk, day))]).toEqual([what, ...where])
    }
  })
})
