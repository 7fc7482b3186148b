import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import {
  listHouseholds,
  listKinds,
  listPersons,
  listRecords,
  type RecordRow,
  sumOf,
} from '../../../ledgers/care-records/index.ts'
import { listChildrenOf, listDivisions } from '../../../registry/divisions/index.ts'
import type { Figure, Item } from '../contract.ts'
import { listRegister } from '../queries/index.ts'
import { type Indicator, type IndicatorUnit, monthSpan, monthsBetween } from '../rules.ts'
import { type Asked, figureOf, getIndicator, loadRollup, placeName } from './figures.ts'

interface Page {
  size: number
  cursor?: string | undefined
}

export interface FigureList {
  division: number
  division_name: string
  figure: Figure
  unnamed: number
  items: Item[]
  next_cursor: string | null
}

/**
 * What stands behind a figure. The shares of all pages and `unnamed` add up to the figure's value, because list and value are
 * compiled from one filter.
 */
export async function listBehind(tx: Tx, call: Call, code: string, asked: Asked, page: Page): Promise<FigureList> {
  const indicator = await getIndicator(tx, code)
  const figure = await figureOf(tx, call, indicator, asked, undefined)
  const head = { division: asked.division, division_name: await placeName(tx, call, asked.division), figure }
  if (indicator.register_key) {
    const found = await listRegister(tx, call, indicator.register_key, { division: asked.division, on: asked.to }, page)
    return { ...head, unnamed: 0, ...found }
  }
  const filter = { ...asked, kinds: indicator.kinds }
  const unnamed = indicator.unit === 'person_time' ? (await sumOf(tx, call, filter)).headcount : 0
  const found = await rowsBehind(tx, call, indicator, figure, filter, page)
  const names = new Map(
    (
      await listDivisions(
        tx,
        found.items.map((item) => item.community ?? 0),
      )
    ).map((place) => [place.code, place.name]),
  )
  const items = found.items.map((item) => ({ ...item, community_name: names.get(item.community ?? 0) ?? null }))
  return { ...head, unnamed, items, next_cursor: found.next_cursor }
}

async function rowsBehind(
  tx: Tx,
  call: Call,
  indicator: Indicator,
  figure: Figure,
  filter: Asked & { kinds: readonly string[] },
  page: Page,
): Promise<{ items: Item[]; next_cursor: string | null }> {
  const times = (row: { times: number }) =>
    indicator.unit === 'household_time' || indicator.unit === 'person_time' ? row.times : 1
  if (figure.list === 'households') {
    const found = await listHouseholds(tx, call, filter, page)
    const items = found.items.map((row) => ({
      key: row.family_id,
      title: row.names.join('、'),
      community: row.community,
      community_name: null,
      on: row.last_on,
      family_id: row.family_id,
      record_id: null,
      share: times(row),
    }))
    return { items, next_cursor: found.next_cursor }
  }
  if (figure.list === 'persons') {
    const found = await listPersons(tx, call, filter, page)
    const items = found.items.map((row) => ({
      key: row.person_id,
      title: row.name,
      community: row.community,
      community_name: null,
      on: row.last_on,
      family_id: row.family_id,
      record_id: null,
      share: times(row),
    }))
    return { items, next_cursor: found.next_cursor }
  }
  const kinds = new Map(
    (await listKinds(tx, filter.kinds)).map((kind) => [kind.code, call.locale === 'zh' ? kind.name_zh : kind.name_en]),
  )
  const found = await listRecords(tx, call, filter, page)
  const items = found.items.map((row) => ({
    key: row.id,
    title: [kinds.get(row.kind) ?? row.kind, row.title, row.family_names.join('、')].filter(Boolean).join(' · '),
    community: row.community,
    community_name: null,
    on: row.happened_on,
    family_id: row.family_id,
    record_id: row.id,
    share: shareOf(row, indicator.unit),
  }))
  return { items, next_cursor: found.next_cursor }
}

/** Of units that count acts or people a row carries one; of sums, what the act itself says. */
function shareOf(row: RecordRow, unit: IndicatorUnit): number {
  const carried: Partial<Record<IndicatorUnit, number>> = {
    fen: row.amount_fen,
    minute: row.minutes,
    hour: row.minutes,
    piece: row.quantity,
    copy: row.copies,
    view: row.views,
  }
  return carried[unit] ?? 1
}

export interface Breakdown {
  figure: Figure
  places: { division: number; name: string; value: number }[]
  months: { month: string; value: number }[]
}

const PLACES_MAX = 200

/** One figure for each place directly below and month by month. Distinct people of two places may be the same: they need not add up. */
export async function breakdownOf(tx: Tx, call: Call, code: string, asked: Asked): Promise<Breakdown> {
  const indicator = await getIndicator(tx, code)
  const figure = await figureOf(tx, call, indicator, asked, await loadRollup(tx, call, asked))
  const places = []
  for (const child of await listChildrenOf(tx, asked.division, { limit: PLACES_MAX })) {
    const below = { ...asked, division: child.code }
    const { value } = await figureOf(tx, call, indicator, below, await loadRollup(tx, call, below))
    places.push({ division: child.code, name: child.name, value })
  }
  const months = []
  if (indicator.source === 'care') {
    for (const month of monthsBetween(asked.from, asked.to)) {
      const within = { ...asked, ...monthSpan(month, asked) }
      const { value } = await figureOf(tx, call, indicator, within, await loadRollup(tx, call, within))
      months.push({ month, value })
    }
  }
  return { figure, places, months }
}
