import { sql } from 'kysely'
import { addDays, type CivilDate, civilDate, partsOf } from '../kernel/calendar.ts'
import type { Code } from '../kernel/division-code.ts'
import type { Uuid } from '../kernel/ids.ts'
import { within } from '../platform/database/scope.ts'
import { readIn } from '../platform/database/transact.ts'
import {
  addProof,
  checkReview,
  concludeNotice,
  confirmRoll,
  fileRoll,
  openClaim,
  openReview,
  postNotices,
  prefill,
  recordObjection,
  returnClaim,
  reviewClaim,
  type Stood,
  submitClaim,
  takeOverRoll,
} from '../promises/claims/index.ts'
import { draw } from './cast.ts'
import { day, type Entry } from './diary.ts'
import { ASSISTANCE } from './promises.ts'
import { WORKED_COMMUNITIES } from './roster.ts'
import { demoId, DISTRICT, type Persona, type Stage } from './stage.ts'

const IN_FORCE = civilDate('2019-01-01')
const LISTED = day(2018, 12, 24)
const CONFIRMED = day(2018, 12, 26)
const FILED = day(2018, 12, 28)
/** Whose papers were not complete at the end of 2018 must declare: five have, in the community people try out first; the rest never did. */
const TO_DECLARE = 5
const NEVER = 8

interface Paid {
  person_id: Uuid
  policy_id: Uuid
  community: Code
  name: string
}

/** Who was paid under a policy at the end of the four years, in the order of their files. */
async function paidUnder(stage: Stage, code: string): Promise<Paid[]> {
  const call = stage.call('demo-district', LISTED, 'roll')
  return readIn(stage.db, call, async (tx) => {
    const { rows } = await sql<Paid>`
      select e.person_id, e.policy_id, e.community, concat_ws(' ', f.file_number, n.birth_date, n.sex) as name
      from entitlement e join policy p on p.id = e.policy_id join family f on f.district = e.district and f.id = e.family_id
        join person n on n.district = e.district and n.id = e.person_id
      where ${within(call.actor.scope, 'e.community')} and p.code = ${code} and e.period = '2018-12' and e.state = 'reached'
      order by f.file_number, n.birth_date, n.sex`.execute(tx)
    return rows
  })
}

const nameOf = (one: Paid) => `roll ${one.name}`

/** Who is not taken over: `declaring` in the home community, and some elsewhere who are entitled and never claimed. */
async function notTakenOver(stage: Stage): Promise<{ declaring: Paid[]; never: Paid[] }> {
  const all: Paid[] = []
  for (const code of ASSISTANCE) all.push(...(await paidUnder(stage, code)))
  const [home] = WORKED_COMMUNITIES
  const worked: readonly Code[] = WORKED_COMMUNITIES
  return {
    declaring: draw(
      all.filter((one) => one.community === home),
      TO_DECLARE,
      nameOf,
    ),
    never: draw(
      all.filter((one) => !worked.includes(one.community)),
      NEVER,
      nameOf,
    ),
  }
}

/** The roll as it was kept on paper, taken over at the end of 2018: listed by one, confirmed by another, filed. */
export function rollTakenOver(stage: Stage): Entry[] {
  return ASSISTANCE.flatMap((code): Entry[] => {
    const call = (persona: Persona, on: CivilDate, step: string) => stage.call(persona, on, `roll:${code}:${step}`)
    const listed = async () => {
      const { declaring, never } = await notTakenOver(stage)
      const without = new Set([...declaring, ...never].map((one) => one.person_id))
      const [first, ...rest] = await paidUnder(stage, code)
      if (!first) throw new Error(`Nobody was paid under ${code}.`)
      const person_ids = [first, ...rest].map((one) => one.person_id).filter((id) => !without.has(id))
      return { policy_id: first.policy_id, person_ids }
    }
    return [
      {
        on: LISTED,
        act: async () => takeOverRoll(stage.db, call('demo-district', LISTED, 'list'), await listed()),
      },
      {
        on: CONFIRMED,
        async act() {
          const { policy_id } = await listed()
          const input = { policy_id, in_force_from: IN_FORCE }
          await confirmRoll(stage.db, call('demo-approver', CONFIRMED, 'confirm'), input)
        },
      },
      {
        on: FILED,
        async act() {
          const { policy_id } = await listed()
          await fileRoll(stage.db, call('demo-district', FILED, 'file'), { policy_id })
        },
      },
    ]
  })
}

/** The smallest picture there is: one white point. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)

/** One declaration on its way; every act is on its day, counted back from today. */
class Way {
  readonly #stage: Stage
  readonly #today: CivilDate
  readonly #who: Paid
  #stood: Stood | undefined

  constructor(stage: Stage, today: CivilDate, who: Paid) {
    this.#stage = stage
    this.#today = today
    this.#who = who
  }

  call(persona: Persona, ago: number, step: string) {
    return this.#stage.call(persona, addDays(this.#today, -ago), `claim:${this.#who.name}:${step}`)
  }

  get #ref() {
    if (!this.#stood) throw new Error('A claim is declared first.')
    return { claim_id: this.#stood.claim_id, version: this.#stood.version }
  }

  async declare(ago: number): Promise<void> {
    const { db } = this.#stage
    const { person_id, policy_id, name } = this.#who
    const { content: known } = await prefill(db, this.call('demo-community', ago, 'form'), { person_id, policy_id })
    const hukou_address = '盘龙区东风东路示范小区8栋'
    const content = {
      ...known,
      applicant: { ...known.applicant, hukou_address },
      spouse: known.spouse === null ? null : { ...known.spouse, hukou_address },
      reason: '2018年转册时材料不全，现补齐材料申报',
      children: known.children.map((child) => ({
        ...child,
        origin: child.origin ?? ('both' as const),
        confirmed_by: '社区居委会',
      })),
    }
    const id = demoId(`claim:${name}`)
    const opened = await openClaim(db, this.call('demo-community', ago, 'open'), { id, person_id, policy_id, content })
    const bytes = Uint8Array.from([...PICTURE, ...Buffer.from(id)])
    const proof = { claim_id: id, kind: 'id_card' as const, bytes }
    await addProof(db, this.call('demo-community', ago, 'proof'), proof)
    const declared = { claim_id: id, version: opened.version, content, pledged: true }
    this.#stood = await submitClaim(db, this.call('demo-community', ago, 'submit'), declared)
  }

  async review(persona: Persona, ago: number): Promise<void> {
    const held_on = addDays(this.#today, -ago)
    const opinion = { opinion: 'agree' as const, text: '入户核实，情况属实', present: ['李评议', '赵评议'], held_on }
    const call = this.call(persona, ago, `review:${persona}`)
    this.#stood = await reviewClaim(this.#stage.db, call, { ...this.#ref, ...opinion })
  }

  async post(persona: Persona, ago: number): Promise<Uuid> {
    const { notices } = await postNotices(this.#stage.db, this.call(persona, ago, `post:${persona}`), [
      this.#ref.claim_id,
    ])
    const [notice] = notices
    if (!notice) throw new Error('A claim is posted on a notice.')
    return notice.notice_id
  }

  /** Its notice hangs its days and is concluded; the claim goes on with the next step. */
  async hang(persona: Persona, from: number, to: number): Promise<void> {
    const notice = await this.post(persona, from)
    await concludeNotice(this.#stage.db, this.call(persona, to, `conclude:${persona}`), notice)
    const { claim_id, version } = this.#ref
    this.#stood = { claim_id, version: version + 1, state: 'township_review' }
  }

  async giveBack(ago: number): Promise<void> {
    const reason = '请补充户口簿婚姻状况页后再提交'
    this.#stood = await returnClaim(this.#stage.db, this.call('demo-community', ago, 'return'), {
      ...this.#ref,
      reason,
    })
  }

  async object(ago: number): Promise<void> {
    await recordObjection(this.#stage.db, this.call('demo-street', ago, 'object'), {
      claim_id: this.#ref.claim_id,
      id: demoId(`claim:${this.#who.name}:objection`),
      received_on: addDays(this.#today, -ago),
      text: '听说这一户的户口已经迁到外区，请核实。',
      name: '',
      contact: '',
    })
  }

  async toTownship(): Promise<void> {
    await this.declare(34)
    await this.review('demo-community', 32)
    await this.hang('demo-community', 32, 24)
    await this.review('demo-street', 22)
  }
}

/** Declarations as they stand today: just submitted, given back, hanging, objected to, waiting for the county. */
export async function claimsOfToday(stage: Stage, today: CivilDate): Promise<Entry[]> {
  const { declaring } = await notTakenOver(stage)
  const ways: ((way: Way) => Promise<unknown>)[] = [
    (way) => way.declare(2),
    (way) => way.declare(12).then(() => way.giveBack(9)),
    async (way) => {
      await way.declare(8)
      await way.review('demo-community', 5)
      await way.post('demo-community', 4)
    },
    async (way) => {
      await way.toTownship()
      await way.post('demo-street', 5)
      await way.object(2)
    },
    (way) => way.toTownship().then(() => way.hang('demo-street', 22, 14)),
  ]
  return declaring.flatMap((who, index): Entry[] => {
    const walk = ways[index]
    return walk ? [{ on: addDays(today, -34), act: () => walk(new Way(stage, today, who)) }] : []
  })
}

/** The yearly review, opened three weeks ago: in the home community half of the roll has been seen. */
export function reviewOfToday(stage: Stage, today: CivilDate): Entry[] {
  const on = addDays(today, -21)
  const review_id = demoId(`review:${partsOf(today).year}`)
  const [home] = WORKED_COMMUNITIES
  const input = { id: review_id, division: DISTRICT, year: partsOf(today).year, due_on: addDays(today, 30) }
  return [
    { on, act: () => openReview(stage.db, stage.call('demo-district', on, 'review:open'), input) },
    {
      on: addDays(on, 7),
      async act() {
        const call = stage.call('demo-community', addDays(on, 7), 'review:seen')
        const claim_ids = await readIn(stage.db, call, async (tx) => {
          const { rows } = await sql<{ id: Uuid }>`
            select c.id from claim c join family f on f.district = c.district and f.id = c.family_id
            where c.origin = 'taken_over' and c.community = ${home}::bigint order by f.file_number, c.id`.execute(tx)
          return rows.map((row) => row.id)
        })
        const seen = claim_ids.slice(0, Math.ceil(claim_ids.length / 2))
        await checkReview(stage.db, call, {
          review_id,
          result: 'continues',
          claim_ids: seen,
          note: '入户核对，情况没有变化',
        })
      },
    },
  ]
}
