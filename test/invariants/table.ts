import { describe } from 'vitest'

interface Invariant {
  /** What is always true, in one sentence. */
  says: string
  /** The constraints and unique keys that hold it; each is attacked by name. */
  held: readonly string[]
}

/**
 * I1 to I20: what of money and identity the database alone keeps true, whatever the program above it does. Each is attacked in this
 * folder as the application role; `all.test.ts` fails when one is not, or when a constraint named here is gone.
 */
export const INVARIANTS = {
  I1: {
    says: 'one payment for a person, a promise and a period',
    held: [
      'payment_slot_pkey',
      'payment_root_of',
      'payment_one_open',
      'payment_attempt',
      'payment_attempts',
      'payment_one_after',
    ],
  },
  I2: { says: 'month by month, also where somebody is registered in two districts', held: ['payment_claim_pkey'] },
  I3: { says: 'one living registration of a natural person', held: ['identity_claim_pkey', 'person_id_once'] },
  I4: { says: 'money is whole fen and never below nothing', held: ['fen_not_negative', 'payment_is_money'] },
  I5: {
    says: 'an amount is what the rates of its version come to',
    held: ['payment_parts', 'payment_version_of', 'payment_law_version'],
  },
  I6: {
    says: 'nobody is paid who is not entitled',
    held: ['payment_slot_entitlement', 'payment_slot_of', 'payment_entitlement_of'],
  },
  I7: {
    says: 'nobody entitled is forgotten: due, reached, held with a reason and a day, or void with a reason',
    held: [
      'entitlement_once',
      'entitlement_state',
      'entitlement_held',
      'entitlement_void',
      'entitlement_reached',
      'entitlement_paying',
      'payment_left_out_reason_check',
    ],
  },
  I8: {
    says: 'no step is skipped, and nothing stands where no step led it',
    held: [
      'payment_round_event_legal',
      'payment_round_event_after',
      'payment_round_event_first',
      'payment_round_event_pkey',
      'payment_round_current',
      'payment_event_legal',
      'payment_event_after',
      'payment_event_first',
      'payment_current',
      'payment_paid',
      'payment_failed',
    ],
  },
  I9: {
    says: 'who makes does not approve, and the four powers are four people',
    held: [
      'payment_round_four_eyes',
      'payment_round_four_powers',
      'payment_round_hand_pkey',
      'payment_round_event_hand',
      'payment_round_approved',
      'payment_round_funded',
      'payment_round_exported',
      'payment_round_closed',
      'appropriation_two_people',
      'fund_period_two_people',
    ],
  },
  I10: {
    says: 'what was submitted is what is approved, funded and given to the bank',
    held: [
      'payment_round_content',
      'payment_round_frozen',
      'payment_round_event_content',
      'payment_round_event_carries',
      'bank_file_round',
    ],
  },
  I11: {
    says: 'a transfer moves more than nothing from one account to another',
    held: ['fund_transfer_moves', 'fund_transfer_to'],
  },
  I12: {
    says: 'the history of an account proves itself',
    held: [
      'fund_entry_pkey',
      'fund_entry_first',
      'fund_entry_sum',
      'fund_entry_previous',
      'fund_entry_transfer',
      'fund_entry_account',
      'fund_entry_moves',
      'fund_entry_side_once',
      'fund_transfer_out',
      'fund_transfer_in',
    ],
  },
  I13: {
    says: 'nothing is reserved or spent that was not appropriated',
    held: ['appropriation_not_overspent', 'appropriation_amount', 'appropriation_marks'],
  },
  I14: {
    says: 'a transfer is reversed once, by the same sum the other way',
    held: ['fund_transfer_reverses', 'fund_transfer_reversal', 'fund_transfer_reversed_once'],
  },
  I15: {
    says: 'a closed year takes no entry, and stays closed',
    held: ['fund_entry_first', 'fund_entry_previous', 'fund_transfer_out', 'fund_closing_period'],
  },
  I16: { says: 'what was written stays: no change, no removal, no emptying', held: [] },
  I17: {
    says: 'a line of the bank’s answer, and a reference of the bank, is used once',
    held: [
      'bank_return_line_pkey',
      'bank_return_line_ref',
      'bank_return_line_answers',
      'bank_return_line_return',
      'bank_file_line_once',
      'bank_file_once',
    ],
  },
  I18: {
    says: 'a file is taken once',
    held: ['bank_return_once', 'bank_return_whole', 'import_batch_applied_once', 'import_part_pkey'],
  },
  I19: {
    says: 'a changed account takes two people and a delay, and money goes to the version that was frozen',
    held: [
      'bank_account_version_two_people',
      'bank_account_version_delayed',
      'bank_account_version_marks',
      'bank_account_version_one_active',
      'bank_account_version_one_request',
      'payment_account_of',
    ],
  },
  I20: {
    says: 'numbers of people and accounts are stored sealed, and found by a keyed hash',
    held: ['person_id_stored', 'bank_account_version_sealed', 'bank_account_version_last4_check'],
  },
} as const satisfies Record<string, Invariant>

/** The attacks on one invariant. */
export function invariant(number: keyof typeof INVARIANTS, attacks: () => void): void {
  describe(`${number}: ${INVARIANTS[number].says}`, attacks)
}
