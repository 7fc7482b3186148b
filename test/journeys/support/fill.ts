import { randomBytes } from 'node:crypto'
import { openHouse } from '../../../src/house.ts'
import { civilDate, civilDateOf } from '../../../src/kernel/calendar.ts'
import { uuidv7 } from '../../../src/kernel/ids.ts'
import { systemClock } from '../../../src/platform/clock.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { readIn } from '../../../src/platform/database/transact.ts'
import { runEligibility } from '../../../src/promises/entitlements/index.ts'
import { registerFamilies } from '../../../src/registry/families/index.ts'
import { callAs, createDemoStaff, systemCall } from '../../../src/registry/staff/index.ts'
import { bereavedCouple, COMMUNITY, motherOfDisabledChild, NEIGHBOUR_COMMUNITY } from '../../support/families.ts'

const house = await openHouse({
  config: readConfig([]),
  clock: systemClock,
  log: () => undefined,
  owner: false,
  say: () => undefined,
})
const now = systemClock.now()
const parts = {
  now,
  today: civilDateOf(now),
  crypto: house.crypto,
  newId: () => uuidv7(Date.now(), randomBytes(10)),
}
await createDemoStaff(house.db, systemCall({ ...parts, division: 530_100_000_000, idempotency_key: 'demo-staff' }), {
  communities: [COMMUNITY, NEIGHBOUR_COMMUNITY],
  valid_from: civilDate('2016-01-01'),
})
const call = await callAs(house.db, 'demo-district', { ...parts, idempotency_key: 'fill' })
const drafts = Array.from({ length: 60 }, (_, n) => {
  const community = n % 2 === 0 ? COMMUNITY : NEIGHBOUR_COMMUNITY
  return n % 5 === 4 ? motherOfDisabledChild(n, { community }) : bereavedCouple(n, { community })
})
await readIn(house.db, call, (tx) => registerFamilies(tx, call, drafts))
const run = await callAs(house.db, 'demo-district', { ...parts, idempotency_key: 'fill-run' })
const asked = { division: 530_103_000_000, as_of: civilDate('2026-06-01') }
const { fingerprint } = await runEligibility(house.db, run, { ...asked, apply: false })
await runEligibility(house.db, run, { ...asked, apply: true, fingerprint })
await house.close()
