import type { Locale } from '../../kernel/words.ts'

/** A printed paper as data: one value gives the Word file and the PDF, so that the two always say the same. */
export interface PaperDocument {
  readonly title: string
  readonly subtitle?: string
  readonly locale: Locale
  /** Upright when absent; tables of many columns want `landscape`. */
  readonly orientation?: 'portrait' | 'landscape'
  readonly blocks: readonly Block[]
}

export type Block = HeadingBlock | ParagraphBlock | TableBlock | NoteBlock

export interface HeadingBlock {
  readonly kind: 'heading'
  readonly level: 1 | 2 | 3
  readonly text: string
}

export interface ParagraphBlock {
  readonly kind: 'paragraph'
  readonly text: string
  /** Running text is indented by two characters in Chinese; `right` is for signatures and dates. */
  readonly align?: 'running' | 'left' | 'center' | 'right'
}

export interface TableBlock {
  readonly kind: 'table'
  readonly caption?: string
  readonly columns: readonly TableColumn[]
  /** Cells as they are to be read, already formatted; each row has one for each column. */
  readonly rows: readonly (readonly string[])[]
  /** A last row in bold, such as 合计. */
  readonly total?: readonly string[]
}

export interface TableColumn {
  readonly header: string
  /** Columns side by side with the same group stand under one common header. */
  readonly group?: string
  /** Share of the table's width beside the other columns; 1 when absent. */
  readonly weight?: number
  /** Figures are set to the right; `left` when absent. */
  readonly align?: 'left' | 'center' | 'right'
}

/** Small print below what it explains: source, document number, unit. */
export interface NoteBlock {
  readonly kind: 'note'
  readonly text: string
}

export interface HeaderCell {
  readonly text: string
  readonly columns: number
  readonly rows: number
}

/** The header of a table as one row, or as two when columns are grouped; a cell that is covered from above or the left is absent. */
export function headerRows(columns: readonly TableColumn[]): HeaderCell[][] {
  if (columns.every((column) => column.group === undefined)) {
    return [columns.map((column) => ({ text: column.header, columns: 1, rows: 1 }))]
  }
  const upper: HeaderCell[] = []
  const lower: HeaderCell[] = []
  for (let at = 0; at < columns.length;) {
    const column = columns[at]
    if (column === undefined) break
    if (column.group === undefined) {
      upper.push({ text: column.header, columns: 1, rows: 2 })
      at++
      continue
    }
    const start = at
    while (at < columns.length && columns[at]?.group === column.group) {
      lower.push({ text: columns[at]?.header ?? '', columns: 1, rows: 1 })
      at++
    }
    upper.push({ text: column.group, columns: at - start, rows: 1 })
  }
  return [upper, lower]
}

/** Every text of a document, in reading order. */
export function* textsOf(document: PaperDocument): Generator<string> {
  yield document.title
  if (document.subtitle !== undefined) yield document.subtitle
  for (const block of document.blocks) {
    if (block.kind !== 'table') {
      yield block.text
      continue
    }
    if (block.caption !== undefined) yield block.caption
    for (const column of block.columns) {
      if (column.group !== undefined) yield column.group
      yield column.header
    }
    for (const row of block.rows) yield* row
    if (block.total !== undefined) yield* block.total
  }
}

/** The same document with each text put through `change`. */
export function mapTexts(document: PaperDocument, change: (text: string) => string): PaperDocument {
  return {
    ...document,
    title: change(document.title),
    ...(document.subtitle === undefined ? {} : { subtitle: change(document.subtitle) }),
    blocks: document.blocks.map((block) =>
      block.kind === 'table' ? mapTable(block, change) : { ...block, text: change(block.text) },
    ),
  }
}

function mapTable(table: TableBlock, change: (text: string) => string): TableBlock {
  return {
    ...table,
    ...(table.caption === undefined ? {} : { caption: change(table.caption) }),
    columns: table.columns.map((column) => ({
      ...column,
      header: change(column.header),
      ...(column.group === undefined ? {} : { group: change(column.group) }),
    })),
    rows: table.rows.map((row) => row.map(change)),
    ...(table.total === undefined ? {} : { total: table.total.map(change) }),
  }
}

/**
 * Stops on a document that cannot be set: a row with more or fewer cells than the table has columns.
 *
 * @throws RangeError, a fault of the caller
 */
export function checkDocument(document: PaperDocument): void {
  for (const block of document.blocks) {
    if (block.kind !== 'table') continue
    if (block.columns.length === 0) throw new RangeError('A table needs at least one column')
    for (const row of [...block.rows, ...(block.total === undefined ? [] : [block.total])]) {
      if (row.length !== block.columns.length) {
        throw new RangeError(`A row of ${row.length} cells does not fit a table of ${block.columns.length} columns`)
      }
    }
  }
}

/** Shares of the table's width by column, together 1. */
export function columnShares(columns: readonly TableColumn[]): number[] {
  const weights = columns.map((column) => column.weight ?? 1)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}
