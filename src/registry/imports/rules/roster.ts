import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Steps } from '../../../kernel/steps.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Sheet, Workbook } from '../../../platform/exchange/sheets.ts'
import { type Candidate, type CommunityNames, type Resolution, resolveCommunity } from '../../divisions/rules/index.ts'
import { readHousehold, type ReadHousehold } from './drafts.ts'
import { findTwins } from './duplicates.ts'
import { blocks, type CellAt, type Fault, type Skipped } from './faults.ts'
import type { Mapping, SheetMapping } from './headers.ts'
import { groupRows, type HouseholdRows } from './households.ts'
import { resolveHukou, type WidePlaces } from './hukou.ts'
import type { Texts } from './read-cell.ts'
import type { HouseholdReading } from './read-row.ts'
import { readSheet } from './read-sheet.ts'
import { findSharedChildren } from './shared-children.ts'

/** What a roster is judged with: the day, the officer's reach, the names of places. */
export interface RosterContext {
  readonly today: CivilDate
  readonly scope: Scope
  readonly communities: CommunityNames
  readonly places: WidePlaces
}

/** A community as the file calls it that is known by no such name, or by which two are known: a person has to say which is meant. */
export interface UnnamedPlace {
  readonly text: string
  /** Where it stands first. */
  readonly at: CellAt
  households: number
  readonly candidates: readonly Candidate[]
}

export interface ReadRoster {
  readonly households: readonly ReadHousehold[]
  /** Those of the file by itself, in no order. */
  readonly faults: readonly Fault[]
  readonly skipped: readonly Skipped[]
  readonly unnamed: readonly UnnamedPlace[]
}

/**
 * Reads a whole roster and says everything that is wrong with it, each with its cell, so that a file is mended in one go; in steps, because a
 * large one takes seconds. Pure: the same
 * bytes, mapping, day and places give the same answer. It knows nothing of the register: `planImport` compares, and judges the drafts.
 */
export function* readRoster(workbook: Workbook, mapping: Mapping, context: RosterContext): Steps<ReadRoster> {
  const faults: Fault[] = []
  const skipped: Skipped[] = []
  const texts: Texts = new Map()
  const unnamed = new Map<string, UnnamedPlace>()
  const households: ReadHousehold[] = []
  for (const sheet of workbook.sheets) {
    const how = mapping.find((one) => one.sheet === sheet.name)
    if (how === undefined || !how.read) {
      skipped.push({
        sheet: sheet.name,
        row: 1,
        column: null,
        code: sheet.hidden ? 'imports.skipped_hidden_sheet' : 'imports.skipped_sheet',
      })
      continue
    }
    for (const one of yield* readOne(sheet, how, { ...context, faults, skipped, texts, unnamed })) households.push(one)
  }
  const [first] = workbook.sheets
  // Where a column is missing nobody could be read: that is told already.
  if (households.length === 0 && first !== undefined && !faults.some((fault) => fault.severity === 'blocks'))
    faults.push(
      blocks({ sheet: first.name, row: 1, column: null }, 'imports.nobody_in_file', {
        next: 'imports.next_nobody_in_file',
      }),
    )
  yield
  const shared = findSharedChildren(households)
  yield
  const toldBetter = (fault: Fault) =>
    fault.code === 'imports.alike_in_file' && shared.some((one) => isSameCell(one, fault))
  const twins = yield* findTwins(households)
  const between = [...twins.filter((fault) => !toldBetter(fault)), ...shared]
  return { households, skipped, unnamed: [...unnamed.values()], faults: [...faults, ...between] }
}

function isSameCell(one: CellAt, other: CellAt): boolean {
  return one.sheet === other.sheet && one.row === other.row && one.column === other.column
}

interface SheetContext extends RosterContext {
  readonly faults: Fault[]
  readonly skipped: Skipped[]
  readonly texts: Texts
  readonly unnamed: Map<string, UnnamedPlace>
}

function* readOne(sheet: Sheet, mapping: SheetMapping, context: SheetContext): Steps<ReadHousehold[]> {
  const missing = missingColumns(sheet, mapping, context)
  if (missing.length > 0) {
    context.faults.push(...missing)
    return []
  }
  const hukou = (text: string): Code | undefined => resolveHukou(context.places, text)
  const rows = yield* readSheet(
    sheet,
    mapping,
    { faults: context.faults, texts: context.texts, hukou },
    context.skipped,
  )
  const resolve = resolver(context)
  const community = communityFinder(sheet, mapping, context, resolve)
  const placeOf = (text: string): string => {
    const found = resolve(text)
    return found.kind === 'found' ? String(found.code) : text
  }
  const households: ReadHousehold[] = []
  for (const group of groupRows(mapping, rows, context.faults, placeOf)) {
    households.push(readHousehold(group, { today: context.today, faults: context.faults, mapping, community }))
    yield
  }
  return households
}

function missingColumns(sheet: Sheet, mapping: SheetMapping, context: SheetContext): Fault[] {
  const fields = mapping.columns.flatMap((column) => column.field ?? [])
  const at: CellAt = { sheet: sheet.name, row: mapping.header_to, column: null }
  const faults: Fault[] = []
  if (!fields.some((field) => field.endsWith('.name') && field !== 'child.name'))
    faults.push(blocks(at, 'imports.column_name_missing', { next: 'imports.next_map' }))
  if (!fields.includes('household.community') && impliedCommunity(sheet, context) === undefined)
    faults.push(blocks(at, 'imports.column_community_missing', { next: 'imports.next_map' }))
  return faults
}

/** Without a column the place is the officer's only community, or the one the sheet is called after. */
function impliedCommunity(sheet: Sheet, context: SheetContext): Code | undefined {
  if (context.scope.hi - context.scope.lo === 1) return context.scope.lo
  const named = resolveCommunity(context.communities, sheet.name)
  return named.kind === 'found' ? named.code : undefined
}

/** The community a text means; each text is asked once. */
function resolver(context: SheetContext): (text: string) => Resolution {
  const asked = new Map<string, Resolution>()
  return (text) => {
    const known = asked.get(text) ?? resolveCommunity(context.communities, text)
    asked.set(text, known)
    return known
  }
}

/** The community of a household, as a code; 0 with a fault where it is missing, unknown, ambiguous or out of reach. */
function communityFinder(
  sheet: Sheet,
  mapping: SheetMapping,
  context: SheetContext,
  resolve: (text: string) => Resolution,
): (rows: HouseholdRows) => Code {
  const hasColumn = mapping.columns.some((column) => column.field === 'household.community')
  const implied = hasColumn ? undefined : impliedCommunity(sheet, context)
  return ({ at, facts }) => {
    const cell = facts.cells.community ?? at
    const say = (code: string, next: string, places?: string): Code => {
      context.faults.push(blocks(cell, code, { next, ...(places ? { params: { places } } : {}) }))
      return 0
    }
    if (facts.community === undefined && implied !== undefined) {
      tellStreet(facts, implied, context, resolve)
      return implied
    }
    if (facts.community === undefined) return say('imports.community_missing', 'imports.next_community')
    const found = resolve(facts.community)
    if (found.kind !== 'found') noteUnnamed(context, facts.community, cell, found.candidates)
    if (found.kind === 'ambiguous') return say('imports.community_ambiguous', 'imports.next_candidates', namesOf(found))
    if (found.kind === 'unknown') {
      const places = namesOf(found)
      return places === ''
        ? say('imports.community_unknown', 'imports.next_community')
        : say('imports.community_unknown', 'imports.next_candidates', places)
    }
    const inReach = found.code >= context.scope.lo && found.code < context.scope.hi
    return inReach ? found.code : say('imports.outside_area', 'imports.next_outside_area')
  }
}

/** District and street beside a community that no cell names must be its own. */
function tellStreet(
  { district, street, cells, at }: HouseholdReading,
  implied: Code,
  context: SheetContext,
  resolve: (text: string) => Resolution,
): void {
  const place = context.communities.communities.get(implied)
  if (place === undefined || (district === undefined && street === undefined)) return
  const found = resolve([district, street, place.name].join(''))
  if (found.kind === 'found' && found.code === implied) return
  context.faults.push(
    blocks(cells[street === undefined ? 'district' : 'street'] ?? at, 'imports.street_differs', {
      params: { place: `${place.street_name}${place.name}` },
      next: 'imports.next_community_differs',
    }),
  )
}

function noteUnnamed(context: SheetContext, text: string, at: CellAt, candidates: readonly Candidate[]): void {
  const known = context.unnamed.get(text)
  if (known === undefined) context.unnamed.set(text, { text, at, households: 1, candidates })
  else known.households += 1
}

function namesOf(resolution: Exclude<Resolution, { kind: 'found' }>): string {
  return resolution.candidates.map((one) => `${one.street_name}${one.name}`).join('、')
}
