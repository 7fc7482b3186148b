import { civilDateOf } from '../kernel/calendar.ts'
import { ancestorAt } from '../kernel/division-code.ts'
import { finishDemonstration, reportLoading } from '../registry/staff/index.ts'
import { actsOfCare } from './acts.ts'
import { readCast } from './cast.ts'
import { rollTakenOver } from './claims.ts'
import { type Entry, inOrder } from './diary.ts'
import { newLaw } from './law.ts'
import { accountsOf, accountsOfToday, moneyOfYears } from './money.ts'
import { bringToPresent } from './present.ts'
import { promisesKept } from './promises.ts'
import { hireStaff, TAKEN_IN, takeInRoster } from './register.ts'
import { roundsWalked } from './rounds.ts'
import { type DemoHouse, openStage, type Stage } from './stage.ts'
import { agreements } from './wishes.ts'

/** How far loading is, 0 to 100, and what is being done, in both languages. */
export type Progress = (percent: number, text: string) => void

const TEXTS = {
  staff: '建立演示账号 · Making the personas',
  roster: '导入花名册：357户 · Taking in the roster of 357 families',
  wishes: '登记家人的意愿和双岗联系人 · Noting wishes and named contacts',
  present: '接到今天 · Coming to the present',
  ready: '演示区已就绪 · The demonstration district is ready',
} as const

/** Parts of the whole, in percent: the roster to 12, the four years to 94, the present to the end. */
const FROM = 12
const TO = 94

/**
 * Loads the demonstration district: its roster through the import, then four years day by day through the product's own commands, each
 * as on its day and under a key of its own. Broken off, it goes on where it stopped: what was done answers again and does nothing.
 * Loaded again, it changes nothing.
 */
export async function loadDemonstration(house: DemoHouse, progress: Progress): Promise<void> {
  const tell = async (percent: number, text: string) => {
    await reportLoading(house.db, percent)
    progress(percent, text)
  }
  await tell(0, TEXTS.staff)
  await hireStaff(house)
  await tell(1, TEXTS.roster)
  await takeInRoster(house)
  await tell(FROM - 1, TEXTS.wishes)
  const stage = await openStage(house, TAKEN_IN)
  const families = await readCast(stage)
  await liveThrough([...agreements(stage, families), ...accountsOf(stage, families)], () => undefined)
  await fourYears(stage, tell)
  await tell(TO, TEXTS.present)
  await bringToPresent(stage, civilDateOf(house.clock.now()))
  await accountsOfToday(stage, civilDateOf(house.clock.now()))
  await finishDemonstration(house.db, house.clock)
  progress(100, TEXTS.ready)
}

async function fourYears(stage: Stage, tell: (percent: number, text: string) => Promise<void>): Promise<void> {
  const cast = await readCast(stage)
  const streets = [...new Set(cast.map((family) => ancestorAt(family.community, 'street')))]
  const entries = inOrder([
    ...moneyOfYears(stage),
    ...promisesKept(stage, streets),
    ...roundsWalked(stage),
    ...actsOfCare(stage, cast),
    ...newLaw(stage),
    ...rollTakenOver(stage),
  ])
  let month = ''
  await liveThrough(entries, async ({ on }, done) => {
    if (on.slice(0, 7) === month) return
    month = on.slice(0, 7)
    const [year, number] = month.split('-')
    await tell(FROM + ((TO - FROM) * done) / entries.length, `${year}年${Number(number)}月 · ${month}`)
  })
}

/** One after the other, as days do. */
async function liveThrough(
  entries: readonly Entry[],
  before: (entry: Entry, done: number) => Promise<void> | void,
): Promise<void> {
  for (const [index, entry] of entries.entries()) {
    await before(entry, index)
    await entry.act()
  }
}
