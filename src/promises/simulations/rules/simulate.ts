import { assert } from '../../../kernel/assert.ts'
import { type Code, contains } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Fen } from '../../../kernel/money.ts'
import { excludes, periodAmount, type PolicyAt, type Rival } from '../../policies/rules/index.ts'
import { arrearsOf, type PaidPeriod } from './paid.ts'
import { type Entry, type Side, SIDES, type Stage } from './stage.ts'

/** People (or families) who are all the same to the law in all simulated months. */
export interface Alike {
  /** What they have in common, as the query says it; names them again when their names are asked for. */
  readonly key: string
  readonly count: number
  /** The part of the place they live in: a street, a community. */
  readonly part: Code
  /** The narrowest of the stage's zones that holds their home, and their hukou; null where it is not known. */
  readonly home: Code
  readonly hukou: Code | null
  readonly hukou_kind: string | null
  /** By moment, or one for all moments. */
  readonly branches: readonly string[]
  /** By moment, or one for all moments: a letter for each question, `y`, `n` or `u` (facts are missing). */
  readonly answers: readonly string[]
  /** For each settled pair what stands. */
  readonly settled: readonly Settled[]
}

/** `r` given by hand, `s` made void by hand, `-` neither; else what was paid of it in rounds, or is with the bank. */
export type Settled = 'r' | 's' | '-' | PaidPeriod

/** What somebody has of a policy in the period of a moment. */
export interface Give {
  readonly period: string
  readonly amount_fen: number
  /** Hours, pieces, enrolments; 0 for money. */
  readonly quantity: number
  /** Given already, or with the bank: `amount_fen` is only what its months come to beyond what was paid. */
  readonly reached: boolean
}

export type Held = 'unknown' | 'excluded' | 'none' | Give
export type Standing = ReadonlyMap<Uuid, Held>

type Amounts = (side: Side, entry: Entry, k: number, alike: Alike) => Fen | null

/** Amounts of a stage, each worked out once: they depend on the rates, the period, the place, the branch and the kind of hukou alone. */
export function amountsOf(stage: Stage): Amounts {
  const known = new Map<string, Fen | null>()
  return (side, { policy, period }, k, alike) => {
    const place = placeOf(policy, alike)
    if (place === null) return null
    const branch = atMoment(alike.branches, k)
    const day = stage.days[k]
    assert(day !== undefined, 'a moment of the stage')
    const key = [side, policy.id, period, period === 'once' ? k : '', place, branch, alike.hukou_kind].join(' ')
    const before = known.get(key)
    if (before !== undefined) return before
    const rates = stage.laws[side][k]?.ratesOf(policy.id) ?? []
    const { amount_fen } = periodAmount(rates, { place, branch, hukou_kind: alike.hukou_kind }, period, day)
    known.set(key, amount_fen)
    return amount_fen
  }
}

/** What a group of people who are alike have of each policy on a side at a moment, with overlays and exclusion groups counted in. */
export function standingOf(stage: Stage, amounts: Amounts, side: Side, k: number, alike: Alike): Standing {
  const entries = stage.entries[side][k] ?? []
  const raw = new Map(entries.map((entry) => [entry.policy.id, rawOf(stage, amounts, { side, k }, alike, entry)]))
  return new Map(
    entries.map((entry): [Uuid, Held] => {
      const own = raw.get(entry.policy.id)
      if (!own || own.held === 'none' || own.held === 'unknown' || own.held.reached) {
        return [entry.policy.id, own?.held ?? 'none']
      }
      const place = placeOf(entry.policy, alike)
      const excluded = entry.rivals.some(({ policy_id, division }) => {
        if (place === null || !contains(division, place)) return false
        const other = raw.get(policy_id)
        if (!other) return false
        const there = other.place !== null && contains(division, other.place)
        return excludes(there ? other.rival : { ...other.rival, amount_fen: null }, own.rival)
      })
      return [entry.policy.id, excluded ? 'excluded' : own.held]
    }),
  )
}

interface Raw {
  held: 'unknown' | 'none' | Give
  rival: Rival
  place: Code | null
}

function rawOf(stage: Stage, amounts: Amounts, at: { side: Side; k: number }, alike: Alike, entry: Entry): Raw {
  const { policy, period } = entry
  const { side, k } = at
  const answer = atMoment(alike.answers, k).charAt(entry.ask)
  const settled = entry.settled === undefined ? '-' : (alike.settled[entry.settled] ?? '-')
  const cash = policy.grant_kind === 'cash'
  const amount = cash && answer === 'y' ? amounts(side, entry, k, alike) : null
  const reached = settled === 'r' || typeof settled === 'object'
  const rival = { policy_id: policy.id, position: policy.position, amount_fen: amount, reached }
  const place = placeOf(policy, alike)
  const given = (amount_fen: number, quantity: number): Raw => ({
    held: { period, amount_fen, quantity, reached },
    rival,
    place,
  })
  if (typeof settled === 'object')
    return given(arrearsOf(stage.laws[side][k]?.ratesOf(policy.id) ?? [], period, settled), 0)
  if (reached) return given(0, 0)
  if (settled === 's' || answer === 'n') return { held: 'none', rival, place }
  if (answer === 'u' || (cash && amount === null)) return { held: 'unknown', rival, place }
  return cash ? given(amount ?? 0, 0) : given(0, policy.grant_quantity ?? 1)
}

function placeOf(policy: Pick<PolicyAt, 'place_asked'>, alike: Pick<Alike, 'home' | 'hukou'>): Code | null {
  return policy.place_asked === 'hukou' ? alike.hukou : alike.home
}

function atMoment(values: readonly string[], k: number): string {
  return values[values.length === 1 ? 0 : k] ?? ''
}

/** What each side gives a group of people who are alike, month by month. */
export interface Path {
  readonly standings: readonly Standing[]
  /** By simulated month (from 1; 0 is the month before): what falls due, less what a change takes back. */
  readonly cost_fen: readonly number[]
  /** Whether they have anything at all. */
  readonly entitled: readonly boolean[]
  /** All that stands for the simulated months, each policy and period once. */
  readonly worth_fen: number
  readonly worth_quantity: number
  /** Whether anything stands for them, be it given already. */
  readonly has: boolean
  readonly unknown: boolean
}

/**
 * A period is owed once: its sum falls due in the first simulated month in which it stands, later months carry only what changes. What
 * was begun before the first month was owed then.
 */
export function pathsOf(stage: Stage, amounts: Amounts, alike: Alike): Record<Side, Path> {
  const before = standingOf(stage, amounts, 'today', 0, alike)
  const of = (side: Side): Path => {
    const standings = [before]
    const cost_fen = [0]
    const worth = new Map<string, Give>()
    let unknown = false
    for (let k = 1; k < stage.days.length; k += 1) {
      const last = standings[k - 1] ?? before
      const now = standingOf(stage, amounts, side, k, alike)
      let cost = 0
      for (const { policy, period } of stage.entries[side][k] ?? []) {
        const held = now.get(policy.id)
        const sofar = last.get(policy.id)
        // Who is unknown is left alone, as a run leaves her.
        if (held === 'unknown') {
          unknown = true
          continue
        }
        // A policy that asks nothing any more takes nothing back of a period begun before.
        const counted = stage.entries[side][k - 1]?.find((entry) => entry.policy.id === policy.id)
        cost += fenOf(held) - (counted?.period === period ? fenOf(sofar) : 0)
        const name = `${policy.id} ${period}`
        if (typeof held === 'object') worth.set(name, held)
        else worth.delete(name)
      }
      standings.push(now)
      cost_fen.push(cost)
    }
    const gives = [...worth.values()]
    return {
      standings,
      cost_fen,
      entitled: standings.map((standing) => [...standing.values()].some((held) => typeof held === 'object')),
      worth_fen: gives.reduce((sum, give) => sum + give.amount_fen, 0),
      worth_quantity: gives.reduce((sum, give) => sum + give.quantity, 0),
      has: gives.length > 0,
      unknown,
    }
  }
  const [today, draft] = SIDES
  return { today: of(today), draft: of(draft) }
}

const fenOf = (held: Held | undefined) => (typeof held === 'object' ? held.amount_fen : 0)
