/** A sheet of the office: what nearly every export is. */
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' as const
export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' as const

/** Every kind of file the house hands out, as its content type says it. */
export const FILE_TYPES = [
  XLSX,
  DOCX,
  'application/pdf',
  'application/ofd',
  'image/png',
  'image/jpeg',
  'text/plain; charset=utf-8',
  'text/plain; charset=gb18030',
  'text/csv; charset=utf-8',
  'text/csv; charset=gb18030',
] as const
export type FileType = (typeof FILE_TYPES)[number]
