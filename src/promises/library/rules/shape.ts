import type { FileType as Handed } from '../../../kernel/file-type.ts'

export const DOCUMENT_KINDS = ['law', 'notice', 'plan', 'measure', 'guide', 'report', 'other'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** 20 MB: a scanned notice of a hundred pages. */
export const FILE_BYTES_MAX = 20_000_000
/** A quarter of a megabyte a row, so that no value of a table is large. */
export const CHUNK_BYTES = 262_144
export const CONTENT_CHARACTERS_MAX = 200_000

export const FILE_TYPES = {
  'application/pdf': 'pdf',
  'application/ofd': 'ofd',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'text/plain; charset=utf-8': 'txt',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
} as const satisfies Partial<Record<Handed, string>>
export type FileType = keyof typeof FILE_TYPES
