const WRITES = /\b(?:writeWorkbook|writeDocument|writePdf|annotateWorkbook)\(/g
const TRANSACTION = /(?<!function )\b(?:readIn|command|exportWorkbook|asSystem)(?:<[^()]*>)?\(/g
/** A function that is given a transaction is inside it, up to the brace in the first column that ends it. */
const GIVEN_ONE = /function \w+(?:<[^()]*>)?\(\s*tx: Tx\b[\s\S]*?\n\}/g

/** The lines on which a file writes a paper inside a transaction: that takes seconds, for which it would hold what others wait for. */
export function linesOfPapers({ text }: { text: string }): number[] {
  const inside = [
    ...[...text.matchAll(TRANSACTION)].map(({ index, 0: call }) => [index, closingOf(text, index + call.length - 1)]),
    ...[...text.matchAll(GIVEN_ONE)].map(({ index, 0: whole }) => [index, index + whole.length]),
  ]
  return [...text.matchAll(WRITES)]
    .filter(({ index }) => inside.some(([from = 0, to = 0]) => index > from && index < to))
    .map(({ index }) => text.slice(0, index).split('\n').length)
}

/** Where the parenthesis that opens at `open` closes. */
function closingOf(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at
  }
  return text.length
}
