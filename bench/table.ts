export interface Line {
  what: string
  ours: string
  limit: string
  /** The figure the target is about. */
  figure: number
  unit: string
  /** Absent: told for the sake of knowing, and aimed at nothing. */
  target?: { at_least: number } | { at_most: number }
}

export function passes({ figure, target }: Line): boolean {
  if (!target) return true
  return 'at_least' in target ? figure >= target.at_least : figure <= target.at_most
}

export function printTable(lines: readonly Line[]): string {
  const rows = [
    ['what', 'ours', 'compared with', 'figure', 'target', ''],
    ...lines.map((line) => [
      line.what,
      line.ours,
      line.limit,
      `${line.figure.toFixed(line.figure < 10 ? 2 : 0)} ${line.unit}`,
      ...(line.target
        ? [
            'at_least' in line.target ? `≥ ${line.target.at_least}` : `≤ ${line.target.at_most}`,
            passes(line) ? 'reached' : 'MISSED',
          ]
        : ['', '']),
    ]),
  ]
  const [head = [], ...body] = rows
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
