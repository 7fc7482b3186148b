import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { openHouse } from '../../../src/house.ts'
import { civilDate, civilDateOf } from '../../../src/kernel/calendar.ts'
import { uuidv7 } from '../../../src/kernel/ids.ts'
import { systemClock } from '../../../src/platform/clock.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { runEligibility } from '../../../src/promises/entitlements/index.ts'
import { importRoster } from '../../../src/registry/imports/index.ts'
import { callAs, createDemoStaff, systemCall } from '../../../src/registry/staff/index.ts'

const house = await openHouse({
  config: readConfig([]),
  clock: systemClock,
  log: () => undefined,
  owner: false,
  say: () => undefined,
})
const now = systemClock.now()
const parts = { now, today: civilDateOf(now), crypto: house.crypto, newId: () => uuidv7(Date.now(), randomBytes(10)) }
await createDemoStaff(house.db, systemCall({ ...parts, division: 530_100_000_000, idempotency_key: 'demo-staff' }), {
  communities: [530_103_005_003, 530_103_005_007],
  valid_from: civilDate('2016-01-01'),
})
const call = await callAs(house.db, 'demo-district', { ...parts, idempotency_key: 'fill' })
const bytes = readFileSync('data/demonstration/roster-530103.xlsx')
const { applied } = await importRoster(house.db, call, { bytes, file_name: '花名册.xlsx', apply: true })
if (!applied) throw new Error('The roster was not applied.')
const run = await callAs(house.db, 'demo-district', { ...parts, idempotency_key: 'fill-run' })
const asked = { division: 530_103_000_000, as_of: civilDate('2026-06-01') }
const { fingerprint } = await runEligibility(house.db, run, { ...asked, apply: false })
await runEligibility(house.db, run, { ...asked, apply: true, fingerprint })
await house.close()
