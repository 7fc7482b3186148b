import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { civilDate } from '../kernel/calendar.ts'
import { ancestorAt } from '../kernel/division-code.ts'
import { newId } from '../platform/ids.ts'
import { importRoster } from '../registry/imports/index.ts'
import { callAs, createDemoStaff, systemCall } from '../registry/staff/index.ts'
import { callParts, type DemoHouse, DISTRICT } from './stage.ts'
import { WORKED_COMMUNITIES } from './roster.ts'

const ROSTER = join(import.meta.dirname, '..', '..', 'data', 'demonstration', 'roster-530103.xlsx')
const HIRED = civilDate('2014-12-01')
export const TAKEN_IN = civilDate('2014-12-29')

/** The personas with their posts, held since before the first act. */
export async function hireStaff(house: DemoHouse): Promise<void> {
  const division = ancestorAt(DISTRICT, 'city')
  const call = systemCall({ ...callParts(house, HIRED, 'staff'), newId, division })
  await createDemoStaff(house.db, call, { communities: WORKED_COMMUNITIES, valid_from: HIRED })
}

/** The roster file, taken in as an officer takes hers in. Anything that would have to be mended first stops the loading. */
export async function takeInRoster(house: DemoHouse): Promise<void> {
  const call = await callAs(house.db, 'demo-district', callParts(house, TAKEN_IN, 'roster'))
  const { import: taken, faults } = await importRoster(house.db, call, {
    bytes: readFileSync(ROSTER),
    file_name: '盘龙区花名册.xlsx',
    apply: true,
  })
  if (taken.state !== 'applied') {
    const first = faults[0]
    throw new Error(`The demonstration roster cannot be taken in: ${first ? JSON.stringify(first) : taken.state}`)
  }
}
