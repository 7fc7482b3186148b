import { kernelWords } from './kernel/kernel-words.ts'
import { exchangeWords } from './platform/exchange/words.ts'
import { platformWords } from './platform/http/words.ts'
import type { Room } from './platform/room.ts'
import { createTranslate } from './platform/translate.ts'
import { familiesAccess } from './registry/families/access.ts'
import { familiesRoutes } from './registry/families/routes.ts'
import { familiesWords } from './registry/families/words.ts'

/** The table of contents: every room, in floor order. A room may call only those above it in this list. */
export const rooms: readonly Room[] = [
  { name: 'families', routes: familiesRoutes, access: familiesAccess, words: familiesWords },
]

/** All texts by namespace: the rooms' own, and the platform's. */
export const translate = createTranslate({
  kernel: kernelWords,
  platform: platformWords,
  exchange: exchangeWords,
  ...Object.fromEntries(rooms.map((room) => [room.name.replaceAll('-', '_'), room.words])),
})
