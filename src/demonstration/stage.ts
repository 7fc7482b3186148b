import type { House } from '../house.ts'
import { type CivilDate, type Instant, instant } from '../kernel/calendar.ts'
import { type Code, interval, padCode } from '../kernel/division-code.ts'
import { nameUuid, type Uuid } from '../kernel/ids.ts'
import type { Actor, Call } from '../platform/call.ts'
import { sha256 } from '../platform/crypto.ts'
import { newId } from '../platform/ids.ts'
import { callAs } from '../registry/staff/index.ts'

/** What loading needs of the house. */
export type DemoHouse = Pick<House, 'db' | 'crypto' | 'clock'>

export const DISTRICT: Code = padCode('530103')
export const STREET: Code = padCode('530103005')

/** The personas through whom the four years are lived. */
export type Persona =
  | 'demo-community'
  | 'demo-neighbour'
  | 'demo-street'
  | 'demo-district'
  | 'demo-home'
  | 'demo-psychologist'
  | 'demo-approver'
  | 'demo-finance'
  | 'demo-supervisor'

/** Who acts on which day: every call carries the day it is about and a key that is the same at every loading. */
export interface Stage extends DemoHouse {
  call(persona: Persona, on: CivilDate, step: string): Call
  account(persona: Persona): Uuid
}

/** Ten in the morning of a day of the past; for the day of loading itself the real time. */
export function momentOn(house: DemoHouse, on: CivilDate): Instant {
  const morning = instant(`${on}T02:00:00.000Z`)
  const now = house.clock.now()
  return morning < now ? morning : now
}

/** The part of a call that is not its actor. */
export function callParts(house: DemoHouse, on: CivilDate, step: string) {
  return {
    now: momentOn(house, on),
    today: on,
    crypto: house.crypto,
    newId,
    idempotency_key: `demo:${step}`,
    locale: 'zh' as const,
  }
}

const PERSONAS: readonly Persona[] = [
  'demo-community',
  'demo-neighbour',
  'demo-street',
  'demo-district',
  'demo-home',
  'demo-psychologist',
  'demo-approver',
  'demo-finance',
  'demo-supervisor',
]

/** Opens the stage once the personas are there: their posts are looked up once, not for each of many acts. */
export async function openStage(house: DemoHouse, on: CivilDate): Promise<Stage> {
  const actors = new Map<Persona, Actor>()
  for (const persona of PERSONAS) {
    const { actor } = await callAs(house.db, persona, callParts(house, on, `stage:${persona}`))
    actors.set(persona, actor)
  }
  const actorOf = (persona: Persona): Actor => {
    const actor = actors.get(persona)
    if (!actor) throw new Error(`There is no persona ${persona}.`)
    return actor
  }
  return {
    db: house.db,
    crypto: house.crypto,
    clock: house.clock,
    account: (persona) => actorOf(persona).account_id,
    call: (persona, day, step) => ({
      ...callParts(house, day, step),
      actor: actorOf(persona),
      request_id: newId(),
      reason: null,
    }),
  }
}

/** The id of something the demonstration makes: the same at every loading. */
export function demoId(step: string): Uuid {
  return nameUuid('demonstration', step, sha256)
}

/** Whether a community lies in a place. */
export function liesIn(place: Code, community: Code): boolean {
  const { lo, hi } = interval(place)
  return community >= lo && community < hi
}
