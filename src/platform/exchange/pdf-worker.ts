import { parentPort } from 'node:worker_threads'
import pdfmake from 'pdfmake'
import { mapTexts, type PaperDocument } from './document.ts'
import { fontFile, MISSING_MARK, readCoverage } from './font-coverage.ts'
import { pdfDefinition } from './pdf-definition.ts'

export interface PdfJob {
  readonly id: number
  readonly document: PaperDocument
}

export type PdfAnswer =
  | { readonly id: number; readonly ok: true; readonly bytes: Uint8Array; readonly missing_glyphs: readonly string[] }
  | { readonly id: number; readonly ok: false; readonly message: string }

const regular = fontFile('Regular')
const bold = fontFile('Bold')
const fonts = new Set([regular, bold])
const inRegular = readCoverage(regular)
const inBold = readCoverage(bold)

pdfmake.setFonts({ paper: { normal: regular, bold, italics: regular, bolditalics: bold } })
// Nothing in a document may reach outside: neither an address in the network nor a file beside the fonts.
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy((path) => fonts.has(path))

parentPort?.on('message', (job: PdfJob) => {
  void answer(job).then((result) => parentPort?.postMessage(result))
})

async function answer(job: PdfJob): Promise<PdfAnswer> {
  try {
    const missing = new Set<string>()
    const document = mapTexts(job.document, (text) => markMissing(text, missing))
    const buffer = await pdfmake.createPdf(pdfDefinition(document)).getBuffer()
    return { id: job.id, ok: true, bytes: new Uint8Array(buffer), missing_glyphs: [...missing] }
  } catch (error) {
    return { id: job.id, ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

/** Control characters have no shape and need none; of all others the reader must see that something is missing. */
function markMissing(text: string, missing: Set<string>): string {
  let marked = ''
  for (const character of text.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0
    if (code === 0x0a || (inRegular(code) && inBold(code))) marked += character
    else if (code === 0x09) marked += ' '
    else if (code >= 0x20 && !(code >= 0x7f && code <= 0x9f)) {
      missing.add(character)
      marked += MISSING_MARK
    }
  }
  return marked
}
