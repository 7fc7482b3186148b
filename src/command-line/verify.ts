import type { House } from '../house.ts'
import { serverOf } from '../platform/claim-folder.ts'
import { faultsOf, verifyHouse } from '../upkeep.ts'
import { answer, type Output, table } from './output.ts'

/** `nuanxin verify`: audit chains, always-true queries, catalog. Returns whether nothing was found. */
export async function runVerify(house: House, output: Output): Promise<boolean> {
  const running = serverOf(house.config.data_folder) !== undefined
  const verdict = await verifyHouse(house, { running })
  const rows = [
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
  answer(output, { ok: rows.length === 0, ...verdict }, () =>
    rows.length === 0
      ? `全部正常 · All well: ${verdict.asked} checks, catalog, server, every audit chain and its ${verdict.anchors.compared} anchors.`
      : table(['where', 'what', 'fault'], rows),
  )
  return faultsOf(verdict) === 0
}
