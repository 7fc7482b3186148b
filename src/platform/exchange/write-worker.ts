import { answerJob } from './thread.ts'
import { type WorkbookToWrite, writeHere } from './write-xlsx.ts'

await answerJob<WorkbookToWrite, Uint8Array>(writeHere)
