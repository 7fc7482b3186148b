import type { FastifyInstance } from 'fastify'
import { Refusal } from '../../kernel/refusal.ts'

/** Reads JSON as before and refuses what says one thing twice: which of the two was checked, approved or logged could not be known. */
export function refuseRepeatedKeys(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) =>
    parseJson(request, text, (error, value) => {
      const key = error === null ? repeatedKey(text) : undefined
      if (key === undefined) return done(error, value)
      const params = { key: key.slice(0, 100) }
      return done(new Refusal('bad_input', 'platform.json_key_twice', { place: params.key, params }))
    }),
  )
}

/**
 * The first key that stands twice in one object of a JSON text; undefined when there is none. JSON.parse keeps the last
 * of two and says nothing, so that what one reader checked need not be what another does. Expects text that JSON.parse has taken.
 */
export function repeatedKey(text: string): string | undefined {
  const open: Set<string>[] = []
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    // An array keeps its place in the depth with a set nothing is put into.
    if (character === '{' || character === '[') open.push(new Set())
    else if (character === '}' || character === ']') open.pop()
    else if (character === '"') {
      const end = endOfText(text, at)
      if (isKey(text, end)) {
        const key: unknown = JSON.parse(text.slice(at, end + 1))
        const seen = open.at(-1)
        if (typeof key === 'string' && seen) {
          if (seen.has(key)) return key
          seen.add(key)
        }
      }
      at = end
    }
  }
  return undefined
}

/** Where the text that begins at a quotation mark ends: at the next one with an even number of backslashes before it. */
function endOfText(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1
    while (text[before] === '\\') before -= 1
    if ((end - before) % 2 === 1) return end
  }
  return text.length
}

/** Only after a key stands a colon. */
function isKey(text: string, end: number): boolean {
  let after = end + 1
  while (after < text.length && ' \t\r\n'.includes(text[after] ?? '')) after += 1
  return text[after] === ':'
}
