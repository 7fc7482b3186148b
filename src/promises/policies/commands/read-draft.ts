import { type CivilDate, compareDates } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Locale } from '../../../kernel/words.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { DraftBody, DraftShown } from '../contract/index.ts'
import {
  type DraftRow,
  findDraft,
  findPolicyHead,
  groupsBetween,
  groupsInForce,
  listDraftRows,
  listDraftRowsOfOthers,
  nameOfGroup,
  namesOfPolicies,
  overlaysOf,
  policiesInForce,
  type PolicyVersion,
  ratesOf,
  stepsOf,
  versionsOf,
  versionsOnDocument,
} from '../queries/index.ts'
import {
  actsFor,
  afterAct,
  approvesIn,
  changesBetween,
  conditionsOf,
  describeRule,
  type DraftInput,
  type DraftState,
  fill,
  type Group,
  placeName,
  type PlaceNames,
  placesIn,
  type Rate,
  type RateInput,
  reaches,
  replacedBy,
  type VersionInput,
} from '../rules/index.ts'
import { policiesWords } from '../words/index.ts'
import { namesOfPlaces } from './places.ts'

/** The drafts of the caller's jurisdiction, the latest first. */
export async function listDrafts(
  tx: Tx,
  call: Call,
  asked: { state?: DraftState | undefined; limit: number; cursor?: string | undefined },
) {
  const { items, next } = await listDraftRows(tx, call, asked)
  const places = await namesOfPlaces(
    tx,
    items.map((row) => row.division),
  )
  return { items: items.map((row) => lineOf(row, call.locale, places)), next }
}

const DECIDED_AT_ONCE = 50

/** Drafts handed in that wait for the caller's decision, the latest first: never her own, never another association's. */
export async function draftsToDecide(tx: Tx, call: Call) {
  const within = approvesIn(call.actor)
  if (within === undefined) return []
  const rows = await listDraftRowsOfOthers(tx, call, within, DECIDED_AT_ONCE)
  const places = await namesOfPlaces(
    tx,
    rows.map((row) => row.division),
  )
  return rows.map((row) => lineOf(row, call.locale, places))
}

function lineOf(row: DraftRow, locale: Locale, places: PlaceNames) {
  const { content } = row
  const own = content.kind === 'create' ? content.promise : content.kind === 'group' ? content.group : undefined
  return {
    ...row,
    name_zh: own?.name_zh ?? row.policy_name_zh ?? '',
    name_en: own?.name_en ?? row.policy_name_en ?? '',
    division_name: placeName(row.division, locale, places),
  }
}

/**
 * One draft, told: the rule in both languages, what it changes against the version before, what its approval would bring with it,
 * and what the caller may do.
 * @throws Refusal not_found `policies.draft_not_found`
 */
export async function showDraft(tx: Tx, call: Call, id: Uuid): Promise<DraftShown> {
  const draft = (await findDraft(tx, call, id)) ?? refuse('not_found', 'policies.draft_not_found')
  const { content } = draft
  const version = 'version' in content ? content.version : undefined
  const [versions, rates] = await lawOf(tx, draft)
  const places = await namesOfPlaces(tx, [draft.division, ...placesOf(version, versions, rates)])
  const base = version && versions.find((each) => each.valid_from < version.valid_from)
  const found = version ? ratesFound(rates, version.valid_from, draft.state) : []
  return {
    ...lineOf(draft, call.locale, places),
    content: content as DraftBody,
    named: await namedIn(tx, content),
    rule_words: version ? wordsOf(version.rule as Group, places) : null,
    changes: version
      ? changesBetween(
          base && { version: base, rates: found },
          { version: { ...version, rule: version.rule as Group }, rates: version.rates ?? found },
          call.locale,
          places,
        )
      : [],
    warnings: [...warningsOf(call, content, rates), ...(await leftGroups(tx, call, content))],
    may: mayOf(call, draft),
    steps: await stepsOf(tx, id),
  }
}

async function namedIn(tx: Tx, content: DraftInput): Promise<DraftShown['named']> {
  const ends = content.kind === 'group' ? content.group.ends_group_id : null
  const replaces = content.kind === 'create' ? content.promise.replaces_id : null
  const ids = content.kind === 'group' ? content.group.policy_ids : replaces === null ? [] : [replaces]
  return {
    policies: await namesOfPolicies(tx, ids),
    group: ends === null ? null : ((await nameOfGroup(tx, ends)) ?? null),
  }
}

async function lawOf(tx: Tx, draft: DraftRow): Promise<[PolicyVersion[], Rate[]]> {
  const { policy_id } = draft
  return policy_id === null ? [[], []] : [await versionsOf(tx, policy_id), await ratesOf(tx, policy_id)]
}

function placesOf(
  version: VersionInput | undefined,
  versions: readonly PolicyVersion[],
  rates: readonly Rate[],
): number[] {
  const rules = [...versions.map((each) => each.rule), ...(version ? [version.rule as Group] : [])]
  return [
    ...rules.flatMap((rule) => placesIn(conditionsOf(rule))),
    ...rates.map((rate) => rate.division),
    ...(version?.rates ?? []).map((rate) => rate.division),
  ]
}

function wordsOf(rule: Group, places: PlaceNames) {
  return { zh: describeRule(rule, 'zh', places), en: describeRule(rule, 'en', places) }
}

/** The rates in force while a version was, newest state: those that had begun before its end and had not ended at its start. */
function ratesOn(rates: readonly Rate[], end: CivilDate, { valid_from }: { valid_from: CivilDate }): RateInput[] {
  return rates.filter((rate) => rate.valid_from < end && (rate.valid_to === null || rate.valid_to > valid_from))
}

/**
 * The rates a version finds when it begins: those in force on its eve, and, while it is not in force itself, those planned from then on,
 * whose place it would take.
 */
function ratesFound(rates: readonly Rate[], begins: CivilDate, state: DraftState): RateInput[] {
  return rates.filter(
    (rate) => (rate.valid_to === null || rate.valid_to >= begins) && (rate.valid_from < begins || state !== 'approved'),
  )
}

/** What approval would bring with it that a reader should know: arrears of a version that begins in the past. */
function warningsOf(call: Call, content: DraftInput, rates: readonly Rate[]) {
  const words = policiesWords[call.locale]
  if (!('version' in content)) return []
  const { version } = content
  const found: { code: string; detail: string }[] = []
  if (version.valid_from < call.today) {
    const cash = version.grant_kind === 'cash'
    const until = rates
      .map((rate) => rate.valid_from)
      .toSorted(compareDates)
      .at(-1)
    const turned = version.rates?.some(({ per }) =>
      ratesFound(rates, version.valid_from, 'approved').some((rate) => rate.per !== per),
    )
    const code = cash ? (turned === true ? 'backdated_per' : 'backdated_cash') : 'backdated'
    const detail = fill(words[code], { from: version.valid_from, today: call.today, last: until ?? version.valid_from })
    found.push({ code: `policies.${code}`, detail })
  }
  if (version.confidence === 'to_confirm') found.push({ code: 'policies.unconfirmed', detail: words.unconfirmed })
  return found
}

/**
 * A narrower policy that takes the place of a member of an exclusion group is no member itself: where it counts, people would get it beside
 * the others of the group. Whether that is meant is said by nobody but its author.
 */
async function leftGroups(tx: Tx, call: Call, content: DraftInput) {
  if (content.kind !== 'create' || content.promise.replaces_id === null || content.version.grant_kind !== 'cash')
    return []
  const { replaces_id } = content.promise
  const { valid_from } = content.version
  const taken = new Set<string>([
    replaces_id,
    ...replacedBy(replaces_id, await overlaysOf(tx, [replaces_id], valid_from)),
  ])
  const groups = (await groupsBetween(tx, content.version)).filter((group) =>
    group.policy_ids.some((id) => taken.has(id)),
  )
  return groups.map((group) => ({
    code: 'policies.leaves_group',
    detail: fill(policiesWords[call.locale].leaves_group, {
      group: call.locale === 'zh' ? group.name_zh : group.name_en,
    }),
  }))
}

function mayOf(call: Call, draft: DraftRow): DraftShown['may'] {
  const wrote = draft.written_by === call.actor.account_id
  const own = wrote && actsFor(call.actor, draft.division, 'write')
  const possible = (act: 'write' | 'submit' | 'approve' | 'withdraw') => afterAct(draft.state, act) !== undefined
  return {
    edit: own && possible('write'),
    submit: own && possible('submit'),
    withdraw: own && possible('withdraw'),
    decide: !wrote && possible('approve') && actsFor(call.actor, draft.division, 'approve'),
  }
}

/** The versions of a policy with what changed from each to the next. @throws Refusal not_found `policies.not_found` */
export async function listChanges(tx: Tx, call: Call, policy_id: Uuid) {
  if (!(await findPolicyHead(tx, policy_id))) refuse('not_found', 'policies.not_found')
  const [versions, rates] = [await versionsOf(tx, policy_id), await ratesOf(tx, policy_id)]
  const places = await namesOfPlaces(tx, placesOf(undefined, versions, rates))
  const told = (version: PolicyVersion) => ({
    version,
    rates: ratesOn(rates, version.valid_to ?? ('9999-12-31' as CivilDate), version),
  })
  return versions.map((version, i) => {
    const before = versions[i + 1]
    return { ...version, changes: changesBetween(before && told(before), told(version), call.locale, places) }
  })
}

/** The versions that rest on a document of the library. */
export async function policiesOfDocument(tx: Tx, call: Call, document_id: Uuid) {
  const rows = await versionsOnDocument(tx, document_id)
  const places = await namesOfPlaces(
    tx,
    rows.map((row) => row.division),
  )
  return rows.map((row) => ({ ...row, division_name: placeName(row.division, call.locale, places) }))
}

/** The exclusion groups that count in a place on a day, or everywhere. */
export async function listGroups(
  tx: Tx,
  call: Call,
  { place, as_of }: { place?: number | undefined; as_of: CivilDate },
) {
  const groups = (await groupsInForce(tx, as_of)).filter((group) => place === undefined || reaches(group, place))
  const policies = new Map((await policiesInForce(tx, as_of)).map((policy) => [policy.id, policy]))
  const places = await namesOfPlaces(
    tx,
    groups.map((group) => group.division),
  )
  return groups.map((group) => ({
    ...group,
    division_name: placeName(group.division, call.locale, places),
    policies: group.policy_ids.flatMap((id) => policies.get(id) ?? []),
    policy_ids: [...group.policy_ids],
  }))
}
