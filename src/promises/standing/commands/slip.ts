import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { explain, type Explanation, namesOfPlaces } from '../../policies/index.ts'
import { describeCondition, describeFact, type Line, type PlaceNames, placesIn } from '../../policies/rules/index.ts'
import type { Slip, SlipLine } from '../contract/index.ts'
import { claimUnder, type ClaimUnder, fileOfPerson, type KnownSince, knownSince, signsFor } from '../queries/index.ts'
import { columnsOf, isSource, linesShown, provedBy } from '../rules/index.ts'

/**
 * The decision slip of one person: the explanation of the policies room, each fact with its source and since when, signed by the
 * association of the district. The caller leaves the trace of the look.
 *
 * @throws Refusal as `explain` of the policies room.
 */
export async function decisionSlip(
  tx: Tx,
  call: Call,
  input: { person_id: Uuid; policy_id: Uuid; as_of: CivilDate },
): Promise<Slip & { district: number }> {
  const told = await explain(tx, call, input)
  const { district, person_id, policy, answer, rate, higher, paid_period } = told
  const ref = { district, person_id }
  const since = await knownSince(tx, ref)
  const places = await namesOfPlaces(tx, placesIn(told.lines.filter((line) => line.kind === 'condition')))
  return {
    district,
    person_id,
    person_name: told.person_name,
    family_id: told.family_id,
    ...(await fileOfPerson(tx, ref)),
    association: await signsFor(tx, district),
    as_of: told.as_of,
    printed_on: call.today,
    answer: higher === null ? answer : 'excluded',
    higher,
    paid_period,
    summary: told.summary,
    qualifies_on: told.qualifies_on,
    lines: slipLines(told, since, { call, places }),
    policy: policyOf(policy),
    rate:
      answer === 'yes' && rate
        ? { amount_fen: rate.amount_fen, per: rate.per, document_number: rate.document_number }
        : null,
    claim: policy.claim_required ? claimOf(await claimUnder(tx, ref, policy.id), call.today) : null,
  }
}

function slipLines(
  told: Explanation,
  since: KnownSince,
  { call, places }: { call: Call; places: PlaceNames },
): SlipLine[] {
  let number = 0
  const numbered = told.lines.map((line) => ({ ...line, number: line.kind === 'condition' ? (number += 1) : 0 }))
  return linesShown(told.answer, numbered).map((line) => lineOf(line, since, { call, places }))
}

function lineOf(
  line: Line & { number: number; text: string },
  known: KnownSince,
  { call: { locale }, places }: { call: Call; places: PlaceNames },
): SlipLine {
  const { kind, depth, number, state } = line
  if (line.kind === 'group') {
    return {
      kind,
      depth,
      number,
      text: line.text,
      fact: null,
      state,
      source: null,
      clause: null,
      since: null,
      since_kind: null,
      met_on: null,
    }
  }
  return {
    kind,
    depth,
    number,
    text: describeCondition(line, locale, places),
    fact: describeFact(line, locale, places),
    state,
    source: isSource(line.source) ? line.source : null,
    clause: line.clause,
    // What is not on the register has no day on which it came there.
    ...(line.fact === null ? { since: null, since_kind: null } : sinceOf(line.field, known)),
    met_on: line.met_on,
  }
}

function sinceOf(field: Parameters<typeof provedBy>[0], known: KnownSince): Pick<SlipLine, 'since' | 'since_kind'> {
  const proof = known.proofs.find((one) => one.kind === provedBy(field))
  if (proof?.issued_on) return { since: proof.issued_on, since_kind: 'issued' }
  const columns = new Set(columnsOf(field))
  const change = known.changes.find(({ fields }) => fields.some((one) => columns.has(one)))
  return { since: change?.on ?? known.registered_on, since_kind: 'entered' }
}

function policyOf(policy: Explanation['policy']): Slip['policy'] {
  const { id, name_zh, name_en, beneficiary, version, valid_from, cadence, grant_kind, grant_quantity } = policy
  const { confidence, document_title, document_number, document_id, document_edition, claim_required } = policy
  return {
    policy_id: id,
    name_zh,
    name_en,
    beneficiary,
    version,
    valid_from,
    cadence,
    grant_kind,
    grant_quantity,
    confidence,
    document_title,
    document_number,
    document_id,
    document_edition,
    claim_required,
  }
}

function claimOf(claim: ClaimUnder | undefined, today: CivilDate): NonNullable<Slip['claim']> {
  if (!claim || claim.state === 'withdrawn') return { claim_id: null, state: 'none', in_force_from: null }
  const { claim_id, in_force_from, in_force_to } = claim
  const on_roll =
    claim.decision === 'confirmed' &&
    in_force_from !== null &&
    in_force_from <= today &&
    (in_force_to === null || in_force_to > today)
  const ended = claim.state === 'exited' || claim.state === 'filed'
  return { claim_id, state: on_roll ? 'on_roll' : ended ? 'ended' : 'open', in_force_from }
}
