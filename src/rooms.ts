import { platformWords } from './platform/http/words.ts'
import type { Room } from './platform/room.ts'
import { createTranslate } from './platform/translate.ts'
import { staffAccess, staffWords } from './registry/staff/index.ts'
import { staffRoutes } from './registry/staff/routes.ts'

/** The table of contents: every room, in floor order. A room may call only those above it in this list. */
export const rooms: readonly Room[] = [{ name: 'staff', routes: staffRoutes, access: staffAccess, words: staffWords }]

/** All texts by namespace: the rooms' own, and the platform's. */
export const translate = createTranslate({
  platform: platformWords,
  ...Object.fromEntries(rooms.map((room) => [room.name.replaceAll('-', '_'), room.words])),
})
