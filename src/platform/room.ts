import type { Access, Role } from '../kernel/role.ts'
import type { Words, WordTree } from '../kernel/words.ts'
import type { AnyRoute } from './http/route.ts'
import type { Reaction } from './jobs/outbox.ts'

/** What a room gives the house. `src/rooms.ts` lists them in floor order. */
export interface Room {
  name: string
  routes: readonly AnyRoute[]
  access: Access
  words: Words<WordTree>
  /** What this room does when a lower room has told something: by topic of the outbox. */
  reactions?: Readonly<Record<string, Reaction>>
}

/** Everything a role may do, over all rooms. */
export function permissionsOf(rooms: readonly Room[], role: Role): Set<string> {
  return new Set(
    rooms.flatMap((room) =>
      Object.entries(room.access)
        .filter(([, roles]) => roles.includes(role))
        .map(([permission]) => permission),
    ),
  )
}

/** Stops the start when a route names a permission that no room grants, or a name is taken twice. */
export function checkRooms(rooms: readonly Room[]): void {
  const known = new Set(rooms.flatMap((room) => Object.keys(room.access)))
  const names = new Set<string>()
  for (const { endpoint, permission } of rooms.flatMap((room) => room.routes)) {
    if (permission !== 'anyone' && permission !== 'signed_in' && !known.has(permission)) {
      throw new Error(`${endpoint.method} ${endpoint.path} asks for "${permission}", which no room's access.ts grants.`)
    }
    if (names.has(endpoint.name)) throw new Error(`Two endpoints are named "${endpoint.name}".`)
    names.add(endpoint.name)
  }
}

/** Which rooms react to a topic of the outbox, in floor order. */
export function reactionsOf(rooms: readonly Room[]): Map<string, Reaction[]> {
  const byTopic = new Map<string, Reaction[]>()
  for (const [topic, react] of rooms.flatMap((room) => Object.entries(room.reactions ?? {}))) {
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), react])
  }
  return byTopic
}
