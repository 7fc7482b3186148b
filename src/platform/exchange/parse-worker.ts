import { parentPort, workerData } from 'node:worker_threads'
import { Refusal, type RefusalDetails, type RefusalKind } from '../../kernel/refusal.ts'
import { type ParsedSheet, parseXlsx } from './parse-xlsx.ts'
import type { Limits } from './sheets.ts'

export interface ParseJob {
  readonly bytes: Uint8Array
  readonly limits: Limits
}

export type ParseAnswer =
  | { readonly ok: true; readonly sheets: readonly ParsedSheet[] }
  | { readonly ok: false; readonly kind: RefusalKind; readonly code: string; readonly details: RefusalDetails }

const job = workerData as ParseJob

try {
  post({ ok: true, sheets: await parseXlsx(job.bytes, job.limits) })
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  const { kind, code, params, place, next } = error
  post({
    ok: false,
    kind,
    code,
    details: { params, ...(place !== undefined && { place }), ...(next !== undefined && { next }) },
  })
}

function post(answer: ParseAnswer): void {
  parentPort?.postMessage(answer)
}
