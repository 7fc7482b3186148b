import { sql } from 'kysely'
import { addDays, type CivilDate, partsOf } from '../kernel/calendar.ts'
import type { Uuid } from '../kernel/ids.ts'
import { readIn } from '../platform/database/transact.ts'
import { runEligibility } from '../promises/entitlements/index.ts'
import {
  approveRound,
  bankFile,
  closeRound,
  composeRound,
  exportRound,
  fundRound,
  importReturn,
  type RoundState,
  submitRound,
} from '../provision/payments/index.ts'
import { approveAccounts, importAccounts } from '../registry/bank-accounts/index.ts'
import { answerTo, type LayoutCode, templatesAgreed } from './bank-layout.ts'
import type { Entry } from './diary.ts'
import { topUp } from './law.ts'
import { appropriations, madeUpCard } from './money.ts'
import { type Payday, paydaysAround } from './paydays.ts'
import { ASSISTANCE } from './promises.ts'
import { demoId, DISTRICT, type Persona, type Stage } from './stage.ts'

interface Walk {
  /** Names the round and its steps. */
  name: string
  title: string
  policy_ids: readonly Uuid[]
  /** Composed on this day with what is due until then; every later step some days after. */
  on: CivilDate
  appropriation: string
  failures: number
  /** The layout of its file. */
  layout: LayoutCode
}

const ROUND = ['demo-district', 'demo-approver', 'demo-finance', 'demo-supervisor'] as const

/** The round from the register to the closing, each step by the one whose power it is, on a day of its own. */
async function walk(stage: Stage, { name, title, policy_ids, on, ...more }: Walk): Promise<void> {
  const [officer, approver, finance, supervisor] = ROUND
  const call = (persona: Persona, after: number, step: string) =>
    stage.call(persona, addDays(on, after), `payments:${name}:${step}`)
  const { db } = stage
  const id = demoId(`payments:${name}`)
  const input = { id, division: DISTRICT, title, policy_ids, as_of: on }
  const { total_fen } = await composeRound(db, call(officer, 0, 'compose'), input)
  const seen = (version: number) => ({ round_id: id, version, total_fen })
  const submitted = await submitRound(db, call(officer, 0, 'submit'), seen(COMPOSED))
  const approved = await approveRound(db, call(approver, 1, 'approve'), seen(submitted.version))
  const money = { ...seen(approved.version), appropriation_id: demoId(more.appropriation) }
  const funded = await fundRound(db, call(finance, 2, 'fund'), money)
  const file = { ...seen(funded.version), file_id: demoId(`payments:${name}:file`), template: more.layout }
  const exported = await exportRound(db, call(officer, 3, 'export'), file)
  // Taking the bank's answer asks for the file, which leaves a trace: not a second time.
  if ((await stateOf(stage, on, id)) === 'exported') {
    const answered = call(officer, 6, 'answer')
    const { bytes } = await bankFile(db, answered, id)
    const { layout, failures } = more
    const answer = answerTo(bytes, { name, layout, on: addDays(on, 5), failures })
    const return_id = demoId(`payments:${name}:answer`)
    await importReturn(db, answered, { round_id: id, return_id, file_name: `${title}回盘.csv`, bytes: answer })
  }
  await closeRound(db, call(supervisor, 7, 'close'), seen(exported.version + 1))
}

/** A round composed is in its second version: made, then filled. */
const COMPOSED = 2

async function stateOf(stage: Stage, on: CivilDate, id: Uuid): Promise<RoundState | undefined> {
  const call = stage.call('demo-district', on, 'payments:state')
  return readIn(stage.db, call, async (tx) => {
    const { rows } = await sql<{ state: RoundState }>`select state from payment_round
      where district = ${call.actor.district}::int and id = ${id}::uuid`.execute(tx)
    return rows[0]?.state
  })
}

/** Whose money did not arrive brings another card; two have not done so yet. */
function mended(stage: Stage, round: string, on: CivilDate, waiting: number): Entry[] {
  const asked = async () => {
    const call = stage.call('demo-district', on, 'payments:failed')
    const persons = await readIn(stage.db, call, async (tx) => {
      const { rows } = await sql<{ person_id: Uuid; name: string }>`
        select p.person_id, concat_ws(' ', f.file_number, n.birth_date, n.sex) as name
        from payment p join family f on f.district = p.district and f.id = p.family_id join person n on n.district = p.district and n.id = p.person_id
        where p.district = ${call.actor.district}::int and p.round_id = ${demoId(`payments:${round}`)}::uuid and p.state = 'failed'
        order by f.file_number, n.birth_date, n.sex`.execute(tx)
      return rows
    })
    return persons.slice(waiting).map(({ person_id, name }) => ({
      id: demoId(`account:mended:${round}:${name}`),
      person_id,
      kind: 'card' as const,
      bank_code: 'PSBC',
      number: madeUpCard(`mended ${name}`),
      reason: '上次发放失败，换了新卡',
    }))
  }
  const call = (persona: Persona, step: string) =>
    stage.call(persona, step === 'asked' ? on : addDays(on, 1), `payments:mended:${round}:${step}`)
  return [
    {
      on,
      act: async () => importAccounts(stage.db, call('demo-district', 'asked'), { accounts: await asked() }),
    },
    {
      on: addDays(on, 1),
      act: async () =>
        approveAccounts(stage.db, call('demo-approver', 'approved'), {
          version_ids: (await asked()).map((account) => account.id),
        }),
    },
  ]
}

async function policyIds(stage: Stage, on: CivilDate): Promise<Uuid[]> {
  return readIn(stage.db, stage.call('demo-district', on, 'payments:policies'), async (tx) => {
    const { rows } = await sql<{
      id: Uuid
    }>`select id from policy where code = any(${ASSISTANCE}::text[]) order by position`.execute(tx)
    return rows.map((row) => row.id)
  })
}

const NAME = '特别扶助金'

/**
 * The half-years since the money goes through rounds: two are paid, of the last some lines failed; the coming one has been composed with
 * them as second attempts and waits for its approver. The top-up of the last half-year is for whoever wants to walk a round.
 */
export async function roundsPaid(stage: Stage, today: CivilDate): Promise<Entry[]> {
  const { before, last, coming } = paydaysAround(today)
  const assistance = await policyIds(stage, today)
  const top_up = await topUp(stage, today)
  const found = ({ period, from }: Payday, on: CivilDate): Entry => ({
    on,
    act: () =>
      runEligibility(stage.db, stage.call('demo-district', on, `payments:run:${period}`), {
        division: DISTRICT,
        as_of: from,
        policy_codes: [...ASSISTANCE, top_up.code],
        apply: true,
      }),
  })
  const paid = (payday: Payday, more: Partial<Walk> & Pick<Walk, 'name' | 'failures'>): Entry => {
    const on = more.on ?? addDays(payday.on, -8)
    const { year } = partsOf(payday.on)
    const appropriation = `appropriation:${year}:district:special_assistance`
    const layout = 'nuancheng_pay' as const
    const round = { title: `${payday.label}${NAME}`, policy_ids: assistance, appropriation, layout, ...more, on }
    return { on, act: () => walk(stage, round) }
  }
  const years = new Set([before, last, coming].map(({ on }) => partsOf(on).year))
  const composed = [addDays(today, -4), coming.from].toSorted().at(-1) ?? today
  return [
    ...[...years].flatMap((year) => appropriations(stage, year, today)),
    ...templatesAgreed(stage, before.on, today),
    found(before, addDays(before.on, -10)),
    paid(before, { name: `${before.period}:assistance`, failures: 2 }),
    paid(before, {
      name: `${before.period}:top_up`,
      title: `${before.label}高龄补助金`,
      policy_ids: [top_up.id],
      on: addDays(before.on, 1),
      appropriation: `appropriation:${partsOf(before.on).year}:city:special_assistance`,
      failures: 0,
      layout: 'general_csv',
    }),
    ...mended(stage, `${before.period}:assistance`, addDays(before.on, 10), 0),
    found(last, addDays(last.on, -10)),
    paid(last, { name: `${last.period}:assistance`, failures: 7 }),
    ...mended(stage, `${last.period}:assistance`, addDays(last.on, 6), 2),
    found(coming, composed),
    { on: composed, act: () => composedNext(stage, composed, { coming, assistance }) },
  ]
}

/** Four of seven who failed have another account by now; the round names the others with the reason. */
async function composedNext(
  stage: Stage,
  on: CivilDate,
  { coming, assistance }: { coming: Payday; assistance: readonly Uuid[] },
): Promise<void> {
  const call = (step: string) => stage.call('demo-district', on, `payments:${coming.period}:${step}`)
  const id = demoId(`payments:${coming.period}:assistance`)
  const { total_fen } = await composeRound(stage.db, call('compose'), {
    id,
    division: DISTRICT,
    title: `${coming.label}${NAME}`,
    policy_ids: assistance,
    as_of: on,
  })
  await submitRound(stage.db, call('submit'), { round_id: id, version: COMPOSED, total_fen })
}
