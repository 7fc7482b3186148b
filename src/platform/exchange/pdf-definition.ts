import { columnShares, headerRows, type Block, type PaperDocument, type TableBlock } from './document.ts'
import { exchangeWords } from './words.ts'

/** Points. */
const SIZE = { title: 20, subtitle: 13, heading: 14, body: 12, table: 9.5, note: 9 } as const
const MARGIN = { left: 64, top: 72, right: 64, bottom: 72 } as const
const A4 = { short: 595.28, long: 841.89 } as const
const INK = '#2B2622'
const GREY = '#6B625A'
const LINE = '#B9AFA4'

/** pdfmake's description of a page element: nested plain data. */
type Node = { [property: string]: unknown }

/** The document in the form pdfmake sets: A4, page numbers below, table headers repeated, no row torn over two pages. Pure. */
export function pdfDefinition(document: PaperDocument): Node {
  const words = exchangeWords[document.locale]
  return {
    pageSize: 'A4',
    pageOrientation: document.orientation ?? 'portrait',
    pageMargins: [MARGIN.left, MARGIN.top, MARGIN.right, MARGIN.bottom],
    info: { title: document.title },
    language: document.locale === 'zh' ? 'zh-CN' : 'en-GB',
    defaultStyle: { font: 'paper', fontSize: SIZE.body, lineHeight: 1.35, color: INK },
    content: [...titleOf(document), ...document.blocks.flatMap((block) => blockOf(block, document))],
    footer: (page: number, pages: number): Node => ({
      text: words.page_of.replace('{{page}}', String(page)).replace('{{pages}}', String(pages)),
      alignment: 'center',
      fontSize: SIZE.note,
      color: GREY,
      margin: [0, 24, 0, 0],
    }),
  }
}

function titleOf(document: PaperDocument): Node[] {
  const title = { text: document.title, fontSize: SIZE.title, bold: true, alignment: 'center', margin: [0, 0, 0, 8] }
  if (document.subtitle === undefined) return [title]
  return [
    title,
    { text: document.subtitle, fontSize: SIZE.subtitle, alignment: 'center', color: GREY, margin: [0, 0, 0, 16] },
  ]
}

function blockOf(block: Block, document: PaperDocument): Node[] {
  switch (block.kind) {
    case 'heading':
      return [
        {
          text: block.text,
          fontSize: SIZE.heading - (block.level - 1),
          bold: true,
          margin: [0, 10, 0, 4],
          headlineLevel: block.level,
        },
      ]
    case 'paragraph':
      return [paragraphOf(block.text, block.align ?? 'running', document)]
    case 'note':
      return [{ text: block.text, fontSize: SIZE.note, color: GREY, margin: [0, 2, 0, 8] }]
    case 'table':
      return tableOf(block, document)
  }
}

function paragraphOf(text: string, align: 'running' | 'left' | 'center' | 'right', document: PaperDocument): Node {
  const running = align === 'running'
  return {
    text,
    alignment: running ? 'left' : align,
    margin: [0, 0, 0, 6],
    ...(running && document.locale === 'zh' ? { leadingIndent: SIZE.body * 2 } : {}),
  }
}

const CELL_PADDING = 4

function tableOf(table: TableBlock, document: PaperDocument): Node[] {
  const width = (document.orientation === 'landscape' ? A4.long : A4.short) - MARGIN.left - MARGIN.right
  // pdfmake's widths are those of the text: paddings and lines come on top.
  const text = width - table.columns.length * (2 * CELL_PADDING + 0.5) - 0.5
  const header = headerOf(table)
  const total = table.total === undefined ? [] : [bodyRow(table, table.total, true)]
  const set = {
    fontSize: SIZE.table,
    margin: [0, 4, 0, 10],
    table: {
      headerRows: header.length,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      widths: columnShares(table.columns).map((share) => share * text),
      body: [...header, ...table.rows.map((row) => bodyRow(table, row, false)), ...total],
    },
    layout: {
      hLineWidth: () => 0.5,
      vLineWidth: () => 0.5,
      hLineColor: () => LINE,
      vLineColor: () => LINE,
      paddingLeft: () => CELL_PADDING,
      paddingRight: () => CELL_PADDING,
      paddingTop: () => 3,
      paddingBottom: () => 3,
    },
  }
  if (table.caption === undefined) return [set]
  return [{ text: table.caption, bold: true, alignment: 'center', fontSize: SIZE.body, margin: [0, 8, 0, 2] }, set]
}

/** pdfmake wants an empty object in each place a spanning cell covers. */
function headerOf(table: TableBlock): Node[][] {
  const rows = headerRows(table.columns)
  const grid: Node[][] = rows.map(() => table.columns.map(() => ({})))
  const free = rows.map(() => table.columns.map(() => true))
  rows.forEach((row, y) => {
    for (const cell of row) {
      const x = free[y]?.indexOf(true) ?? -1
      for (let down = y; down < y + cell.rows; down++) free[down]?.fill(false, x, x + cell.columns)
      grid[y]?.splice(x, 1, {
        text: cell.text,
        bold: true,
        alignment: 'center',
        verticalAlignment: 'middle',
        fillColor: '#F3EEE8',
        colSpan: cell.columns,
        rowSpan: cell.rows,
      })
    }
  })
  return grid
}

function bodyRow(table: TableBlock, row: readonly string[], bold: boolean): Node[] {
  return row.map((text, index) => ({
    text,
    bold,
    alignment: table.columns[index]?.align ?? 'left',
    verticalAlignment: 'middle',
  }))
}
