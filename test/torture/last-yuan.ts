import { fen } from '../../src/kernel/money.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { balancesOf, reserve } from '../../src/ledgers/funds/index.ts'
import { connect } from '../../src/platform/database/connect.ts'
import { command, readIn } from '../../src/platform/database/transact.ts'
import { callOf, testId } from '../support/app.ts'
import type { TestDatabase } from '../support/database.ts'
import { type FundsOffice, makeAppropriation } from '../support/funds.ts'

const YUAN = fen(100)

export interface LastYuan {
  claimed: number
  got_it: number
  /** What everybody was told, how often. */
  said: Record<string, number>
  /** What is left of the appropriation, in fen: available, reserved, spent. */
  left: (number | undefined)[]
}

/** An appropriation of one yuan, and as many as asked who each want it for a round of their own, at the same moment. */
export async function claimLastYuan(db: TestDatabase, office: FundsOffice, clients: number): Promise<LastYuan> {
  const { district } = office
  const appropriation_id = await makeAppropriation(db, office, YUAN)
  const crowd = connect({ connectionString: db.url('app'), max: 40 })
  const claim = async (): Promise<string> => {
    const movements = [{ ref: { kind: 'trial', id: testId() }, operation: 'reserve', amount_fen: YUAN }]
    // Who found no connection free asks again, as a person would; everybody else has her answer.
    for (;;) {
      const call = callOf(db, office.finance)
      const said = await command(crowd, call, { name: 'test.reserve', input: movements }, async (tx) => ({
        result: await reserve(tx, call, { district, appropriation_id, movements }),
      })).then(
        () => 'got it',
        (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
      )
      if (said !== 'platform.database_away' && said !== 'platform.busy') return said
    }
  }
  const answers = await Promise.all(Array.from({ length: clients }, claim))
  await crowd.pool.end()
  const call = callOf(db, office.finance)
  const all = await readIn(db.db, call, (tx) => balancesOf(tx, call, { district }))
  const row = all.find(({ id }) => id === appropriation_id)
  const said: Record<string, number> = {}
  for (const answer of answers) said[answer] = (said[answer] ?? 0) + 1
  return {
    claimed: clients,
    got_it: said['got it'] ?? 0,
    said,
    left: [row?.available_fen, row?.reserved_fen, row?.spent_fen],
  }
}
