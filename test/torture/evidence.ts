/**
 * What a payment leaves behind, and the columns that are evidence. Not among them: counters of versions, notes in free words
 * (`memo`, a step's `reason`), when a slot was taken, the hash of an ID number in a claim (a corrected number changes it honestly).
 */
const EVIDENCE: Readonly<Record<string, string>> = {
  payment: `seq round_id line_no family_id person_id policy_id policy_version period kind adjustment attempt after_id amount_fen parts entitlement_id
    asked_on branch facts account_version_id root_id frozen_hash state failed_reason bank_ref paid_on record_id`,
  payment_law: 'policy_id policy_version asked_on law',
  payment_round: `division title policy_ids as_of state seq previous_id item_count total_fen content_hash content_mac composed_by composed_at submitted_by
    approved_by funded_by appropriation_id exported_by closed_by`,
  payment_round_hand: 'round_id account_id act at',
  payment_round_event: 'round_id seq from_state to_state account_id at content_hash item_count total_fen',
  payment_event: 'payment_id seq from_state to_state account_id at',
  payment_slot: 'person_id root_id period policy_id',
  payment_claim: 'root_id period district person_id payment_id paid',
  bank_file: 'id round_id template sha256 line_count total_fen exported_by exported_at',
  bank_file_line: 'bank_file_id line_no payment_id amount_fen mac',
  bank_return: 'id bank_file_id sha256 paid_count paid_fen failed_count failed_fen imported_by imported_at',
  bank_return_line: 'bank_return_id bank_file_id line_no outcome bank_ref happened_on reason',
  fund_transfer:
    'year kind from_account to_account amount_fen appropriation_id ref_kind ref_id operation happened_on posted_by posted_at',
  fund_entry: 'account_id account_version account_kind direction transfer_id amount_fen balance_before balance_after',
  audit_entry: 'at account_id action outcome subject_id detail hash prev_hash',
}

const LINE_HASH = `payment_hash(district, id, round_id, line_no, family_id, person_id, policy_id, policy_version, period, kind, adjustment, attempt,
  after_id, amount_fen, parts, entitlement_id, asked_on, branch, facts, account_version_id)`
const MONEY = `with one as (select district, id, amount_fen + 600 as fen from payment where id = $1)
  update payment p set amount_fen = one.fen, parts = jsonb_build_array(p.parts -> 0 || jsonb_build_object('months', 1, 'rate_fen', one.fen))
  from one where p.district = one.district and p.id = one.id`
const REHASH = `update payment set frozen_hash = ${LINE_HASH} where id = $1`
const REHASH_ROUND = `update payment_round r set content_hash = payment_round_hash(r.district, r.id) from payment p
  where p.id = $1 and r.district = p.district and r.id = p.round_id`
const REHASH_STEPS = `update payment_round_event e set content_hash = r.content_hash from payment p join payment_round r on r.district = p.district
  and r.id = p.round_id where p.id = $1 and e.district = r.district and e.round_id = r.id and e.content_hash is not null`
const FACTS = `update payment set facts = facts || '{"living_alone": true, "hardship": true}' where id = $1`
const ACCOUNT = `update payment p set account_version_id = (select q.account_version_id from payment q
  where q.round_id = p.round_id and q.id <> p.id limit 1) where id = $1`

/** Somebody who knows the house: what is changed together, so that row and hashes agree again. On one line of a round. */
const CUNNING: Readonly<Record<string, readonly string[]>> = {
  'amount and its parts': [MONEY],
  'amount, parts and the hash of the line': [MONEY, REHASH],
  'amount, parts, the hashes of line, round and steps': [MONEY, REHASH, REHASH_ROUND, REHASH_STEPS],
  'facts and the hash of the line': [FACTS, REHASH],
  'facts, the hashes of line, round and steps': [FACTS, REHASH, REHASH_ROUND, REHASH_STEPS],
  'account and the hash of the line': [ACCOUNT, REHASH],
  'account, the hashes of line, round and steps': [ACCOUNT, REHASH, REHASH_ROUND, REHASH_STEPS],
}

export interface Tampering {
  name: string
  table: string
  column?: string
  statements?: readonly string[]
  remove?: boolean
}

/** Every column of evidence changed, every row of it removed, and what is changed together. */
export function allTamperings(): Tampering[] {
  const columns = Object.entries(EVIDENCE).flatMap(([table, text]) =>
    text.split(/\s+/).map((column): Tampering => ({ name: `${table}.${column}`, table, column })),
  )
  const removed = Object.keys(EVIDENCE).map((table): Tampering => ({ name: `${table} removed`, table, remove: true }))
  const cunning = Object.entries(CUNNING).map(([name, statements]): Tampering => ({
    name,
    table: 'payment',
    statements,
  }))
  return [...columns, ...removed, ...cunning]
}
