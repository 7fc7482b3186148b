import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import type { Steps } from '../../../kernel/steps.ts'
import type { FamilyDraft } from '../../families/index.ts'
import {
  applyChange,
  checkFamilyDraft,
  type FamilyChange,
  type JudgedDraft,
  placeInChange,
  readFamilyDraft,
} from '../../families/rules/index.ts'
import { wantsNumber } from './certificates.ts'
import { differenceOf, type Difference, isEmpty } from './change.ts'
import type { ReadHousehold } from './drafts.ts'
import { blocks, type CellAt, type Fault, warns } from './faults.ts'
import { type KnownFamily, type Matched, matchHouseholds } from './match.ts'
import type { ChangedFact } from './pen.ts'
import { cellOfChange, checkHousehold, faultOfIssue } from './places.ts'
import { noneOrZero, whatRegisterSays, withWhom } from './register-says.ts'
import { findRegisteredChildren } from './shared-children.ts'

/** What applying the file will do with one household. */
export interface PlannedHousehold {
  readonly kind: 'new' | 'changed' | 'unchanged'
  readonly at: CellAt
  readonly household: ReadHousehold
  /** Null for a new one. */
  readonly family: KnownFamily | null
  readonly facts: readonly ChangedFact[]
  readonly added: readonly number[]
  readonly changed: readonly Uuid[]
  /** For `changed`; null where the family only moves. */
  readonly change: FamilyChange | null
  /** Null for a new one. */
  readonly difference: Difference | null
  /** The community of the file, where the register has the family in another: it moves there. */
  readonly move_to: Code | null
  /** For `new`: the draft as the register's rules read it. */
  readonly read: JudgedDraft | null
}

/** In the register, in a community the file speaks of, but not in the file. Nothing is done about it. */
export interface Absent {
  readonly family: KnownFamily
  /** Members who are not in the file; all of them where the family is not. */
  readonly members: readonly Uuid[]
  readonly whole: boolean
}

export interface Plan {
  readonly households: readonly PlannedHousehold[]
  readonly absent: readonly Absent[]
  readonly faults: readonly Fault[]
}

export interface PlanContext {
  readonly today: CivilDate
  readonly newId: () => Uuid
}

/**
 * Compares the file with the register, household by household: what is new, what changes, what stays, and every fault that only the register
 * can show.
 */
export function* planImport(
  households: readonly ReadHousehold[],
  families: readonly KnownFamily[],
  context: PlanContext,
): Steps<Plan> {
  const { matched, faults } = matchHouseholds(households, families)
  yield
  const unknown = matched.flatMap(({ household, family }) => (family === null ? [household] : []))
  faults.push(...findRegisteredChildren(unknown, families))
  const planned: PlannedHousehold[] = []
  for (const match of matched) {
    yield
    const { household, family } = match
    planned.push(family === null ? planNew(household, faults, context) : planKnown(match, family, faults, context))
  }
  return { households: planned, absent: absentOf(matched, families), faults }
}

function planNew(household: ReadHousehold, faults: Fault[], context: PlanContext): PlannedHousehold {
  const read = readFamilyDraft(household.draft, context.today)
  faults.push(...checkNew(household, read.issues))
  const added = household.members.map((_, index) => index)
  return {
    kind: 'new',
    at: household.at,
    household,
    family: null,
    facts: [],
    added,
    changed: [],
    change: null,
    difference: null,
    move_to: null,
    read,
  }
}

function planKnown(match: Matched, family: KnownFamily, faults: Fault[], context: PlanContext): PlannedHousehold {
  const { household } = match
  const difference = differenceOf(match, family, context.newId)
  faults.push(...whatRegisterSays(match, family), ...checkKnown(household, family, difference, context))
  const moveTo = movesTo(household, family)
  const changes = !isEmpty(difference)
  const { added, changed, change } = difference
  const facts = moveTo === null ? difference.facts : [moved(household, family, moveTo), ...difference.facts]
  return {
    kind: changes || moveTo !== null ? 'changed' : 'unchanged',
    at: household.at,
    household,
    family,
    facts,
    added,
    changed,
    change: changes ? change : null,
    difference,
    move_to: moveTo,
    read: null,
  }
}

function checkNew(household: ReadHousehold, issues: readonly Issue[]): Fault[] {
  const faults = [
    ...checkHousehold(household, issues),
    ...household.certificates.unnumbered.flatMap(wantsNumber),
    ...withWhom(household),
    ...noneOrZero(household),
  ]
  if (!household.branch_known)
    faults.push(
      blocks(household.cells.branch ?? household.at, 'imports.branch_unknown', { next: 'imports.next_branch' }),
    )
  return faults
}

/** A known family is judged as it will be: what the file leaves out, the register knows. */
function checkKnown(
  household: ReadHousehold,
  family: KnownFamily,
  difference: Difference,
  context: PlanContext,
): Fault[] {
  const faults: Fault[] = []
  if (movesTo(household, family) !== null)
    faults.push(
      warns(household.cells.community ?? household.at, 'imports.moves', {
        params: { file: family.file },
        next: 'imports.next_moves',
      }),
    )
  if (household.states_registered_on && household.draft.registered_on !== family.draft.registered_on)
    faults.push(
      warns(household.cells.registered_on ?? household.at, 'imports.registered_on_kept', {
        params: { date: family.draft.registered_on },
      }),
    )
  // What the file says by itself is judged too: a wrong check digit in a row that changes nothing is still wrong.
  const own = checkHousehold(household, checkFamilyDraft(household.draft, context.today)).filter(
    (fault) => !WANTS_MORE.has(fault.code),
  )
  const { draft, issues } = applyChange(family.draft, difference.change, context.newId)
  const found = isEmpty(difference) ? [] : [...issues, ...checkFamilyDraft(draft, context.today)]
  const placed = found
    .map((issue) => placeInChange(issue, draft, difference.change))
    .map((issue) => faultOfIssue(issue, cellOfChange(issue.place, household, difference)))
  return [...faults, ...own, ...placed]
}

/** Where the file has a family that the register has elsewhere within reach; a place that could not be read moves nobody. */
function movesTo({ draft }: ReadHousehold, family: KnownFamily): Code | null {
  return draft.community === 0 || draft.community === family.draft.community ? null : draft.community
}

function moved(household: ReadHousehold, family: KnownFamily, to: Code): ChangedFact {
  const at = household.cells.community ?? household.at
  const [before, after] = [String(family.draft.community), String(to)]
  return { name: null, attribute: 'community', before, after, at, said: JSON.stringify(['community', before, after]) }
}

/** Asked of a whole draft; of a known family the file need tell only a part. */
const WANTS_MORE: ReadonlySet<string> = new Set([
  'families.parent_missing',
  'families.deceased_child_missing',
  'families.disability_missing',
  'families.living_child_in_branch',
  'families.holder_without_id',
])

function absentOf(
  matched: readonly { household: ReadHousehold; family: KnownFamily | null; persons: readonly (Uuid | null)[] }[],
  families: readonly KnownFamily[],
): Absent[] {
  const spokenOf = new Set(matched.map(({ household }) => household.draft.community))
  const inFile = new Map(
    matched.flatMap(({ family, persons }) => (family ? [[family.id, new Set(persons)] as const] : [])),
  )
  return families.flatMap((family): Absent[] => {
    if (!spokenOf.has(family.draft.community) && !inFile.has(family.id)) return []
    const seen = inFile.get(family.id)
    const living = family.draft.members.filter(
      (member) => member.died_on === undefined && seen?.has(member.id) !== true,
    )
    return living.length === 0
      ? []
      : [{ family, members: living.map((member) => member.id), whole: seen === undefined }]
  })
}

/** Households and persons of a plan, by what becomes of them. */
export interface PlanCounts {
  readonly new_households: number
  readonly changed_households: number
  readonly unchanged_households: number
  /** Among the changed ones: those that move to another community. */
  readonly moved_households: number
  readonly new_persons: number
  readonly changed_persons: number
  readonly unchanged_persons: number
  readonly absent_households: number
  readonly absent_persons: number
}

export function countPlan(plan: Plan): PlanCounts {
  const of = (kind: PlannedHousehold['kind']) => plan.households.filter((one) => one.kind === kind).length
  const persons = plan.households.reduce((sum, one) => sum + one.household.members.length, 0)
  const added = plan.households.reduce((sum, one) => sum + one.added.length, 0)
  const changed = plan.households.reduce((sum, one) => sum + one.changed.length, 0)
  return {
    new_households: of('new'),
    changed_households: of('changed'),
    unchanged_households: of('unchanged'),
    moved_households: plan.households.filter((one) => one.move_to !== null).length,
    new_persons: added,
    changed_persons: changed,
    unchanged_persons: persons - added - changed,
    absent_households: plan.absent.filter((one) => one.whole).length,
    absent_persons: plan.absent.reduce((sum, one) => sum + one.members.length, 0),
  }
}

/** What the register shall do: new drafts and changes, each with the household it comes from, in reading order. */
export function writesOf(plan: Plan): {
  drafts: { draft: FamilyDraft; read: JudgedDraft; household: ReadHousehold }[]
  updates: {
    family_id: Uuid
    version: number
    change: FamilyChange
    household: ReadHousehold
    difference: Difference | null
  }[]
  moves: { family_id: Uuid; version: number; community: Code; household: ReadHousehold }[]
} {
  return {
    drafts: plan.households.flatMap(({ read, household }) =>
      read === null ? [] : [{ draft: household.draft, read, household }],
    ),
    updates: plan.households.flatMap(({ family, change, household, difference }) =>
      family !== null && change !== null
        ? [{ family_id: family.id, version: family.version, change, household, difference }]
        : [],
    ),
    // After the changes, which count the version up.
    moves: plan.households.flatMap(({ family, change, move_to: community, household }) =>
      family !== null && community !== null
        ? [{ family_id: family.id, version: family.version + (change === null ? 0 : 1), community, household }]
        : [],
    ),
  }
}
