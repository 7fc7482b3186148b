import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { makeRoster } from '../src/demonstration/roster.ts'
import type { Place } from '../src/demonstration/roster-shape.ts'
import { rosterSheet } from '../src/demonstration/roster-sheet.ts'
import { seededRandom } from '../src/demonstration/random.ts'
import { instant } from '../src/kernel/calendar.ts'
import { writeWorkbook } from '../src/platform/exchange/write-xlsx.ts'

/*
 * Writes data/demonstration/roster-530103.xlsx: the roster of the demonstration district, the same each time.
 * Usage: node scripts/make-roster.ts
 */

const FILE = 'data/demonstration/roster-530103.xlsx'

/** The communities of a district, with their streets, from the published table the product comes with. */
function placesOf(district: string): Place[] {
  const table = brotliDecompressSync(readFileSync('data/divisions/divisions-2023.tsv.br')).toString('utf8')
  const rows = table.split('\n').flatMap((line) => {
    const [code = '', name = ''] = line.split('\t')
    return code.startsWith(district) && code !== district ? [{ code, name }] : []
  })
  const streets = new Map(rows.filter(({ code }) => code.length === 9).map(({ code, name }) => [code, name]))
  return rows
    .filter(({ code }) => code.length === 12)
    .map(({ code, name }) => ({ code: Number(code), name, street_name: streets.get(code.slice(0, 9)) ?? '' }))
}

const families = makeRoster(seededRandom(530_103), placesOf('530103'))
mkdirSync('data/demonstration', { recursive: true })
const bytes = await writeWorkbook({ sheets: [rosterSheet(families)], at: instant('2018-01-01T00:00:00.000Z') })
writeFileSync(FILE, bytes)
const living = families.flatMap((family) => family.members).filter((member) => member.died_on === null).length
process.stdout.write(`${FILE}: ${families.length} families, ${living} living members, ${bytes.length} bytes\n`)
