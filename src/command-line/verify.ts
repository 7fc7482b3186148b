import { type Chain, verifyTrails } from '../figures/audit/index.ts'
import type { House } from '../house.ts'
import type { Call } from '../platform/call.ts'
import { serverOf } from '../platform/claim-folder.ts'
import { faultsOf, type Verdict, verifyHouse } from '../upkeep.ts'
import { answer, type Output, table } from './output.ts'

/** `nuanxin verify`: audit chains, always-true queries, catalog, for whoever runs the machine. Returns whether nothing was found. */
export async function runVerify(house: House, output: Output): Promise<boolean> {
  const running = serverOf(house.config.data_folder) !== undefined
  const verdict = await verifyHouse(house, { running })
  const ok = faultsOf(verdict) === 0
  answer(output, { ok, ...verdict }, () => {
    const found = ok
      ? `全部正常 · All well: ${verdict.asked} checks, catalog, server, every audit chain and its ${verdict.anchors.compared} anchors.`
      : table(['where', 'what', 'fault'], faultRows(verdict))
    const { old_server: old } = verdict
    return old
      ? `${found}\n数据库有已公布的漏洞，只宜试用 · The database has published holes, for trying only: ${old.version} < ${old.minimum}`
      : found
  })
  return ok
}

function faultRows(verdict: Verdict): string[][] {
  return [
    ...verdict.catalog.map((fault) => ['catalog', fault.subject, fault.rule]),
    ...verdict.server.map((fault) => ['server', fault.subject, fault.rule]),
    ...verdict.chains.map((fault) => ['audit chain', `${fault.district} #${fault.seq}`, fault.fault]),
    ...verdict.anchors.faults.map(({ district, seq, after, fault }) => [
      'anchor',
      `${district} #${seq}`,
      fault === 'file' ? 'its line does not follow the one before' : `${fault}, changed behind #${after}`,
    ]),
    ...verdict.checks.map((fault) => [
      'check',
      fault.check,
      `${fault.rows} rows, first ${JSON.stringify(fault.first)}`,
    ]),
    ...(verdict.keys ? [] : [['keys', 'secrets.json', 'not the keys this database was made with']]),
  ]
}

const TEXTS = {
  zh: {
    headers: ['区县', '条数', '完整到', '问题'],
    fault: { hash: '内容被改动', gap: '缺了一条', head: '末尾不符' },
    whole: (chains: number, entries: number) => `${chains} 条留痕链条全部完整，共 ${entries} 条记录。`,
  },
  en: {
    headers: ['district', 'entries', 'unbroken to', 'fault'],
    fault: { hash: 'altered', gap: 'an entry is missing', head: 'the end does not fit' },
    whole: (chains: number, entries: number) => `Every audit chain is whole: ${chains}, with ${entries} entries.`,
  },
} as const

/**
 * `nuanxin verify --as`: the chains of the account's jurisdiction, as on the auditor's page; the catalog, the server and rows of other
 * places are for whoever runs the machine.
 */
export async function runVerifyAs(house: House, call: Call, output: Output): Promise<boolean> {
  const chains = await verifyTrails(house.db, call)
  const ok = chains.every(({ fault }) => fault === null)
  answer(output, { ok, chains }, () => plain(chains, call.locale))
  return ok
}

function plain(chains: readonly Chain[], locale: Call['locale']): string {
  const texts = TEXTS[locale]
  const broken = chains.flatMap(({ district, entries, unbroken_to, fault }) =>
    fault === null ? [] : [[String(district), entries, unbroken_to, texts.fault[fault]]],
  )
  if (broken.length > 0) return table(texts.headers, broken)
  return texts.whole(
    chains.length,
    chains.reduce((sum, { entries }) => sum + entries, 0),
  )
}
