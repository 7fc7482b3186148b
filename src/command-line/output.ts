/** How a command answers: plain tables for people, one JSON document for machines. */
export interface Output {
  json: boolean
  write(text: string): void
}

export type Cell = string | number | null | undefined

/** Width on a terminal: Chinese characters take two columns. */
function widthOf(text: string): number {
  let width = 0
  for (const character of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
      character,
    )
      ? 2
      : 1
  return width
}

/** A plain table; numbers are set to the right. */
export function table(headers: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const text = (cell: Cell) => String(cell ?? '')
  const widths = headers.map((header, i) => Math.max(widthOf(header), ...rows.map((row) => widthOf(text(row[i])))))
  const line = (cells: readonly Cell[]) =>
    cells
      .map((cell, i) => {
        const pad = ' '.repeat((widths[i] ?? 0) - widthOf(text(cell)))
        return typeof cell === 'number' ? pad + text(cell) : text(cell) + pad
      })
      .join('  ')
      .trimEnd()
  return [line(headers), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}

export function answer(output: Output, value: unknown, plain: () => string): void {
  output.write(`${output.json ? JSON.stringify(value, null, 2) : plain()}\n`)
}
