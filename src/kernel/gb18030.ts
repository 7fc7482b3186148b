import { assert } from './assert.ts'

/**
 * Text as GB18030, which banks still ask for. Runtimes decode it and do not encode it; the tables are read out of the decoder, once,
 * when first asked for.
 */

/** Two-byte characters in a row of one lead byte. */
const ROW = 190
/** Four-byte sequences that stand for characters of the basic plane; the other planes begin at this one and are in order. */
const BASIC = 39_420
const BEYOND = 189_000

interface Tables {
  /** A character of two bytes, to both of them as one number. */
  readonly pairs: ReadonlyMap<number, number>
  /** A character of the basic plane in four bytes, to the number of its sequence. */
  readonly fours: ReadonlyMap<number, number>
}
let known: Tables | undefined

function tables(): Tables {
  known ??= { pairs: readPairs(), fours: readFours() }
  return known
}

const decoded = (bytes: Uint8Array): number[] =>
  Array.from(new TextDecoder('gb18030').decode(bytes), (character) => character.codePointAt(0) ?? 0)

function readPairs(): Map<number, number> {
  const map = new Map<number, number>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    const trails = Array.from({ length: ROW }, (_, i) => 0x40 + i + (i < 0x3f ? 0 : 1))
    const points = decoded(Uint8Array.from(trails.flatMap((trail) => [lead, trail])))
    assert(points.length === ROW, 'every pair of GB18030 is one character')
    for (const [i, point] of points.entries()) map.set(point, lead * 256 + (trails[i] ?? 0))
  }
  return map
}

function readFours(): Map<number, number> {
  const bytes = new Uint8Array(BASIC * 4)
  for (let n = 0; n < BASIC; n++) bytes.set(fourBytes(n), n * 4)
  const points = decoded(bytes)
  assert(points.length === BASIC, 'every four bytes of the basic plane are one character')
  return new Map(points.map((point, n) => [point, n]))
}

function fourBytes(n: number): [number, number, number, number] {
  return [
    0x81 + Math.floor(n / 12_600),
    0x30 + (Math.floor(n / 1260) % 10),
    0x81 + (Math.floor(n / 10) % 126),
    0x30 + (n % 10),
  ]
}

function bytesOf(point: number): readonly number[] | undefined {
  if (point < 0x80) return [point]
  const pair = tables().pairs.get(point)
  if (pair !== undefined) return [pair >> 8, pair & 255]
  const n = point > 0xffff ? BEYOND + point - 0x1_0000 : tables().fours.get(point)
  return n === undefined ? undefined : fourBytes(n)
}

/** The text in GB18030, or the first character that has no place there: a few that fonts of the nineties made up for rare names. */
export function encodeGb18030(text: string): Uint8Array | { unwritable: string } {
  const bytes: number[] = []
  for (const character of text) {
    const some = bytesOf(character.codePointAt(0) ?? 0)
    if (some === undefined) return { unwritable: character }
    bytes.push(...some)
  }
  return Uint8Array.from(bytes)
}

/** How many bytes the text has in GB18030; what cannot be written there counts as a rare character. */
export function lengthInGb18030(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + (bytesOf(character.codePointAt(0) ?? 0)?.length ?? 4), 0)
}
