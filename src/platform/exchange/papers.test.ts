import { afterAll, describe, expect, test } from 'vitest'
import { differingPlaceholders } from '../../kernel/words.ts'
import { headerRows, type PaperDocument, textsOf } from './document.ts'
import { fontFile, readCoverage } from './font-coverage.ts'
import { unzip } from './test-files.ts'
import { exchangeWords } from './words.ts'
import { writeDocument } from './write-docx.ts'
import { MOST_WAITING } from './thread.ts'
import { closePdf, writePdf } from './write-pdf.ts'

const PAPER: PaperDocument = {
  title: '扶助金发放公示',
  subtitle: '2026 年第三季度',
  locale: 'zh',
  blocks: [
    { kind: 'heading', level: 1, text: '一、说明' },
    { kind: 'paragraph', text: '公示期为七日。' },
    {
      kind: 'table',
      caption: '表 1',
      columns: [
        { header: '姓名', weight: 2 },
        { header: '标准', group: '金额', align: 'right' },
        { header: '实发', group: '金额', align: 'right' },
      ],
      rows: [['王**', '590.00', '1,770.00']],
      total: ['合计', '', '1,770.00'],
    },
    { kind: 'note', text: '单位：元' },
  ],
}

const BAD: PaperDocument = {
  ...PAPER,
  blocks: [{ kind: 'table', columns: [{ header: '甲' }, { header: '乙' }], rows: [['只有一格']] }],
}

describe('the document', () => {
  test('grouped columns give a header of two rows', () => {
    expect(
      headerRows([{ header: '姓名' }, { header: '标准', group: '金额' }, { header: '实发', group: '金额' }]),
    ).toEqual([
      [
        { text: '姓名', columns: 1, rows: 2 },
        { text: '金额', columns: 2, rows: 1 },
      ],
      [
        { text: '标准', columns: 1, rows: 1 },
        { text: '实发', columns: 1, rows: 1 },
      ],
    ])
    expect(headerRows([{ header: '姓名' }])).toEqual([[{ text: '姓名', columns: 1, rows: 1 }]])
  })

  test('the words have the same values to fill in, in both languages', () => {
    expect(differingPlaceholders(exchangeWords)).toEqual([])
  })
})

describe('the Word file', () => {
  async function body(document: PaperDocument): Promise<string> {
    return unzip(await writeDocument(document)).get('word/document.xml') ?? ''
  }

  test('holds every text in reading order', async () => {
    const xml = await body(PAPER)
    const printed = [...xml.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map(([, text]) => text)
    const expected = [
      '扶助金发放公示',
      '2026 年第三季度',
      '一、说明',
      '公示期为七日。',
      '表 1',
      '姓名',
      '金额',
      '标准',
      '实发',
    ]
    expect(printed).toEqual([...expected, '王**', '590.00', '1,770.00', '合计', '', '1,770.00', '单位：元'])
  })

  test('is A4 with official fonts, and repeats both rows of the header', async () => {
    const xml = await body(PAPER)
    expect(xml).toContain('w:w="11906" w:h="16838"')
    expect(xml).toContain('w:eastAsia="方正小标宋简体"')
    expect(xml.match(/<w:tblHeader\/>/g)).toHaveLength(2)
    const styles = unzip(await writeDocument(PAPER)).get('word/styles.xml')
    expect(styles).toContain('w:eastAsia="仿宋_GB2312"')
    expect(await body({ ...PAPER, orientation: 'landscape' })).toContain('w:w="16838" w:h="11906"')
  })

  test('counts its pages in the language of the document', async () => {
    const footer = async (locale: 'zh' | 'en') =>
      unzip(await writeDocument({ ...PAPER, locale })).get('word/footer1.xml') ?? ''
    expect(await footer('zh')).toMatch(/第 .*PAGE.* 页 共 .*NUMPAGES.* 页/)
    expect(await footer('en')).toMatch(/Page .*PAGE.* of .*NUMPAGES/)
  })

  test('leaves out characters a file cannot hold', async () => {
    const xml = await body({ ...PAPER, title: '甲\u0001乙\uD800<&>' })
    expect(xml).toContain('甲乙\uFFFD&lt;&amp;&gt;')
  })

  test('stops on a row that does not fit', async () => {
    await expect(writeDocument(BAD)).rejects.toThrow(RangeError)
  })
})

describe('the PDF', () => {
  afterAll(closePdf)

  test('is set in a thread of its own and embeds its fonts', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    const { bytes, missing_glyphs } = await writePdf(PAPER)
    clearInterval(timer)
    const text = Buffer.from(bytes).toString('latin1')
    expect(text.slice(0, 5)).toBe('%PDF-')
    expect(text).toContain('NotoSansHans')
    expect(text).toContain('/MediaBox [0 0 595.28 841.89]')
    expect(missing_glyphs).toEqual([])
    // The server's thread ran on while the paper was set.
    expect(turns).toBeGreaterThan(3)
  })

  test('names the characters it has no shape for', async () => {
    const { missing_glyphs } = await writePdf({
      ...PAPER,
      blocks: [{ kind: 'paragraph', text: '𠮷野、𠮷田、王\t明\u0001\n' }],
    })
    expect(missing_glyphs).toEqual(['𠮷'])
  })

  test('papers asked for at once are all set', async () => {
    const papers = await Promise.all([1, 2, 3].map((n) => writePdf({ ...PAPER, title: `第 ${n} 份` })))
    expect(papers.every(({ bytes }) => bytes.length > 5_000)).toBe(true)
  })

  test('a paper that takes too long is given up, and the next one is set', async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => [String(row), '王**', '文屏社区'])
    const long: PaperDocument = {
      ...PAPER,
      blocks: [{ kind: 'table', columns: ['序号', '姓名', '社区'].map((header) => ({ header })), rows }],
    }
    const slow = writePdf(long, { seconds: 0.2 })
    const next = writePdf(PAPER)
    await expect(slow).rejects.toMatchObject({ kind: 'unprocessable', code: 'exchange.printing_too_slow' })
    expect((await next).bytes.length).toBeGreaterThan(5_000)
  })

  test('waits for its turn behind ten others, and is not taken behind more', async () => {
    const taken = Array.from({ length: 1 + MOST_WAITING }, () => writePdf(PAPER))
    await expect(writePdf(PAPER)).rejects.toMatchObject({ kind: 'unavailable', code: 'exchange.too_many_waiting' })
    expect(await Promise.all(taken)).toHaveLength(11)
  })

  test('stops on a row that does not fit', () => {
    expect(() => writePdf(BAD)).toThrow(RangeError)
  })

  test('the shapes of the font are known without the printing library', () => {
    const has = readCoverage(fontFile('Regular'))
    expect(Array.from('王小明〓A，', (character) => character.codePointAt(0) ?? 0).every(has)).toBe(true)
    expect(has(0x20bb7)).toBe(false)
    expect([...textsOf(PAPER)].join('')).toContain('合计')
  })
})
