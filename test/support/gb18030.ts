let table: Map<string, number> | undefined

/** The two-byte part of GB18030, made by asking the decoder for every pair: enough for the characters of a test. */
function pairs(): Map<string, number> {
  const decoder = new TextDecoder('gb18030')
  const map = new Map<string, number>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      map.set(decoder.decode(new Uint8Array([lead, trail])), lead * 256 + trail)
    }
  }
  return map
}

/** Text as Chinese Excel writes a CSV. */
export function gb18030(text: string): Uint8Array {
  table ??= pairs()
  const known = table
  return Uint8Array.from(
    Array.from(text).flatMap((character) => {
      const code = character.codePointAt(0) ?? 0
      if (code < 0x80) return [code]
      const pair = known.get(character)
      if (pair === undefined) throw new RangeError(`${character} is not among the two-byte characters`)
      return [pair >> 8, pair & 255]
    }),
  )
}
