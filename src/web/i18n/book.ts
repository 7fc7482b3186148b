import type { Words } from './index.ts'

/**
 * Every room's texts by room name, for saying the codes of refusals wherever they surface. Fetched when the first one has to be said;
 * pages take their own texts with `useWords`.
 */
export const book: Readonly<Record<string, Words>> = {}
