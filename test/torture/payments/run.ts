import pg from 'pg'
import { type House, openHouse } from '../../../src/house.ts'
import { civilDateOf } from '../../../src/kernel/calendar.ts'
import { systemClock } from '../../../src/platform/clock.ts'
import { readConfig } from '../../../src/platform/config.ts'
import { verifyHouse } from '../../../src/upkeep.ts'
import { chanceOf } from '../../support/nasty.ts'
import { startRig } from '../rig.ts'
import { newBank } from './bank.ts'
import { booksAgree, type Found, readBooks } from './books.ts'
import { newKiller } from './killer.ts'
import { newPerson, type Person } from './people.ts'
import { type Going, payStreet, type People, STEPS } from './rounds.ts'
import { makeWorld, type WorldOptions } from './world.ts'

export interface PaymentTorture extends WorldOptions {
  kills: number
  seed: number
  say: (text: string) => void
}

export interface PaymentReport extends Found {
  seed: number
  /** Processes killed; a kill of both counts in both. */
  kills: { server: number; database: number }
  named: Record<string, number>
  random: Record<string, number>
  rounds: number
  /** Lines composed, every attempt. */
  lines: number
  asked: { sent: number; acknowledged: number; retried: number; twins: number }
  refused: string[]
  wrong: string[]
  agree: boolean
  faults: string[]
  slowest_return_ms: number
  seconds: number
}

function houseOn(folder: string): Promise<House> {
  const config = { ...readConfig([], {}), data_folder: folder }
  return openHouse({ config, clock: systemClock, log: () => undefined, owner: false, say: () => undefined, pool: 3 })
}

async function asAdmin<T>(house: House, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: house.urlFor('backup') })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/**
 * Rounds of payments walk from the register to the bank and back, street beside street, by clients that repeat what nobody answered,
 * while server and database are killed at failpoints and at random moments. What the bank turns back is paid as the next attempt. At
 * the end everybody was paid exactly once, in every book.
 */
export async function torturePayments(options: PaymentTorture): Promise<PaymentReport> {
  const chance = chanceOf(options.seed)
  const killer = newKiller(chance)
  const rig = await startRig(killer.watching)
  try {
    const house = await houseOn(rig.folder)
    const world = await asAdmin(house, (admin) => makeWorld(house, admin, options))
    await house.close()
    options.say(`${world.owed.lines} lines owed, ${world.owed.fen} fen`)
    const begun = performance.now()
    const today = () => civilDateOf(systemClock.now())
    const bank = newBank(0.03)
    const people = Object.fromEntries(
      Object.entries(world.people).map(([power, account]) => [power, newPerson(rig.url, account)]),
    ) as People
    const going: Going = { done: 0, doing: new Map(), took: new Map(), rounds: [], lines: 0 }
    const lanes = world.streets.map((street) => payStreet({ street, world, people, bank, chance, going, today }))
    const steps = options.lanes * (options.months + 1) * STEPS.length
    const killing = killer.run(rig, going, { kills: options.kills, steps, say: options.say })
    const paying = Promise.all(lanes).finally(() => killer.stop())
    await Promise.all([paying, killing]).catch(async (error: unknown) => {
      killer.stop()
      for (const person of Object.values(people)) person.given_up = true
      await Promise.allSettled([paying, killing])
      throw error
    })
    const seconds = Math.round((performance.now() - begun) / 1000)

    const after = await houseOn(rig.folder)
    const found = await asAdmin(after, (admin) => readBooks(admin, world, bank))
    const verdict = await verifyHouse(after)
    await after.close()
    const all: Person[] = Object.values(people)
    const sum = (of: (person: Person) => number) => all.reduce((total, person) => total + of(person), 0)
    return {
      seed: options.seed,
      kills: rig.kills(),
      named: Object.fromEntries(killer.named),
      random: Object.fromEntries(killer.random),
      rounds: going.rounds.length,
      lines: going.lines,
      asked: {
        sent: sum(({ tally }) => tally.sent),
        acknowledged: sum(({ tally }) => tally.acknowledged),
        retried: sum(({ tally }) => tally.retried),
        twins: sum(({ twins }) => twins),
      },
      refused: all.flatMap(({ tally }) => tally.refused),
      wrong: all.flatMap(({ wrong }) => wrong),
      ...found,
      agree: booksAgree(found.books),
      faults: [...verdict.catalog, ...verdict.server, ...verdict.chains, ...verdict.checks].map((one) =>
        JSON.stringify(one),
      ),
      slowest_return_ms: rig.slowest_return_ms(),
      seconds,
    }
  } finally {
    await rig.stop()
  }
}

/** Whether nothing was lost, doubled or left half, and every book says the same. */
export function isGood(report: PaymentReport): boolean {
  const { lost, doubled, half, refused, wrong, faults, agree } = report
  return lost + doubled + half + refused.length + wrong.length + faults.length === 0 && agree
}
