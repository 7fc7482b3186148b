import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

/** Hand-made archives and workbooks for the tests of this folder: files no well-behaved program would write. */
export interface ZipPart {
  readonly name: string
  readonly data: string | Uint8Array
  /** Size the directory claims, where it is to lie. */
  readonly claimed?: number
  /** General purpose flags of the directory. */
  readonly flags?: number
}

/** An archive with exactly these parts, in this order; nothing is checked. */
export function zip(parts: readonly ZipPart[]): Uint8Array {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const data = Buffer.from(part.data)
    const packed = deflateRawSync(data)
    const name = Buffer.from(part.name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(crc32(data), 14)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(data.length, 22)
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(20, 6)
    entry.writeUInt16LE(part.flags ?? 0, 8)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(crc32(data), 16)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(part.claimed ?? data.length, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(offset, 42)
    locals.push(local, name, packed)
    directory.push(entry, name)
    offset += 30 + name.length + packed.length
  }
  const middle = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(middle.length, 12)
  end.writeUInt32LE(offset, 16)
  return new Uint8Array(Buffer.concat([...locals, middle, end]))
}

/** Text of the parts of an archive by name. */
export function unzip(bytes: Uint8Array): Map<string, string> {
  const buffer = Buffer.from(bytes)
  const parts = new Map<string, string>()
  const end = buffer.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  let at = buffer.readUInt32LE(end + 16)
  for (let count = buffer.readUInt16LE(end + 10); count > 0; count--) {
    const nameLength = buffer.readUInt16LE(at + 28)
    const name = buffer.toString('utf8', at + 46, at + 46 + nameLength)
    const local = buffer.readUInt32LE(at + 42)
    const start = local + 30 + buffer.readUInt16LE(local + 26) + buffer.readUInt16LE(local + 28)
    const packed = buffer.subarray(start, start + buffer.readUInt32LE(at + 20))
    parts.set(name, (buffer.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed).toString('utf8'))
    at += 46 + nameLength + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32)
  }
  return parts
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

export interface RawSheetXml {
  readonly name: string
  /** What stands in `<sheetData>`. */
  readonly data: string
  /** What follows `<sheetData>`, such as `<mergeCells>`. */
  readonly after?: string
  readonly state?: 'hidden' | 'veryHidden'
}

/** The parts of a workbook whose sheets hold the given XML. Cell formats: 0 general, 1 date, 2 date and time, 3 time. */
export function workbookParts(sheets: readonly RawSheetXml[]): ZipPart[] {
  const overrides = sheets
    .map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${MAIN_TYPE}.worksheet+xml"/>`)
    .join('')
  const list = sheets
    .map(
      ({ name, state }, i) =>
        `<sheet name="${name}" sheetId="${i + 1}"${state ? ` state="${state}"` : ''} r:id="rId${i + 1}"/>`,
    )
    .join('')
  const relations = sheets
    .map((_, i) => `<Relationship Id="rId${i + 1}" Type="${REL}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`)
    .join('')
  const styles = `<Relationship Id="rId99" Type="${REL}/styles" Target="styles.xml"/>`
  const formats = [0, 14, 22, 20].map((id) => `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0"/>`).join('')
  return [
    {
      name: '[Content_Types].xml',
      data: `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>${overrides}</Types>`,
    },
    {
      name: '_rels/.rels',
      data:
        `${XML}<Relationships xmlns="${PACKAGE}/relationships">` +
        `<Relationship Id="rId1" Type="${REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      data: `${XML}<workbook xmlns="${MAIN}" xmlns:r="${REL}"><sheets>${list}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: `${XML}<Relationships xmlns="${PACKAGE}/relationships">${relations}${styles}</Relationships>`,
    },
    {
      name: 'xl/styles.xml',
      data: `${XML}<styleSheet xmlns="${MAIN}"><cellXfs count="4">${formats}</cellXfs></styleSheet>`,
    },
    ...sheets.map((sheet, i) => ({
      name: `xl/worksheets/sheet${i + 1}.xml`,
      data: `${XML}<worksheet xmlns="${MAIN}"><sheetData>${sheet.data}</sheetData>${sheet.after ?? ''}</worksheet>`,
    })),
  ]
}

const MAIN_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** A cell of text in a sheet's XML. */
export function textXml(ref: string, text: string): string {
  return `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`
}
