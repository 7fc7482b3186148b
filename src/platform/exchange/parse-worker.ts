import { type ParsedSheet, parseXlsx } from './parse-xlsx.ts'
import { type ParsedCsv, parseCsv } from './read-csv.ts'
import type { Limits } from './sheets.ts'
import { answerJob } from './thread.ts'

export interface ParseJob {
  readonly bytes: Uint8Array
  readonly limits: Limits
  /** For a CSV file: what it is called. */
  readonly csv?: string
}

/** One of the two, by the kind of file. */
export interface Parsed {
  readonly sheets?: readonly ParsedSheet[]
  readonly csv?: ParsedCsv
}

await answerJob<ParseJob, Parsed>(async ({ bytes, limits, csv }) =>
  csv === undefined ? { sheets: await parseXlsx(bytes, limits) } : { csv: await parseCsv(bytes, csv, limits) },
)
