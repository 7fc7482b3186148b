import { inflateRawSync } from 'node:zlib'
import { refuse } from '../../kernel/refusal.ts'
import { tooManyCells } from './limits.ts'
import { type Limits, megabytes } from './sheets.ts'

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_HEADER = 0x04034b50
const IN_ZIP64 = 0xffff_ffff
/** One million texts make four million tags; a part that is read into a tree costs about 150 bytes a tag. */
const TAGS_PER_PART = 4_000_000

export interface Archive {
  readonly names: ReadonlySet<string>
  readonly unpacked_bytes: number
  /** A worksheet holds reading guides, which the library would take for text: see `withoutGuides`. */
  readonly guided: boolean
}

export interface Part {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly unpacked: number
  readonly offset: number
}

/**
 * Unpacks every part of an uploaded .xlsx once, under limits, before the spreadsheet library sees it: refuses bombs, parts that
 * lie about their size, names that reach outside, encrypted parts and any DTD. What the directory says must be exactly what is
 * there, so that no two readers can see two different files.
 *
 * @returns the names of the parts and their bytes when unpacked
 */
export function inspectArchive(bytes: Uint8Array, limits: Limits): Archive {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    return inspect(buffer, limits)
  } catch (error) {
    if (error instanceof RangeError) return damaged(error)
    throw error
  }
}

function inspect(buffer: Buffer, limits: Limits): Archive {
  const parts = readDirectory(buffer, limits)
  const names = new Set<string>()
  const budget = limits.unpacked_bytes
  let promised = 0
  for (const part of parts) {
    promised += part.unpacked
    if (promised > budget) return tooMuchInside(budget)
    if (names.has(part.name) || isUnsafeName(part.name)) return damaged()
    names.add(part.name)
  }
  let guided = false
  for (const part of parts) {
    const data = unpack(buffer, part)
    inspectPart(part, data, limits)
    guided ||= isWorksheet(part) && data.includes('rPh')
  }
  return { names, unpacked_bytes: promised, guided }
}

export function readDirectory(buffer: Buffer, limits: Limits): Part[] {
  const end = findEnd(buffer)
  if (end === -1) return damaged()
  const count = buffer.readUInt16LE(end + 10)
  if (count > limits.parts) {
    return refuse('bad_input', 'exchange.too_many_parts', { params: { parts: count, limit: limits.parts } })
  }
  const parts: Part[] = []
  let at = buffer.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (buffer.readUInt32LE(at) !== DIRECTORY_ENTRY) return damaged()
    if ((buffer.readUInt16LE(at + 8) & 1) !== 0) return encrypted()
    const nameLength = buffer.readUInt16LE(at + 28)
    const part = {
      name: buffer.toString('utf8', at + 46, at + 46 + nameLength),
      method: buffer.readUInt16LE(at + 10),
      packed: buffer.readUInt32LE(at + 20),
      unpacked: buffer.readUInt32LE(at + 24),
      offset: buffer.readUInt32LE(at + 42),
    }
    const streamed = (buffer.readUInt16LE(at + 8) & 8) !== 0
    // Sizes missing here would have to be guessed from the data: no office program leaves them out of the directory.
    if ((streamed && part.packed === 0) || part.packed === IN_ZIP64 || part.unpacked === IN_ZIP64) return damaged()
    parts.push(part)
    at += 46 + nameLength + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32)
  }
  return parts
}

/** The last end-of-directory mark, which must be followed by nothing but its own comment. */
function findEnd(buffer: Buffer): number {
  const earliest = Math.max(0, buffer.length - 22 - 0xffff)
  for (let at = buffer.length - 22; at >= earliest; at--) {
    if (buffer.readUInt32LE(at) === END_OF_DIRECTORY) {
      return at + 22 + buffer.readUInt16LE(at + 20) === buffer.length ? at : -1
    }
  }
  return -1
}

function isUnsafeName(name: string): boolean {
  return (
    name === '' || name.startsWith('/') || name.includes('\\') || name.includes('\0') || name.split('/').includes('..')
  )
}

export function unpack(buffer: Buffer, part: Part): Buffer {
  if (buffer.readUInt32LE(part.offset) !== LOCAL_HEADER) return damaged()
  const start = part.offset + 30 + buffer.readUInt16LE(part.offset + 26) + buffer.readUInt16LE(part.offset + 28)
  if (start + part.packed > buffer.length) return damaged()
  const packed = buffer.subarray(start, start + part.packed)
  const data = part.method === 0 ? packed : part.method === 8 ? inflate(packed, part) : damaged()
  return data.length === part.unpacked ? data : damaged()
}

function inflate(packed: Buffer, part: Part): Buffer {
  if (part.packed === 0) return Buffer.alloc(0)
  try {
    // Stops at the promised size: a part that would grow beyond it has lied.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, part.unpacked) })
  } catch (error) {
    return damaged(error)
  }
}

function inspectPart(part: Part, data: Buffer, limits: Limits): void {
  if (!/\.(xml|rels|vml)$/i.test(part.name)) return
  const wide = data.length >= 2 && ((data[0] === 0xff && data[1] === 0xfe) || (data[0] === 0xfe && data[1] === 0xff))
  // The formats allow UTF-16, no office program writes it, and it would hide a DTD from the search below.
  if (wide || data.includes(0)) damaged()
  if (data.includes('<!DOCTYPE') || data.includes('<!ENTITY')) {
    refuse('bad_input', 'exchange.active_markup', { next: 'exchange.next_save_again' })
  }
  // Worksheets are read as a stream; every other part becomes a tree in memory.
  if (!isWorksheet(part) && countTags(data) > TAGS_PER_PART) {
    tooManyCells(limits)
  }
}

export function isWorksheet(part: Part): boolean {
  return /worksheets\/[^/]+\.xml$/i.test(part.name)
}

function countTags(data: Buffer): number {
  let tags = 0
  for (let at = data.indexOf(0x3c); at !== -1 && tags <= TAGS_PER_PART; at = data.indexOf(0x3c, at + 1)) tags++
  return tags
}

function tooMuchInside(limit: number): never {
  return refuse('bad_input', 'exchange.too_much_inside', {
    params: { limit: megabytes(limit) },
    next: 'exchange.next_split_file',
  })
}

/** Refuses a file protected by a password. */
export function encrypted(): never {
  return refuse('bad_input', 'exchange.encrypted', { next: 'exchange.next_remove_password' })
}

/** Refuses a file whose inside contradicts itself. */
export function damaged(cause?: unknown): never {
  return refuse('bad_input', 'exchange.damaged', { next: 'exchange.next_save_again', cause })
}
