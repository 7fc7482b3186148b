import { expect, test } from 'vitest'
import { createTestDatabase } from './support/database.ts'
import { makeFundsOffice } from './support/funds.ts'
import { chanceOf } from './support/nasty.ts'
import { raceApprovers } from './torture/approvers.ts'
import { claimLastYuan } from './torture/last-yuan.ts'
import { tamper } from './torture/tamper.ts'

// The short forms of `npm run torture -- approvers | last-yuan | tamper`, which are these tests with more of everything.
const LONG = process.env['NUANXIN_TORTURE'] === 'long'
const seed = Math.floor(Math.random() * 1e9)
const tell = (report: object) => void (LONG && console.log(JSON.stringify(report, null, 2)))

test('approvers: of twenty who decide on a round at once exactly one has decided', { timeout: 1_800_000 }, async () => {
  const db = await createTestDatabase()
  const report = await raceApprovers(db, { rounds: LONG ? 100 : 6, racers: 20, chance: chanceOf(seed), seed })
  tell(report)
  await db.drop()
  expect(report, `seed ${seed}`).toMatchObject({ wrong: [], rounds: LONG ? 100 : 6 })
  expect(report.approved).toBeGreaterThan(3)
})

test(
  'last-yuan: of all who claim it at once exactly one gets it, time after time',
  { timeout: 1_800_000 },
  async () => {
    const db = await createTestDatabase()
    const office = await makeFundsOffice(db)
    for (let times = 0; times < (LONG ? 20 : 2); times++) {
      const report = await claimLastYuan(db, office, LONG ? 200 : 40)
      tell(report)
      expect(report).toMatchObject({ got_it: 1, left: [0, 100, 0] })
      expect(Object.keys(report.said).toSorted()).toEqual(['funds.insufficient', 'got it'])
    }
    await db.drop()
  },
)

test('tamper: frozen rows changed by a superuser are all found and named', { timeout: 1_800_000 }, async () => {
  const db = await createTestDatabase()
  const report = await tamper(db, { times: LONG ? 200 : 20, chance: chanceOf(seed), seed })
  tell(report)
  await db.drop()
  expect(report.missed, `seed ${seed}`).toEqual([])
  expect(report.named).toBe(report.tampered)
  expect(report.tampered).toBe(LONG ? 200 : 20)
})
