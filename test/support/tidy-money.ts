import type { SourceFile } from './tidy-rules.ts'

/** The one file in which fen become yuan and yuan fen, digit by digit. */
export const MONEY = 'src/kernel/money.ts'
const OF_MONEY = /fen|yuan|money|amount/i
const WORKED_OUT = /\btoFixed\b|\bparseFloat\b|[*/] ?(?:100|10_?000|1_?000_?000|1e\d)(?:\.0*)?(?![\d_])/
/** How many lines before and after count as near: the formatter breaks a call at its arguments. */
const NEAR = 2

/** The lines on which money is multiplied, divided or rounded as a number with a point; what SQL does with it is looked at too. */
export function linesOfMoney(file: SourceFile): number[] {
  if (file.path === MONEY) return []
  const lines = withoutComments(file.text).split('\n')
  const near = (at: number) => lines.slice(Math.max(0, at - NEAR), at + NEAR + 1).some((line) => OF_MONEY.test(line))
  return lines.flatMap((line, at) => (WORKED_OUT.test(line) && near(at) ? [at + 1] : []))
}

/** The text with its comments blank, line for line. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, (comment) => comment.replaceAll(/[^\n]/g, ''))
}
