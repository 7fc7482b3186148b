import type * as Docx from 'docx'
import { checkDocument, columnShares, headerRows, type Block, type PaperDocument, type TableBlock } from './document.ts'
import { exchangeWords } from './words.ts'

/** Half points. The sizes of an official paper: 二号, 三号, 四号, 五号 (GB/T 9704-2012). */
const SIZE = { title: 44, body: 32, table: 24, note: 21 } as const

/** Twentieths of a point. A4 and the margins of GB/T 9704-2012: 37 mm above, 35 below, 28 left, 26 right. */
const PAGE = { width: 11906, height: 16838, top: 2098, bottom: 1984, left: 1588, right: 1474 } as const

/** Fonts of an official paper. The reader's machine supplies them; one that is missing is replaced there by 宋体. */
const FONTS = {
  title: '方正小标宋简体',
  black: '黑体',
  kaiti: '楷体_GB2312',
  body: '仿宋_GB2312',
  latin: 'Times New Roman',
} as const

const GREY = '6B625A'

/**
 * Writes a document as .docx on A4 with page numbers; the header of a table is repeated on each page and no row is torn.
 *
 * @throws RangeError when a table row does not fit its columns
 */
export async function writeDocument(document: PaperDocument): Promise<Uint8Array> {
  checkDocument(document)
  // Loaded when the first paper is written: the library is large, and most processes never write one.
  const docx = await import('docx')
  const landscape = document.orientation === 'landscape'
  const file = new docx.Document({
    title: clean(document.title),
    creator: '',
    styles: {
      default: { document: { run: { font: fontOf(FONTS.body), size: SIZE.body, language: languageOf(document) } } },
    },
    sections: [
      {
        properties: {
          page: {
            size: {
              width: PAGE.width,
              height: PAGE.height,
              orientation: landscape ? docx.PageOrientation.LANDSCAPE : docx.PageOrientation.PORTRAIT,
            },
            margin: { top: PAGE.top, bottom: PAGE.bottom, left: PAGE.left, right: PAGE.right },
          },
        },
        footers: { default: pageFooter(docx, document) },
        children: [...titleOf(docx, document), ...document.blocks.flatMap((block) => blockOf(docx, block, document))],
      },
    ],
  })
  return new Uint8Array(await docx.Packer.toBuffer(file))
}

function languageOf(document: PaperDocument): { value: string; eastAsia: string } {
  return { value: document.locale === 'zh' ? 'zh-CN' : 'en-GB', eastAsia: 'zh-CN' }
}

function fontOf(chinese: string): { ascii: string; hAnsi: string; eastAsia: string } {
  return { ascii: FONTS.latin, hAnsi: FONTS.latin, eastAsia: chinese }
}

/** The text without the characters an XML file cannot hold: control characters, lone surrogates, non-characters. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\uFFFE\uFFFF]/gu, (character) => ('\t\n\r'.includes(character) ? character : ''))
}

function runs(docx: typeof Docx, text: string, options: Docx.IRunOptions): Docx.TextRun[] {
  return clean(text)
    .split(/\r\n|\r|\n/)
    .map((line, index) => new docx.TextRun({ ...options, text: line, ...(index === 0 ? {} : { break: 1 }) }))
}

function titleOf(docx: typeof Docx, document: PaperDocument): Docx.Paragraph[] {
  const title = new docx.Paragraph({
    heading: docx.HeadingLevel.TITLE,
    alignment: docx.AlignmentType.CENTER,
    spacing: { after: 240 },
    children: runs(docx, document.title, { size: SIZE.title, font: fontOf(FONTS.title), color: '000000' }),
  })
  if (document.subtitle === undefined) return [title]
  const subtitle = new docx.Paragraph({
    alignment: docx.AlignmentType.CENTER,
    spacing: { after: 360 },
    children: runs(docx, document.subtitle, { font: fontOf(FONTS.kaiti), size: SIZE.body }),
  })
  return [title, subtitle]
}

function blockOf(docx: typeof Docx, block: Block, document: PaperDocument): (Docx.Paragraph | Docx.Table)[] {
  switch (block.kind) {
    case 'heading':
      return [headingOf(docx, block.level, block.text)]
    case 'paragraph':
      return [paragraphOf(docx, block.text, block.align ?? 'running', document)]
    case 'note':
      return [
        new docx.Paragraph({
          spacing: { before: 80, after: 160 },
          children: runs(docx, block.text, { size: SIZE.note, color: GREY }),
        }),
      ]
    case 'table':
      return tableOf(docx, block, document)
  }
}

function headingOf(docx: typeof Docx, level: 1 | 2 | 3, text: string): Docx.Paragraph {
  const styles = {
    1: { heading: docx.HeadingLevel.HEADING_1, font: FONTS.black, bold: false },
    2: { heading: docx.HeadingLevel.HEADING_2, font: FONTS.kaiti, bold: false },
    3: { heading: docx.HeadingLevel.HEADING_3, font: FONTS.body, bold: true },
  } as const
  const style = styles[level]
  return new docx.Paragraph({
    heading: style.heading,
    keepNext: true,
    spacing: { before: 240, after: 120 },
    children: runs(docx, text, { size: SIZE.body, font: fontOf(style.font), bold: style.bold, color: '000000' }),
  })
}

function paragraphOf(
  docx: typeof Docx,
  text: string,
  align: 'running' | 'left' | 'center' | 'right',
  document: PaperDocument,
): Docx.Paragraph {
  const alignments = {
    running: docx.AlignmentType.BOTH,
    left: docx.AlignmentType.LEFT,
    center: docx.AlignmentType.CENTER,
    right: docx.AlignmentType.RIGHT,
  } as const
  // Two characters of the body size, as Chinese running text begins.
  const indent = align === 'running' && document.locale === 'zh' ? { indent: { firstLine: SIZE.body * 20 } } : {}
  return new docx.Paragraph({
    alignment: alignments[align],
    spacing: { line: 560, lineRule: docx.LineRuleType.AT_LEAST, after: 60 },
    ...indent,
    children: runs(docx, text, {}),
  })
}

function tableOf(docx: typeof Docx, table: TableBlock, document: PaperDocument): (Docx.Paragraph | Docx.Table)[] {
  const width =
    document.orientation === 'landscape' ? PAGE.height - PAGE.left - PAGE.right : PAGE.width - PAGE.left - PAGE.right
  const widths = columnShares(table.columns).map((share) => Math.floor(share * width))
  const body = table.rows.map((row) => bodyRow(docx, table, row, false))
  const total = table.total === undefined ? [] : [bodyRow(docx, table, table.total, true)]
  const set = new docx.Table({
    width: { size: widths.reduce((sum, part) => sum + part, 0), type: docx.WidthType.DXA },
    columnWidths: widths,
    layout: docx.TableLayoutType.FIXED,
    rows: [...headerOf(docx, table), ...body, ...total],
  })
  const after = new docx.Paragraph({ spacing: { after: 120 }, children: [] })
  if (table.caption === undefined) return [set, after]
  const caption = new docx.Paragraph({
    alignment: docx.AlignmentType.CENTER,
    keepNext: true,
    spacing: { before: 160, after: 80 },
    children: runs(docx, table.caption, { size: SIZE.table, font: fontOf(FONTS.black) }),
  })
  return [caption, set, after]
}

function headerOf(docx: typeof Docx, table: TableBlock): Docx.TableRow[] {
  return headerRows(table.columns).map(
    (row) =>
      new docx.TableRow({
        tableHeader: true,
        cantSplit: true,
        children: row.map(
          (cell) =>
            new docx.TableCell({
              columnSpan: cell.columns,
              rowSpan: cell.rows,
              verticalAlign: docx.VerticalAlign.CENTER,
              shading: { fill: 'F3EEE8', type: docx.ShadingType.CLEAR, color: 'auto' },
              children: [cellParagraph(docx, cell.text, 'center', { font: fontOf(FONTS.black) })],
            }),
        ),
      }),
  )
}

function bodyRow(docx: typeof Docx, table: TableBlock, row: readonly string[], bold: boolean): Docx.TableRow {
  return new docx.TableRow({
    cantSplit: true,
    children: row.map(
      (text, index) =>
        new docx.TableCell({
          verticalAlign: docx.VerticalAlign.CENTER,
          children: [cellParagraph(docx, text, table.columns[index]?.align ?? 'left', { bold })],
        }),
    ),
  })
}

function cellParagraph(
  docx: typeof Docx,
  text: string,
  align: 'left' | 'center' | 'right',
  options: Docx.IRunOptions,
): Docx.Paragraph {
  const alignments = {
    left: docx.AlignmentType.LEFT,
    center: docx.AlignmentType.CENTER,
    right: docx.AlignmentType.RIGHT,
  } as const
  return new docx.Paragraph({
    alignment: alignments[align],
    spacing: { before: 40, after: 40 },
    children: runs(docx, text, { size: SIZE.table, ...options }),
  })
}

function pageFooter(docx: typeof Docx, document: PaperDocument): Docx.Footer {
  const fields: Readonly<Record<string, (typeof docx.PageNumber)[keyof typeof docx.PageNumber]>> = {
    page: docx.PageNumber.CURRENT,
    pages: docx.PageNumber.TOTAL_PAGES,
  }
  // The odd pieces are the names between the braces: `第 {{page}} 页`.
  const pieces = exchangeWords[document.locale].page_of.split(/\{\{(\w+)\}\}/)
  const children = pieces.map((piece, index) => (index % 2 === 0 ? piece : (fields[piece] ?? piece)))
  return new docx.Footer({
    children: [
      new docx.Paragraph({
        alignment: docx.AlignmentType.CENTER,
        children: [new docx.TextRun({ size: SIZE.note, font: fontOf('宋体'), children })],
      }),
    ],
  })
}
