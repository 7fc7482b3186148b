import { crc32 } from 'node:zlib'
import { isWorksheet, type Part, readDirectory, unpack } from './archive.ts'
import type { Limits } from './sheets.ts'

/** A guide above a word, 张 with zhāng: `<rPh>` beside the text of the cell, which it is no part of. */
const GUIDE = /<((?:[A-Za-z_][\w.-]*:)?rPh)(?:\s[^>]*)?(?:\/>|>[\s\S]*?<\/\1\s*>)/g

/**
 * The same workbook with the reading guides taken out of the cells of its worksheets: the library leaves them out of shared texts and
 * writes them into the text of a cell of its own. The archive must have been inspected; its parts are stored unpacked.
 */
export function withoutGuides(bytes: Uint8Array, limits: Limits): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts = readDirectory(buffer, limits)
  return store(parts.map((part) => [part.name, contentOf(part, unpack(buffer, part))]))
}

function contentOf(part: Part, data: Buffer): Buffer {
  return isWorksheet(part) && data.includes('rPh') ? Buffer.from(data.toString('utf8').replaceAll(GUIDE, '')) : data
}

const LOCAL_BYTES = 30
const ENTRY_BYTES = 46
const END_BYTES = 22
const UTF8_NAME = 0x0800

/** An archive whose parts are stored as they are. */
function store(parts: readonly (readonly [string, Buffer])[]): Uint8Array {
  const body: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [text, data] of parts) {
    const name = Buffer.from(text)
    const local = Buffer.alloc(LOCAL_BYTES)
    local.writeUInt32LE(0x04034b50, 0)
    describe(local, 4, name, data)
    const entry = Buffer.alloc(ENTRY_BYTES)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(20, 4)
    describe(entry, 6, name, data)
    entry.writeUInt32LE(offset, 42)
    body.push(local, name, data)
    directory.push(entry, name)
    offset += LOCAL_BYTES + name.length + data.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(END_BYTES)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(offset, 16)
  return new Uint8Array(Buffer.concat([...body, entries, end]))
}

/** What the local header and the directory say alike: version, flags, sum, sizes and the length of the name. */
function describe(header: Buffer, at: number, name: Buffer, data: Buffer): void {
  header.writeUInt16LE(20, at)
  header.writeUInt16LE(UTF8_NAME, at + 2)
  header.writeUInt32LE(crc32(data), at + 10)
  header.writeUInt32LE(data.length, at + 14)
  header.writeUInt32LE(data.length, at + 18)
  header.writeUInt16LE(name.length, at + 22)
}
