import type { Uuid } from '../../src/kernel/ids.ts'
import { type Fen, fen } from '../../src/kernel/money.ts'
import { padCode } from '../../src/kernel/division-code.ts'
import { addSource, confirmAppropriation, enterAppropriation } from '../../src/ledgers/funds/commands/index.ts'
import type { Actor } from '../../src/platform/call.ts'
import { callOf, makeActor, testId } from './app.ts'
import type { TestDatabase } from './database.ts'

export interface FundsOffice {
  district: number
  finance: Actor
  approver: Actor
  source_id: Uuid
}

/** The finance officer and the approver of a district, and its own treasury as a source. */
export async function makeFundsOffice(test: TestDatabase, place = '530103'): Promise<FundsOffice> {
  const finance = await makeActor(test, 'finance', place)
  const approver = await makeActor(test, 'district_approver', place)
  const source_id = testId()
  const source = {
    id: source_id,
    division: padCode(place),
    kind: 'treasury' as const,
    name: `财政${source_id.slice(-6)}`,
  }
  await addSource(test.db, callOf(test, finance), source)
  return { district: finance.district, finance, approver, source_id }
}

/** An appropriation entered by finance and, unless it is to wait, confirmed by the approver: ready to be reserved from. */
export async function makeAppropriation(
  test: TestDatabase,
  office: FundsOffice,
  amount: number,
  more: { year?: number; purpose?: string; waits?: boolean } = {},
): Promise<Uuid> {
  const id = testId()
  await enterAppropriation(test.db, callOf(test, office.finance), {
    id,
    year: more.year ?? 2026,
    source_id: office.source_id,
    purpose: more.purpose ?? 'special_assistance',
    stated_fen: fen(amount) as Fen,
    origin: 'budget',
  })
  if (more.waits !== true) await confirmAppropriation(test.db, callOf(test, office.approver), id)
  return id
}
