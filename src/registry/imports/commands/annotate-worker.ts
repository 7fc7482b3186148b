import { answerJob } from '../../../platform/exchange/thread.ts'
import { annotateHere, type MarkedRoster } from './mark.ts'

await answerJob<MarkedRoster, Uint8Array>(annotateHere)
