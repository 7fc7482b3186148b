import type { Uuid } from '../../src/kernel/ids.ts'
import { testId } from './app.ts'
import type { TestDatabase } from './database.ts'

interface Owed {
  district: number
  community: number
  family_id: Uuid
  canary: string
  account_id: Uuid
}

/** Who gives the district money, and an appropriation nobody has confirmed. */
export async function makeFunds(
  test: TestDatabase,
  { district, canary, account_id }: Pick<Owed, 'district' | 'canary' | 'account_id'>,
): Promise<Record<'source_id' | 'appropriation_id', Uuid>> {
  const ids = { source_id: testId(), appropriation_id: testId() }
  await test.admin.query(
    `insert into fund_source (district, id, division, kind, name, created_by, created_at)
     values ($1, $2, $3, 'treasury', $4, $5, '2026-11-01')`,
    [district, ids.source_id, district * 1_000_000, `${canary}财政`, account_id],
  )
  await test.admin.query(
    `insert into fund_period (district, year, state) values ($1, 2026, 'open') on conflict do nothing`,
    [district],
  )
  await test.admin.query(
    `insert into appropriation (district, id, year, source_id, purpose, origin, document, stated_fen, state, created_by, created_at)
     values ($1, $2, 2026, $3, 'festival', 'budget', $4, 1000, 'entered', $5, '2026-11-01')`,
    [district, ids.appropriation_id, ids.source_id, `${canary}文`, account_id],
  )
  return ids
}

/** A request for a bank account, with a reason that names the place. */
export async function makeAccount(test: TestDatabase, place: Owed, person_id: Uuid): Promise<Uuid> {
  const { district, community, family_id, canary, account_id } = place
  const [id, version_id] = [testId(), testId()]
  await test.admin.query('begin')
  await test.admin.query(
    `insert into bank_account (district, id, community, family_id, person_id, created_at) values ($1, $2, $3, $4, $5, '2026-11-01')`,
    [district, id, community, family_id, person_id],
  )
  await test.admin.query(
    `insert into bank_account_version (district, id, community, account_id, family_id, person_id, seq, kind, bank_code, holder_name, number_cipher,
       number_hmac, last4, reason, state, requested_by, requested_at)
     values ($1, $2, $3, $4, $5, $6, 1, 'card', 'ICBC', $7, $8, sha256($9), '0128', $7, 'requested', $10, '2026-11-01')`,
    [
      district,
      version_id,
      community,
      id,
      family_id,
      person_id,
      `${canary}户`,
      test.crypto.seal('6222021234567890128', `bank_account_version.number_cipher:${version_id}`),
      Buffer.from(version_id),
      account_id,
    ],
  )
  await test.admin.query('commit')
  return version_id
}
