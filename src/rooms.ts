import { kernelWords } from './kernel/kernel-words.ts'
import { exchangeWords } from './platform/exchange/words.ts'
import { platformWords } from './platform/http/words.ts'
import type { Room } from './platform/room.ts'
import { createTranslate } from './platform/translate.ts'
import { policiesAccess } from './promises/policies/access.ts'
import { routes as policiesRoutes } from './promises/policies/routes.ts'
import { policiesWords } from './promises/policies/words/index.ts'

/** The table of contents: every room, in floor order. A room may call only those above it in this list. */
export const rooms: readonly Room[] = [
  { name: 'policies', routes: policiesRoutes, access: policiesAccess, words: policiesWords },
]

/** All texts by namespace: the rooms' own, and the platform's. */
export const translate = createTranslate({
  kernel: kernelWords,
  platform: platformWords,
  exchange: exchangeWords,
  ...Object.fromEntries(rooms.map((room) => [room.name.replaceAll('-', '_'), room.words])),
})
