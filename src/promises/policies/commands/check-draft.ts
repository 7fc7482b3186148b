import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { type Issue, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { getDivision } from '../../../registry/divisions/index.ts'
import { findEdition } from '../../library/index.ts'
import {
  findPolicyHead,
  givenBetween,
  groupsBetween,
  isCareKind,
  overlaysBetween,
  overlaysOf,
  policiesInForce,
  type PolicyHead,
  type PolicyVersion,
  ratesOf,
  versionFrom,
  versionsOf,
} from '../queries/index.ts'
import {
  besideIn,
  checkGroup,
  checkPerFollowing,
  checkPromise,
  checkRates,
  checkRule,
  checkVersion,
  type DraftInput,
  placeName,
  type PromiseInput,
  type Rate,
  type VersionInput,
} from '../rules/index.ts'
import { policiesWords } from '../words/index.ts'
import { senseFaults } from './check-sense.ts'
import { endFaults, startFaults } from './check-starts.ts'
import { namesOfPlaces } from './places.ts'

/** A draft as it was checked: whole, with what it cites put in. */
export interface Checked {
  content: DraftInput
  division: number
  /** The policy it is about; null for a group. A new policy's id is the draft's own. */
  policy_id: Uuid | null
  base_version: number | null
}

/** One approval at a time: what a draft is checked against stays so until it is written. Held to the end of the transaction. */
export async function holdLaw(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(52, 0)`.execute(tx)
}

/**
 * Everything that is wrong with a draft, at once, each fault at its field.
 * @throws Refusal unprocessable `policies.draft_faults` with the issues, not_found `policies.not_found`
 */
export async function checkDraft(tx: Tx, call: Call, input: DraftInput, draft_id: Uuid): Promise<Checked> {
  const found = await faultsOf(tx, call, input, draft_id)
  if (found.issues.length === 0) return found.checked
  const issues = await inWords(tx, call, found.issues.slice(0, 100))
  return refuse('unprocessable', 'policies.draft_faults', { issues })
}

/** Rules speak of places by their codes and of kinds by their keys, people by their names. */
async function inWords(tx: Tx, call: Call, issues: readonly Issue[]): Promise<Issue[]> {
  const codeOf = ({ params }: Issue) => (typeof params?.['place'] === 'number' ? params['place'] : undefined)
  const places = await namesOfPlaces(
    tx,
    issues.flatMap((issue) => codeOf(issue) ?? []),
  )
  const kinds: Readonly<Record<string, string>> = policiesWords[call.locale].hukou_kinds
  return issues.map((issue) => {
    const code = codeOf(issue)
    const kind = kinds[String(issue.params?.['kind'])]
    const named = {
      ...(code === undefined ? {} : { place: placeName(code, call.locale, places) }),
      ...(kind === undefined ? {} : { kind }),
    }
    return { ...issue, params: { ...issue.params, ...named } }
  })
}

interface Found {
  checked: Checked
  issues: Issue[]
}

async function faultsOf(tx: Tx, call: Call, input: DraftInput, draft_id: Uuid): Promise<Found> {
  switch (input.kind) {
    case 'create':
      return checkCreate(tx, call, input, draft_id)
    case 'version':
      return checkNext(tx, call, input)
    case 'retire':
      return checkEnd(tx, call, input)
    case 'group':
      return checkExclusion(tx, input)
  }
}

async function checkCreate(tx: Tx, call: Call, input: DraftInput & { kind: 'create' }, id: Uuid): Promise<Found> {
  const { division, promise } = input
  await getDivision(tx, division)
  const { version, issues } = await withDocument(tx, input.version)
  issues.push(...checkVersion(version, promise), ...(await checkPlaced(tx, promise, { id, division, version })))
  if (!(await isCareKind(tx, promise.care_kind)))
    issues.push({ place: 'promise.care_kind', code: 'policies.care_kind_unknown' })
  issues.push(...(await senseFaults(tx, call, version, { ...promise, division })))
  issues.push(...ratesFaults(version, division, []))
  issues.push(...(await startFaults(tx, { id, division, replaces_id: promise.replaces_id }, version, undefined)))
  const content = { ...input, version }
  return { issues, checked: { content, division, policy_id: id, base_version: null } }
}

async function checkPlaced(
  tx: Tx,
  promise: PromiseInput,
  { id, division, version }: { id: Uuid; division: number; version: VersionInput },
): Promise<Issue[]> {
  const target = promise.replaces_id === null ? undefined : await findPolicyHead(tx, promise.replaces_id)
  const overlays = await overlaysBetween(tx, target ? [target.id] : [], version)
  return checkPromise(promise, { id, division, target, overlays })
}

async function checkNext(tx: Tx, call: Call, input: DraftInput & { kind: 'version' }): Promise<Found> {
  const { policy, versions } = await living(tx, input.policy_id)
  const { version, issues } = await withDocument(tx, input.version)
  issues.push(...checkVersion(version, policy), ...(await senseFaults(tx, call, version, policy)))
  const newest = versions[0]
  if (newest && version.valid_from <= newest.valid_from) {
    issues.push({
      place: 'version.valid_from',
      code: 'policies.version_overlaps',
      params: { version: newest.version, from: newest.valid_from },
      next: 'policies.version_overlaps_next',
    })
  }
  // While it had ended another may have taken its place.
  if (besideIn(policy, await overlaysBetween(tx, [policy.id], version)))
    issues.push({ place: 'version.valid_from', code: 'policies.replaced_already' })
  issues.push(...(await startFaults(tx, policy, version, newest)))
  const rates = await ratesOf(tx, policy.id)
  issues.push(...ratesFaults(version, policy.division, rates), ...(await groupFaults(tx, policy, version, newest)))
  const content = { ...input, version }
  return {
    issues,
    checked: { content, division: policy.division, policy_id: policy.id, base_version: newest?.version ?? 0 },
  }
}

/** Rates come later than the rule: what the rule cannot say has no rates to check. */
function ratesFaults(version: VersionInput, division: number, rates: readonly Rate[]): Issue[] {
  if (checkRule(version.rule).length > 0) return []
  const { valid_from } = version
  if (version.rates !== null) {
    const ahead = rates.find((rate) => rate.valid_from >= valid_from)
    const faults = [...checkRates(version, { division, keep: [] }), ...checkPerFollowing(version, rates)]
    return ahead === undefined
      ? faults
      : [...faults, { place: 'version.rates', code: 'policies.rates_ahead', params: { from: ahead.valid_from } }]
  }
  return checkRates(version, {
    division,
    keep: rates.filter((rate) => rate.valid_to === null || rate.valid_to > valid_from),
  })
}

/** A member of an exclusion group stays comparable with the others. */
async function groupFaults(
  tx: Tx,
  policy: PolicyHead,
  version: VersionInput,
  newest: PolicyVersion | undefined,
): Promise<Issue[]> {
  if (!newest || (version.cadence === newest.cadence && version.grant_kind === newest.grant_kind)) return []
  const groups = await groupsBetween(tx, version)
  return groups
    .filter((group) => group.policy_ids.includes(policy.id))
    .map((group): Issue => ({
      place: 'version.cadence',
      code: 'policies.in_group',
      params: { group: group.name_zh },
      next: 'policies.in_group_next',
    }))
}

async function checkEnd(tx: Tx, call: Call, input: DraftInput & { kind: 'retire' }): Promise<Found> {
  const { policy, versions } = await living(tx, input.policy_id)
  const { valid_to } = input.end
  const issues: Issue[] = []
  const fault = (code: string, params = {}) => issues.push({ place: 'end.valid_to', code: `policies.${code}`, params })
  const newest = versions[0]
  const ahead = await versionFrom(tx, policy.id, valid_to)
  if (ahead) fault('end_before_version', { version: ahead.version, from: ahead.valid_from })
  if (newest && newest.valid_to !== null && newest.valid_to <= valid_to) fault('ended_already', { to: newest.valid_to })
  if (valid_to < call.today) fault('end_in_past', { today: call.today })
  const overlays = await overlaysOf(tx, [policy.id], valid_to)
  const hanging = [...overlays.values()].filter((other) => other.replaces_id === policy.id && other.in_force)
  if (hanging.length > 0) fault('end_replaced', { count: hanging.length })
  if (newest) issues.push(...(await endFaults(tx, policy, { place: 'end.valid_to', on: valid_to, version: newest })))
  const checked = {
    content: input,
    division: policy.division,
    policy_id: policy.id,
    base_version: newest?.version ?? 0,
  }
  return { issues, checked }
}

async function checkExclusion(tx: Tx, input: DraftInput & { kind: 'group' }): Promise<Found> {
  const { division, group } = input
  await getDivision(tx, division)
  const policies = (await policiesInForce(tx, group.valid_from)).filter((policy) =>
    group.policy_ids.includes(policy.id),
  )
  const issues = checkGroup(group, { division, policies, given: await givenBetween(tx, group.policy_ids, group) })
  const groups = await groupsBetween(tx, group)
  const ending = groups.find((each) => each.id === group.ends_group_id)
  if (group.ends_group_id !== null && (ending?.division !== division || ending.valid_from >= group.valid_from)) {
    issues.push({ place: 'group.ends_group_id', code: 'policies.group_unknown' })
  }
  for (const other of groups) {
    if (other.id === group.ends_group_id || other.division !== division) continue
    const i = group.policy_ids.findIndex((id) => other.policy_ids.includes(id))
    if (i < 0) continue
    const params = { group: other.name_zh }
    issues.push({
      place: `group.policy_ids.${i}`,
      code: 'policies.in_group',
      params,
      next: 'policies.in_group_next',
    })
  }
  return { issues, checked: { content: input, division, policy_id: null, base_version: null } }
}

/** @throws Refusal not_found `policies.not_found`, conflict `policies.retired` */
async function living(tx: Tx, id: Uuid): Promise<{ policy: PolicyHead; versions: PolicyVersion[] }> {
  const policy = (await findPolicyHead(tx, id)) ?? refuse('not_found', 'policies.not_found')
  if (policy.state === 'retired') refuse('conflict', 'policies.retired')
  return { policy, versions: await versionsOf(tx, id) }
}

/** Number and title of what is cited are the document's own, whatever was typed. */
async function withDocument(tx: Tx, version: VersionInput): Promise<{ version: VersionInput; issues: Issue[] }> {
  const { document_id, document_edition } = version
  if (document_id === null) return { version: { ...version, document_edition: null }, issues: [] }
  const edition = document_edition === null ? undefined : await findEdition(tx, document_id, document_edition)
  if (!edition) return { version, issues: [{ place: 'version.document_id', code: 'policies.document_unknown' }] }
  return { version: { ...version, document_number: edition.number, document_title: edition.title }, issues: [] }
}
