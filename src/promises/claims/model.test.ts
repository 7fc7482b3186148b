import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, testId } from '../../../test/support/app.ts'
import { at, claimHands, declarationOf, draftClaim, type Hands, standing } from '../../../test/support/claims.ts'
import { accountOf, type Act, ACTS, Model, nextOf, type Who } from '../../../test/support/claim-model.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { COMMUNITY } from '../../../test/support/families.ts'
import { makeFamilies } from '../../../test/support/people.ts'
import { seededAloud } from '../../../test/support/seed.ts'
import { addDays, type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import {
  concludeNotice,
  decideChange,
  decideClaim,
  fileClaim,
  findOn,
  postNotices,
  proposeChange,
  recordObjection,
  returnClaim,
  reviewClaim,
  submitClaim,
  takeDownExpired,
  withdrawClaim,
} from './commands/index.ts'
import { type Move, movesOf, nextState, type State, STATES, stateBefore, type Step } from './rules/index.ts'

// Any sequence of acts on several claims at once, by any of the four hands and one of them at a second post, against a plain model of the
// chain in memory: what the model allows is done, what it does not is refused and changes nothing, and no other claim is ever touched.

let db: TestDatabase
let hands: Hands
let steps: Step[]
let people: Uuid[] = []

beforeAll(async () => {
  db = await createTestDatabase()
  hands = await claimHands(db)
  const { rows } = await db.admin
    .query<Step>(`select kind, role, deadline_days, deadline_on, notice_days, confidence from claim_step
    where procedure_id = '00650000-0000-8000-8000-000000000001' order by position`)
  steps = rows
})
afterAll(async () => {
  // The days the walks lived through went without the job that takes notices down.
  await takeDownExpired(db.db, at('2030-01-01'))
  await db.drop()
})

test('the moves of a chain are the same in TypeScript and in SQL, for every shipped chain', async () => {
  const { rows } = await db.admin.query<{ id: Uuid }>('select id from claim_procedure')
  for (const { id } of rows) {
    const chain = await db.admin.query<Step>('select * from claim_step where procedure_id = $1 order by position', [id])
    const paths = await db.admin.query<Move>(
      'select from_state as "from", to_state as "to", act from claim_path where procedure_id = $1',
      [id],
    )
    const sorted = (moves: readonly Move[]) => moves.map((m) => `${m.from} ${m.to} ${m.act}`).toSorted()
    expect(sorted(paths.rows)).toEqual(sorted(movesOf(chain.rows)))
  }
})

/** Somebody nobody has declared for. */
async function fresh(): Promise<Uuid> {
  if (people.length === 0) people = (await makeFamilies(db, COMMUNITY, 40)).flatMap((family) => family.parents)
  return people.pop() ?? fresh()
}

/** One claim as it is, and as it should be. */
interface Walked {
  person: Uuid
  claim_id: Uuid
  model: Model
}

async function begin(day: CivilDate): Promise<Walked> {
  const person = await fresh()
  const { claim_id } = await draftClaim(db, hands.worker, person, { now: at(day) })
  return { person, claim_id, model: new Model(steps, day) }
}

const actorOf = (who: Who) =>
  who === 'standIn' ? { ...hands.street, account_id: hands.worker.account_id } : hands[who]
const call = (model: Model, who: Who) => callOf(db, actorOf(who), { now: at(model.day) })

async function act({ person, claim_id, model }: Walked, what: Act, who: Who): Promise<void> {
  const { version } = await standing(db, claim_id)
  const ref = { claim_id, version }
  const c = call(model, who)
  switch (what) {
    case 'submit': {
      const content = await declarationOf(db, hands.worker, person)
      return void (await submitClaim(db.db, c, { ...ref, content, pledged: true }))
    }
    case 'review':
      return void (await reviewClaim(db.db, c, {
        ...ref,
        opinion: 'agree',
        text: '情况属实',
        present: ['甲'],
        held_on: model.day,
      }))
    case 'post': {
      const { notices } = await postNotices(db.db, c, [claim_id])
      const [made] = notices
      if (made)
        model.notices.push({
          id: made.notice_id,
          step: model.state,
          posted: model.day,
          closes: made.closes_on,
          concluded: false,
        })
      return
    }
    case 'conclude':
      return void (await concludeNotice(db.db, c, model.present()?.id ?? testId()))
    case 'object': {
      const id = testId()
      await recordObjection(db.db, c, { claim_id, id, received_on: model.day, text: '另有情况', name: '', contact: '' })
      model.objections.push({ id, open: true, notice: model.covering()?.id ?? id })
      return
    }
    case 'find': {
      const one = model.objections.find((objection) => objection.open)
      const outcome = model.objections.length % 3 === 0 ? 'upheld' : 'dismissed'
      await findOn(db.db, c, { objection_id: one?.id ?? testId(), version: 1, outcome, finding: '已核实' })
      if (one) one.open = false
      if (outcome === 'upheld') model.upheld += 1
      return
    }
    case 'return':
      return void (await returnClaim(db.db, c, { ...ref, reason: '请补充' }))
    case 'withdraw':
      return void (await withdrawClaim(db.db, c, { ...ref, reason: '家人撤回' }))
    case 'confirm':
      return void (await decideClaim(db.db, c, { ...ref, decision: 'confirmed', in_force_from: model.day }))
    case 'refuse':
      return void (await decideClaim(db.db, c, { ...ref, decision: 'refused', finding: '核实不符合' }))
    case 'file':
      return void (await fileClaim(db.db, c, {
        ...ref,
        delivered_on: model.day,
        delivered_by: 'letter',
        received_by: '',
      }))
    case 'leave': {
      const group_id = testId()
      const change = { kind: 'exit' as const, cause: 'rebirth' as const, happens_on: model.day, note: '' }
      await proposeChange(db.db, call(model, 'worker'), { claim_id, id: group_id, change })
      return void (await decideChange(db.db, call(model, 'approver'), { group_id, decision: 'confirmed', note: '' }))
    }
    case 'wait':
      return
  }
}

const ENDS: readonly State[] = ['exited', 'withdrawn']
const BELOW: readonly string[] = ['draft', 'village_review', 'village_notice']

/** What a done act changes in the model. */
function settle(model: Model, what: Act, who: Who): void {
  const forward = () => model.go(nextState(steps, model.state) ?? model.state)
  const moves = what !== 'conclude' || (model.open() === 0 && model.upheld === 0)
  const account = accountOf(who)
  if (['submit', 'review', 'post', 'conclude', 'return', 'withdraw'].includes(what) && moves) model.hands.add(account)
  if (['submit', 'review', 'post', 'conclude'].includes(what) && moves && BELOW.includes(model.state))
    model.below.add(account)
  if (what === 'review') model.reviewers.add(account)
  if (what === 'submit' || what === 'review' || what === 'file') forward()
  if (what === 'conclude') {
    const notice = model.present()
    if (model.open() === 0 && model.upheld === 0) {
      if (notice) notice.concluded = true
      forward()
    }
  }
  if (what === 'return') {
    model.upheld = 0
    model.go(stateBefore(steps, model.state) ?? model.state)
  }
  if (what === 'withdraw') {
    for (const one of model.objections) one.open = false
    model.go('withdrawn')
  }
  if (what === 'confirm' || what === 'refuse') {
    model.decision = what === 'confirm' ? 'confirmed' : 'refused'
    forward()
  }
  if (what === 'leave') model.go('exited')
}

/** One act on one of the claims: done where the model allows it, else refused with nothing changed. */
async function tryOut(walked: Walked, chosen: Act, by: Who): Promise<void> {
  const { claim_id, model } = walked
  const may = model.may(chosen, by)
  const before = await standing(db, claim_id)
  const done = await act(walked, chosen, by).then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'failed',
  )
  // Refused by this room with its reason, not by a constraint further down.
  const answer = done.replace(/^claims\..+/, 'refused')
  expect({ chosen, by, state: model.state, answer }).toEqual({
    chosen,
    by,
    state: model.state,
    answer: may ? 'done' : 'refused',
  })
  if (may) settle(model, chosen, by)
  else expect(await standing(db, claim_id)).toEqual(before)
}

async function expectAsModelled(all: readonly Walked[]): Promise<void> {
  const { rows } = await db.admin.query<{ id: Uuid; state: State; open: number }>(
    'select id, state, open_objections as open from claim where id = any($1)',
    [all.map(({ claim_id }) => claim_id)],
  )
  const stands = new Map(rows.map(({ id, ...row }) => [id, row]))
  expect(all.map(({ claim_id }) => stands.get(claim_id))).toEqual(
    all.map(({ model }) => ({ state: model.state, open: model.open() })),
  )
}

const AT_ONCE = 4
const BEGINS = civilDate('2026-06-01')

test('any sequence of acts by any hands keeps to the model', { timeout: 300_000 }, async () => {
  const step = fc.record({
    which: fc.nat({ max: AT_ONCE - 1 }),
    // The step's own act half of the time, so that walks get far; anything by anybody for the rest.
    what: fc.oneof(
      { weight: 12, arbitrary: fc.constant('next' as const) },
      { weight: 8, arbitrary: fc.constantFrom(...ACTS.filter((one) => one !== 'withdraw' && one !== 'wait')) },
      { weight: 3, arbitrary: fc.constant('wait' as const) },
      { weight: 1, arbitrary: fc.constant('withdraw' as const) },
    ),
    who: fc.constantFrom<Who>('worker', 'street', 'officer', 'approver', 'standIn'),
  })
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 200, maxLength: 240, size: 'max' }), async (sequence) => {
      const all: Walked[] = []
      while (all.length < AT_ONCE) all.push(await begin(BEGINS))
      for (const { which, what, who } of sequence) {
        const walked = all[which] ?? (await begin(BEGINS))
        const [chosen, by] = what === 'next' ? nextOf(walked.model) : [what, who]
        if (chosen === 'wait') for (const { model } of all) model.day = addDays(model.day, 4)
        else await tryOut(walked, chosen, by)
        await expectAsModelled(all)
        reached.add(walked.model.state)
        // A claim that has ended makes room for the next.
        if (ENDS.includes(walked.model.state)) all[which] = await begin(walked.model.day)
      }
    }),
    seededAloud('claims model', 5),
  )
  // Walks of this length get to every state there is, whatever the seed.
  expect([...reached].toSorted()).toEqual([...STATES].toSorted())
})
