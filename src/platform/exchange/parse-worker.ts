import { type ParsedSheet, parseXlsx } from './parse-xlsx.ts'
import type { Limits } from './sheets.ts'
import { answerJob } from './thread.ts'

export interface ParseJob {
  readonly bytes: Uint8Array
  readonly limits: Limits
}

await answerJob<ParseJob, readonly ParsedSheet[]>(({ bytes, limits }) => parseXlsx(bytes, limits))
