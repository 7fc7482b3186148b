import { FILE_TYPES, type FileType } from './shape.ts'

const starts = (bytes: Uint8Array, ...magic: number[]) => magic.every((byte, i) => bytes[i] === byte)

/** Whether the archive's bytes name the entry; names stand unpacked in every archive. */
function names(bytes: Uint8Array, entry: string): boolean {
  return new TextDecoder('latin1').decode(bytes).includes(entry)
}

/**
 * What a file is, by its content. Undefined for everything that could act on whoever opens it or that nobody here can read:
 * pages, scripts, old office formats (which carry macros), archives.
 */
export function fileTypeOf(bytes: Uint8Array): FileType | undefined {
  if (starts(bytes, 0x25, 0x50, 0x44, 0x46, 0x2d)) return 'application/pdf'
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(bytes, 0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04)) {
    if (names(bytes, 'vbaProject.bin')) return undefined
    if (names(bytes, 'OFD.xml')) return 'application/ofd'
    if (names(bytes, 'word/document.xml')) {
      return 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
    }
    if (names(bytes, 'xl/workbook.xml')) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
    return undefined
  }
  return isPlainText(bytes) ? 'text/plain; charset=utf-8' : undefined
}

function isPlainText(bytes: Uint8Array): boolean {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return false
  }
  // oxlint-disable-next-line no-control-regex -- exactly these never stand in a text
  const unreadable = /[\u0000-\u0008\u000b\u000e-\u001f]/
  return !unreadable.test(text) && !/<(?:!doctype|html|script|svg|\?xml)/i.test(text.slice(0, 4_000))
}

/** A file name that is safe on every system: the name as it was, its end as its content says. */
export function safeFileName(name: string, type: FileType): string {
  const base = (name.split(/[/\\]/).at(-1) ?? '').replace(/\.[A-Za-z0-9]{1,5}$/, '')
  // oxlint-disable-next-line no-control-regex -- exactly these are taken out
  const clean = base.replaceAll(/[\u0000-\u001f\u007f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]/g, '').trim()
  const short = Array.from(clean).slice(0, 80).join('')
  return `${short === '' || short.startsWith('.') ? 'document' : short}.${FILE_TYPES[type]}`
}
