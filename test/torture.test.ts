import { expect, test } from 'vitest'
import { isGood, torturePayments } from './torture/payments/run.ts'
import { torture } from './torture/run.ts'

// The short form of `npm run torture`: a real server and a real database, killed without warning under honest clients.
test(
  'server and database are killed at random: nothing is lost, nothing is doubled, nobody lends a hand',
  { timeout: 420_000 },
  async () => {
    const seed = Math.floor(Math.random() * 1e9)
    const report = await torture({ kills: 6, writers: 3, seed, say: () => undefined })
    expect(report, `seed ${seed}`).toMatchObject({
      lost: 0,
      doubled: 0,
      faults: 0,
      acts: { refused: [] },
      runs: { refused: [] },
      imports: { half: 0, wrong: [], uploads: { refused: [] }, applies: { refused: [] } },
    })
    expect(report.kills.server + report.kills.database).toBeGreaterThanOrEqual(6)
    expect(report.acts.acknowledged).toBe(report.acts.sent)
    expect(report.acts.acknowledged).toBeGreaterThan(20)
    expect(report.imports.applies.acknowledged).toBeGreaterThan(1)
    expect(report.met.apply).toBeGreaterThan(0)
  },
)

// The short form of `npm run torture -- payments`.
test(
  'server and database are killed while rounds are paid: everybody is paid once, and every book says the same',
  { timeout: 420_000 },
  async () => {
    const seed = Math.floor(Math.random() * 1e9)
    const size = { lanes: 1, persons: 40, months: 2 }
    const report = await torturePayments({ ...size, kills: 8, seed, say: () => undefined })
    expect(report, `seed ${seed}`).toMatchObject({ lost: 0, doubled: 0, half: 0, refused: [], wrong: [], faults: [] })
    expect(isGood(report)).toBe(true)
    expect(report.books.bank.count).toBe(80)
    // They are spread over the steps of three rounds; where the bank turns nothing back, two pay everybody and a third of them is not needed.
    expect(report.kills.server + report.kills.database).toBeGreaterThanOrEqual(5)
    expect(Object.values(report.named).some((times) => times > 0)).toBe(true)
    expect(report.asked.acknowledged).toBe(report.asked.sent)
  },
)
