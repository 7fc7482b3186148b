import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The fonts of the PDF, as files of the installed package: the network is never asked. */
export function fontFile(weight: 'Regular' | 'Bold'): string {
  const entry = createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')
  return join(dirname(entry), '..', 'fonts', `NotoSansHans-${weight}.otf`)
}

/** Stands in print where the font has no shape for a character (U+3013, the mark for a missing type). */
export const MISSING_MARK = '〓'

/**
 * The characters a font of the OpenType format has a shape for. Read from its `cmap` table (Unicode full repertoire, format 12):
 * rare characters in names live beyond the basic plane, which a font may cover in part only.
 *
 * @throws Error when the file is not such a font
 */
export function readCoverage(file: string): (codePoint: number) => boolean {
  const font = readFileSync(file)
  const groups = readGroups(font, findTable(font, 'cmap'))
  return (codePoint) => {
    let low = 0
    let high = groups.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const group = groups[middle]
      if (group === undefined) return false
      if (codePoint < group.first) high = middle - 1
      else if (codePoint > group.last) low = middle + 1
      else return true
    }
    return false
  }
}

interface Group {
  readonly first: number
  readonly last: number
}

function findTable(font: Buffer, tag: string): number {
  const tables = font.readUInt16BE(4)
  for (let i = 0; i < tables; i++) {
    const record = 12 + i * 16
    if (font.toString('latin1', record, record + 4) === tag) return font.readUInt32BE(record + 8)
  }
  throw new Error(`The font has no table ${tag}`)
}

function readGroups(font: Buffer, cmap: number): Group[] {
  const subtables = font.readUInt16BE(cmap + 2)
  for (let i = 0; i < subtables; i++) {
    const start = cmap + font.readUInt32BE(cmap + 4 + i * 8 + 4)
    if (font.readUInt16BE(start) !== 12) continue
    return Array.from({ length: font.readUInt32BE(start + 12) }, (_, index) => {
      const group = start + 16 + index * 12
      return { first: font.readUInt32BE(group), last: font.readUInt32BE(group + 4) }
    })
  }
  throw new Error('The font has no table of characters in format 12')
}
