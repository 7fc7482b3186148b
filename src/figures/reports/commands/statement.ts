import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { getDivision } from '../../../registry/divisions/index.ts'
import { associationNameAt } from '../../../registry/staff/index.ts'
import { type Figure, sections, type Statement } from '../contract.ts'
import { listIndicators } from '../queries/index.ts'
import { type Asked, figureOf, loadRollup } from './figures.ts'
import { reportsWords } from '../words.ts'

/**
 * The statement of a place over a period: every indicator with code, name, unit, value and the number of acts behind it.
 * All figures are read in one transaction, so that they agree with each other.
 */
export async function statementOf(tx: Tx, call: Call, asked: Asked): Promise<Statement> {
  const place = asked.division === 0 ? undefined : await getDivision(tx, asked.division)
  const rollup = await loadRollup(tx, call, asked)
  const figures: Figure[] = []
  for (const indicator of await listIndicators(tx)) figures.push(await figureOf(tx, call, indicator, asked, rollup))
  const words = reportsWords[call.locale]
  const name = place?.path_name ?? words.nation
  return {
    division: asked.division,
    division_name: name,
    // Where nobody has written down what it is called, as such associations usually are.
    association:
      (await associationNameAt(tx, asked.division)) ??
      words.association.replace('{{place}}', place?.name ?? words.nation),
    from: asked.from,
    to: asked.to,
    sections: sections
      .map((code) => ({
        code,
        title: words[`section_${code}`],
        figures: figures.filter((figure) => figure.section === code),
      }))
      .filter((section) => section.figures.length > 0),
  }
}
