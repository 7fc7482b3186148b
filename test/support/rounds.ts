import { type CivilDate, civilDate, civilDateOf, type Instant } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor, Call } from '../../src/platform/call.ts'
import { readIn } from '../../src/platform/database/transact.ts'
import {
  approveRound,
  bankFile,
  composeRound,
  exportRound,
  fundRound,
  importReturn,
  submitRound,
} from '../../src/provision/payments/commands/index.ts'
import { findRound, type RoundRow } from '../../src/provision/payments/queries/index.ts'
import { approveAccounts, importAccounts } from '../../src/registry/bank-accounts/index.ts'
import { callOf, makeActor, TEST_NOW, testId } from './app.ts'
import { accountRequest } from './bank-accounts.ts'
import type { TestDatabase } from './database.ts'
import { PANLONG } from './entitlements.ts'
import { type FundsOffice, makeAppropriation, makeFundsOffice } from './funds.ts'

/** The day rounds of tests are composed for, and when accounts were approved that have cooled off by then. */
export const ROUND_DAY = civilDate('2026-11-20')
const EARLIER = '2026-10-01T02:00:00.000Z' as Instant

export interface LineRow {
  id: Uuid
  line_no: number
  person_id: Uuid
  policy_id: Uuid
  period: string
  amount_fen: number
  attempt: number
  state: string
  entitlement_id: Uuid
}

/** The hands of a payment round in Panlong, and the ways a round goes through them. */
export interface PayRoom extends FundsOffice {
  officer: Actor
  supervisor: Actor
  /** The nation's assistance for parents whose child died. */
  policies: Uuid[]
  /** The time of every call; a test that lives through days sets it on. */
  clock: { now: Instant }
  call(actor: Actor): Call
  giveAccounts(persons: readonly Uuid[], more?: { from?: number; now?: Instant }): Promise<void>
  compose(title: string, more?: Composing): ReturnType<typeof composeRound>
  round(id: Uuid): Promise<RoundRow>
  /** What she has on her screen. */
  seen(id: Uuid): Promise<{ round_id: Uuid; version: number; total_fen: number }>
  lines(id: Uuid): Promise<LineRow[]>
  /** Submitted, approved, funded from an appropriation of its own, and given to the bank. */
  send(id: Uuid): Promise<void>
  /** The bank's answer in its own layout: every line but those of `failed` went through. */
  answerTo(id: Uuid, failed?: readonly number[]): Promise<Uint8Array>
  answer(id: Uuid, bytes: Uint8Array): ReturnType<typeof importReturn>
}

interface Composing {
  same_account?: boolean
  as_of?: CivilDate
  policies?: readonly Uuid[]
}

export async function makePayRoom(test: TestDatabase): Promise<PayRoom> {
  const office = await makeFundsOffice(test)
  const officer = await makeActor(test, 'district_officer', '530103')
  const supervisor = await makeActor(test, 'supervisor', '530103')
  const { rows } = await test.admin.query<{ id: Uuid }>("select id from policy where code = 'special_assistance_death'")
  const policies = rows.map((row) => row.id)
  const clock = { now: TEST_NOW }
  const call = (actor: Actor) => callOf(test, actor, clock)
  let cards = 0

  const room: PayRoom = {
    ...office,
    officer,
    supervisor,
    policies,
    clock,
    call,
    async giveAccounts(persons, { from, now = EARLIER } = {}) {
      const accounts = persons.map((person, i) => accountRequest(person, from === undefined ? (cards += 1) : from + i))
      const { version_ids } = await importAccounts(test.db, callOf(test, officer, { now }), { accounts })
      await approveAccounts(test.db, callOf(test, office.approver, { now }), { version_ids })
    },
    compose: (title, { as_of = ROUND_DAY, policies: asked = policies, ...more } = {}) =>
      composeRound(test.db, call(officer), {
        id: testId(),
        division: PANLONG,
        title,
        policy_ids: asked,
        as_of,
        ...more,
      }),
    async round(id) {
      const asked = call(officer)
      const round = await readIn(test.db, asked, (tx) => findRound(tx, asked, id))
      if (!round) throw new Error('The round is there.')
      return round
    },
    async seen(id) {
      const { version, total_fen } = await room.round(id)
      return { round_id: id, version, total_fen }
    },
    async lines(id) {
      const { rows } = await test.admin.query<LineRow>(
        `select id, line_no, person_id, policy_id, period, amount_fen::int as amount_fen, attempt, state, entitlement_id
         from payment where round_id = $1 order by line_no`,
        [id],
      )
      return rows
    },
    async send(id) {
      await submitRound(test.db, call(officer), await room.seen(id))
      await approveRound(test.db, call(office.approver), await room.seen(id))
      const appropriation_id = await makeAppropriation(test, office, (await room.round(id)).total_fen)
      await fundRound(test.db, call(office.finance), { ...(await room.seen(id)), appropriation_id })
      const file = { file_id: testId(), template: 'general_csv' }
      await exportRound(test.db, call(officer), { ...(await room.seen(id)), ...file })
    },
    answerTo: async (id, failed = []) =>
      answered(id, (await bankFile(test.db, call(officer), id)).bytes, { failed, on: civilDateOf(clock.now) }),
    answer: (id, bytes) =>
      importReturn(test.db, call(officer), { round_id: id, return_id: testId(), file_name: 'answer.csv', bytes }),
  }
  return room
}

/** The file a bank gives back for the one it was given. */
function answered(
  round_id: Uuid,
  file: Uint8Array,
  { failed, on }: { failed: readonly number[]; on: CivilDate },
): Uint8Array {
  const lines = Buffer.from(file).toString('utf8').trim().split('\r\n').slice(1)
  const rows = lines.map((line) => {
    const [no, , , , amount, , seal] = line.split(',')
    const bad = failed.includes(Number(no))
    const ref = `YH${round_id.slice(-6)}${no}`
    return [no, amount, bad ? '失败' : '成功', ref, on, bad ? '账号与户名不符' : '', seal].join(',')
  })
  return Buffer.from(['序号,金额,处理结果,银行流水号,处理日期,失败原因,校验码', ...rows].join('\r\n'), 'utf8')
}
