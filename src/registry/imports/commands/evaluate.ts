import { codeOfDistrict } from '../../../kernel/division-code.ts'
import type { Call } from '../../../platform/call.ts'
import { sha256 } from '../../../platform/crypto.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Workbook } from '../../../platform/exchange/sheets.ts'
import { loadCommunityNames } from '../../divisions/index.ts'
import { fileReference, readStoredFamilies } from '../../families/index.ts'
import type { Counts } from '../contract.ts'
import { findFamiliesOf, listWidePlaces, readRemembered } from '../queries/index.ts'
import {
  countPlan,
  type Fault,
  guessMapping,
  headerSignature,
  idKey,
  type Mapping,
  orderFaults,
  type Plan,
  planImport,
  readRoster,
  type Skipped,
  type SheetMapping,
  widePlaces,
  withRemembered,
} from '../rules/index.ts'

/** A roster judged by itself and against the register as it is now. */
export interface Evaluation {
  faults: Fault[]
  skipped: readonly Skipped[]
  plan: Plan
  counts: Counts
}

/** Reads the roster under a mapping and compares it with the register, within the caller's reach. Writes nothing. */
export async function evaluate(tx: Tx, call: Call, workbook: Workbook, mapping: Mapping): Promise<Evaluation> {
  const { district, scope } = call.actor
  const roster = readRoster(workbook, mapping, {
    today: call.today,
    scope,
    communities: await loadCommunityNames(tx, district),
    places: widePlaces(await listWidePlaces(tx), codeOfDistrict(district)),
  })
  const communities = [...new Set(roster.households.map((household) => household.draft.community))]
  const numbers = roster.households.flatMap(({ members }) => members.flatMap((member) => member.id_number ?? []))
  const ids = await findFamiliesOf(tx, call, {
    communities: communities.filter((community) => community !== 0),
    id_numbers: [...new Set(numbers.map(idKey))],
  })
  const stored = await readStoredFamilies(tx, call, ids)
  const families = stored.map((family) => ({
    id: family.id,
    file: fileReference(family.district, family.file_number),
    version: family.version,
    draft: family.draft,
  }))
  const plan = planImport(roster.households, families, { today: call.today, newId: () => call.newId() })
  const faults = orderFaults(
    [...roster.faults, ...plan.faults],
    workbook.sheets.map((sheet) => sheet.name),
  )
  const counts: Counts = {
    blocks: faults.filter((fault) => fault.severity === 'blocks').length,
    warns: faults.filter((fault) => fault.severity === 'warns').length,
    skipped: roster.skipped.reduce((sum, one) => sum + (one.to_row ?? one.row) - one.row + 1, 0),
    households: roster.households.length,
    persons: roster.households.reduce((sum, household) => sum + household.members.length, 0),
    ...countPlan(plan),
  }
  return { faults, skipped: roster.skipped, plan, counts }
}

export function signatureOf(mapping: SheetMapping): Buffer {
  return sha256(headerSignature(mapping))
}

/** The mapping a file starts with: what the association said of such headers before, else the best guess. */
export async function firstMapping(tx: Tx, call: Call, workbook: Workbook): Promise<Mapping> {
  const guess = guessMapping(workbook)
  const remembered = await readRemembered(tx, call, guess.map(signatureOf))
  return guess.map((sheet) => withRemembered(sheet, remembered.get(signatureOf(sheet).toString('hex'))))
}
