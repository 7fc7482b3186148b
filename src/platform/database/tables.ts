// Generated from the migrated database by `npm run tables`; never edited by hand.
import type { ColumnType } from 'kysely'

/** A jsonb column: read as a value, written as JSON text. */
export type Json = ColumnType<unknown, string, string>
/** The same where it may be absent. */
export type OptionalJson = ColumnType<unknown, string | null | undefined, string | null>
type Optional<T> = ColumnType<T, T | undefined, T>

export interface Account {
  id: string
  username: string
  display_name: string
  division: number
  district: number
  state: string
  persona: Optional<boolean>
  created_at: string
  version: Optional<number>
}

export interface AnnualReview {
  district: number
  id: string
  division: number
  year: number
  due_on: string
  opened_by: string
  opened_at: string
  closed_by: string | null
  closed_at: string | null
  version: Optional<number>
}

export interface AnnualReviewLine {
  district: number
  review_id: string
  claim_id: string
  community: number
  family_id: string
  result: string | null
  note: string | null
  checked_by: string | null
  checked_at: string | null
  change_id: string | null
  version: Optional<number>
}

export interface Appropriation {
  district: number
  id: string
  year: number
  source_id: string
  purpose: string
  origin: string
  from_id: string | null
  document: string | null
  stated_fen: number
  state: string
  created_by: string
  created_at: string
  confirmed_by: string | null
  confirmed_at: string | null
  appropriated_fen: Optional<number>
  reserved_fen: Optional<number>
  spent_fen: Optional<number>
  carried_out_fen: Optional<number>
  came_back_fen: Optional<number>
  version: Optional<number>
}

export interface Association {
  division: number
  name: string
  created_at: string
  version: Optional<number>
}

export interface AuditEntry {
  district: number
  seq: number
  at: string
  account_id: string | null
  post_id: string | null
  role: string | null
  action: string
  outcome: string
  subject_kind: string | null
  subject_id: string | null
  reason: string | null
  detail: OptionalJson
  request_id: string
  prev_hash: Buffer
  hash: Buffer
}

export interface AuditHead {
  district: number
  seq: number
  hash: Buffer
}

export interface Bank {
  code: string
  name_zh: string
  name_en: string
  clearing_code: string | null
  passbook_min: Optional<number>
  passbook_max: Optional<number>
  position: number
}

export interface BankAccount {
  district: number
  id: string
  community: number
  family_id: string
  person_id: string
  created_at: string
}

export interface BankAccountNotice {
  district: number
  version_id: string
  community: number
  family_id: string
  phone_cipher: Buffer | null
  former_phone_cipher: Buffer | null
  state: string
  created_at: string
  told_by: string | null
  told_at: string | null
  channel: string | null
}

export interface BankAccountSetting {
  division: number
  valid_from: string
  cooling_days: number
  set_by: string
  created_at: string
}

export interface BankAccountVersion {
  district: number
  id: string
  community: number
  account_id: string
  family_id: string
  person_id: string
  seq: number
  kind: string
  bank_code: string
  branch: string | null
  holder_name: string
  number_cipher: Buffer
  number_hmac: Buffer
  last4: string
  reason: string
  shared_reason: string | null
  warnings: Optional<string[]>
  warning_reason: string | null
  state: string
  requested_by: string
  requested_at: string
  approved_by: string | null
  approved_at: string | null
  cooling_days: number | null
  effective_at: string | null
  ended_at: string | null
  stopped_by: string | null
  stopped_at: string | null
  stopped_why: string | null
  stop_reason: string | null
}

export interface BankFile {
  district: number
  id: string
  round_id: string
  template: string
  template_version: number
  template_of: ColumnType<number | null, never, never>
  sha256: Buffer
  line_count: number
  total_fen: number
  exported_by: string
  exported_at: string
}

export interface BankFileLine {
  district: number
  bank_file_id: string
  line_no: number
  payment_id: string
  amount_fen: number
  mac: Buffer
}

export interface BankReturn {
  district: number
  id: string
  bank_file_id: string
  sha256: Buffer
  paid_count: number
  paid_fen: number
  failed_count: number
  failed_fen: number
  imported_by: string
  imported_at: string
}

export interface BankReturnLine {
  district: number
  bank_return_id: string
  bank_file_id: string
  line_no: number
  outcome: string
  bank_ref: string
  happened_on: string
  reason: string | null
}

export interface BankTemplate {
  district: number
  id: string
  code: string
  version: number
  bank_code: string | null
  name_zh: string
  name_en: string
  format: string
  encoding: string
  width_in: string
  headed: boolean
  amount_in: string
  line: Json
  answer: Json
  paid: string[]
  failed: string[]
  state: string
  proposed_by: string
  proposed_at: string
  decided_by: string | null
  decided_at: string | null
  ended_by: string | null
  ended_at: string | null
  reason: string | null
}

export interface CareFrame {
  division: number
  code: string
  parent: string | null
  name_zh: string
  name_en: string
  kinds: Optional<string[]>
  position: number
}

export interface CareKind {
  code: string
  theme: string
  name_zh: string
  name_en: string
  units: string[]
  needs: Optional<string[]>
  mechanisms: Optional<number[]>
  quick: Optional<boolean>
  written_by: string | null
  position: number
}

export interface CareRecord {
  district: number
  id: string
  community: number
  happened_on: string
  kind: string
  sign: Optional<number>
  corrects_id: string | null
  family_id: string | null
  home_id: string | null
  activity_id: string | null
  policy_id: string | null
  fund_id: string | null
  source_room: string
  source_id: string | null
  outcome: Optional<string>
  channel: string | null
  mood: string | null
  minutes: Optional<number>
  amount_fen: Optional<number>
  quantity: Optional<number>
  headcount: Optional<number>
  copies: Optional<number>
  views: Optional<number>
  households: number
  persons: number
  next_on: string | null
  title: string | null
  note_cipher: Buffer | null
  worker_id: string
  recorded_at: string
  recorded_by: string
}

export interface CareRecordPerson {
  district: number
  record_id: string
  person_id: string
  community: number
  family_id: string
  happened_on: string
  kind: string
  sign: number
  outcome: string
  corrects_id: string | null
}

export interface CareRollup {
  district: number
  month: string
  kind: string
  records: number
  not_done: number
  household_times: number
  person_times: number
  sessions: number
  minutes: number
  amount_fen: number
  quantity: number
  copies: number
  views: number
}

export interface Certificate {
  district: number
  id: string
  community: number
  family_id: string
  person_id: string
  kind: string
  number_cipher: Buffer | null
  number_hmac: Buffer | null
  disability_kind: number | null
  disability_grade: number | null
  issued_on: string | null
  valid_to: string | null
  created_at: string
  version: Optional<number>
}

export interface Claim {
  district: number
  id: string
  community: number
  family_id: string
  person_id: string
  policy_id: string
  procedure_id: string
  branch: string
  origin: string
  continues_id: string | null
  state: string
  seq: number
  step_since: string
  step_due_on: string | null
  draft_cipher: Buffer | null
  declared_version: Optional<number>
  hands: string[]
  open_objections: Optional<number>
  upheld_objections: Optional<number>
  decision: string | null
  decided_by: string | null
  decided_at: string | null
  decision_cipher: Buffer | null
  in_force_from: string | null
  in_force_to: string | null
  exit_cause: string | null
  created_by: string
  created_at: string
  version: Optional<number>
}

export interface ClaimDeclaration {
  district: number
  claim_id: string
  version: number
  content_cipher: Buffer
  content_hash: Buffer
  answer: string
  submitted_by: string
  submitted_at: string
}

export interface ClaimEvent {
  district: number
  claim_id: string
  seq: number
  prev_seq: number | null
  procedure_id: string
  from_state: string
  to_state: string
  act: string
  at: string
  account_id: string
  role: string
  reason: string | null
  detail: OptionalJson
}

export interface ClaimNotice {
  district: number
  id: string
  community: number
  step: string
  posted_at: string
  posted_by: string
  closes_on: string
  taken_down_at: string | null
  taken_down_by: string | null
  take_down_reason: string | null
  concluded_at: string | null
  version: Optional<number>
}

export interface ClaimNoticeLine {
  district: number
  notice_id: string
  line: number
  claim_id: string
  community: number
  masked_name: string
  policy_id: string
}

export interface ClaimNoticeToken {
  token_hash: Buffer
  district: number
  notice_id: string
}

export interface ClaimObjection {
  district: number
  id: string
  community: number
  family_id: string
  claim_id: string
  notice_id: string
  channel: string
  received_on: string
  received_at: string
  recorded_by: string | null
  content_cipher: Buffer
  outcome: string | null
  handled_by: string | null
  handled_at: string | null
  finding_cipher: Buffer | null
  reviewers: Optional<string[]>
  version: Optional<number>
}

export interface ClaimPath {
  procedure_id: string
  from_state: string
  to_state: string
  act: string
}

export interface ClaimProcedure {
  id: string
  division: number
  policy_id: string | null
  theme: string | null
  name_zh: string
  name_en: string
  valid_from: string
  valid_to: string | null
  confidence: string
  source: string
  shipped: Optional<boolean>
  state: string
  created_by: string | null
  created_at: string
  decided_by: string | null
  decided_at: string | null
  reason: string | null
  withdrawn_at: string | null
}

export interface ClaimProof {
  district: number
  id: string
  community: number
  family_id: string
  claim_id: string
  kind: string
  content_type: string
  size_bytes: number
  sha256: Buffer
  content_cipher: Buffer
  added_by: string
  added_at: string
  removed_by: string | null
  removed_at: string | null
}

export interface ClaimStep {
  procedure_id: string
  position: number
  kind: string
  role: string
  deadline_days: number | null
  deadline_on: string | null
  notice_days: number | null
  confidence: string
}

export interface ClaimTransfer {
  district: number
  id: string
  claim_id: string
  to_division: number
  id_hmac: Buffer
  masked_name: string
  policy_id: string
  branch: string
  moved_on: string
  sent_by: string
  sent_at: string
  received_claim_id: string | null
  received_by: string | null
  received_at: string | null
}

export interface Claimed {
  district: number
  claim_id: string
  community: number
  family_id: string
  person_id: string
  policy_id: string
  valid_from: string
  valid_to: string | null
  end_reason: string | null
}

export interface ContactPreference {
  district: number
  id: string
  community: number
  family_id: string
  no_home_visit: Optional<boolean>
  no_contact: Optional<boolean>
  channels: Optional<string[]>
  hours: string | null
  quiet_days: Optional<string[]>
  wish: string | null
  valid_from: string
  valid_to: string | null
  version: Optional<number>
}

export interface ContactRule {
  id: string
  division: number
  mode: string
  times: number
  per: string
  valid_from: string
  valid_to: string | null
  document_number: string | null
  source: string
  confidence: string
}

export interface Credential {
  district: number
  account_id: string
  password_hash: string
  totp_cipher: Buffer | null
  totp_step: Optional<number>
  recovery_hashes: Optional<string[]>
  password_set_at: string
  former_hashes: Optional<string[]>
  version: Optional<number>
}

export interface DecisionContact {
  district: number
  id: string
  community: number
  family_id: string
  name: string
  relation: string
  roles: string[]
  phone_cipher: Buffer | null
  document_title: string | null
  document_on: string | null
  rank: Optional<number>
  valid_from: string
  valid_to: string | null
  version: Optional<number>
}

export interface Division {
  code: number
  tier: string
  level: number
  base_level: number
  parent: number | null
  parent_level: number | null
  name: string
  short_name: string
  path_name: string
  pinyin: string
  initials: string
  valid_from: string | null
  valid_to: string | null
  version: string
}

export interface DivisionAlias {
  district: number
  alias: string
  community: number
  created_at: string
  ended_at: string | null
  version: Optional<number>
}

export interface DivisionChange {
  old_code: number
  new_code: number
  effective_on: string
  kind: string
  old_name: string
  new_name: string
  document: string
}

export interface DivisionVersion {
  version: string
  table_date: string
  source: string
  places: number
}

export interface EligibilityRun {
  district: number
  id: string
  division: number
  as_of: string
  counts: Json
  fingerprint: Buffer
  started_by: string
  applied_at: string
}

export interface Entitlement {
  district: number
  id: string
  community: number
  family_id: string
  person_id: string | null
  beneficiary_id: string
  policy_id: string
  policy_version: number
  period: string
  amount_fen: Optional<number>
  quantity: Optional<number>
  unit: string
  due_from: string
  due_by: string | null
  found_again_on: string | null
  state: Optional<string>
  reached_on: string | null
  record_id: string | null
  held_reason: string | null
  review_on: string | null
  void_reason: string | null
  void_by: string | null
  run_id: string
  created_at: string
  paying_round_id: string | null
  version: Optional<number>
}

export interface EntitlementChange {
  district: number
  run_id: string
  entitlement_id: string
  community: number
  change: string
  reason: string | null
  amount_before: number
  amount_after: number
}

export interface ExclusionGroup {
  id: string
  division: number
  name_zh: string
  name_en: string
  valid_from: string
  valid_to: string | null
  planned_to: string | null
  document_number: string | null
  document_title: string
  source: string
  draft_id: string
  written_by: string
  approved_by: string
  approved_at: string
  closed_by: string | null
}

export interface ExclusionMember {
  group_id: string
  policy_id: string
}

export interface FactChange {
  district: number
  person_id: string
  family_id: string
  community: number
  changed_at: string
  fields: string[]
}

export interface Family {
  district: number
  id: string
  community: number
  file_number: number
  branch: string
  children_born: number | null
  children_surviving: number | null
  only_child_certificate: boolean | null
  living_arrangement: Optional<string>
  hardship: boolean | null
  address_cipher: Buffer | null
  heads: Optional<string[]>
  registered_on: string
  state: Optional<string>
  closed_on: string | null
  closed_reason: string | null
  legal_basis: Optional<string>
  created_at: string
  version: Optional<number>
}

export interface FamilyContact {
  district: number
  id: string
  community: number
  family_id: string
  post: string
  account_id: string
  valid_from: string
  valid_to: string | null
  version: Optional<number>
}

export interface FamilyFileCounter {
  district: number
  last_number: number
}

export interface FamilyTag {
  district: number
  id: string
  community: number
  family_id: string
  tag: string
  valid_from: string
  valid_to: string | null
}

export interface FundAccount {
  district: number
  id: string
  year: number
  kind: string
  source_id: string
  appropriation_id: string | null
  balance_fen: Optional<number>
  version: Optional<number>
  closed: Optional<boolean>
}

export interface FundClosing {
  district: number
  year: number
  state: string
}

export interface FundEntry {
  district: number
  account_id: string
  account_version: number
  account_kind: string
  direction: string
  transfer_id: string | null
  amount_fen: number
  balance_before: number
  balance_after: number
  previous_version: number | null
  final: boolean
  previous_final: boolean | null
}

export interface FundPeriod {
  district: number
  year: number
  state: string
  closing_by: string | null
  closed_by: string | null
  closed_at: string | null
  version: Optional<number>
}

export interface FundPurpose {
  code: string
  name_zh: string
  name_en: string
  position: number
}

export interface FundReservation {
  district: number
  ref_kind: string
  ref_id: string
  appropriation_id: string
  reserved_fen: Optional<number>
  spent_fen: Optional<number>
  version: Optional<number>
}

export interface FundSource {
  district: number
  id: string
  division: number
  kind: string
  name: string
  created_by: string
  created_at: string
}

export interface FundTransfer {
  district: number
  id: string
  year: number
  kind: string
  from_account: string
  to_account: string
  amount_fen: number
  appropriation_id: string
  ref_kind: string
  ref_id: string
  operation: string
  happened_on: string
  memo: string | null
  reverses_id: string | null
  posted_by: string
  posted_at: string
  out_side: ColumnType<string, never, never>
  in_side: ColumnType<string, never, never>
}

export interface Idempotency {
  district: number
  actor_id: string
  key: string
  request_hash: Buffer
  command: string
  response: OptionalJson
  created_at: string
}

export interface IdentityClaim {
  id_hmac: Buffer
  district: number
  person_id: string
  claimed_at: string
}

export interface ImportBatch {
  district: number
  id: string
  lo: number
  hi: number
  kind: string
  sha256: Buffer
  file_name: string
  state: string
  sheets: Json
  mapping: Json
  counts: Json
  skipped: Json
  previewed: string[]
  uploaded_by: string
  uploaded_post: string
  uploaded_at: string
  applied_by: string | null
  applied_at: string | null
  ended_at: string | null
  superseded_by: string | null
  version: Optional<number>
}

export interface ImportFault {
  district: number
  import_id: string
  sheet_no: number
  row_no: number
  lo: number
  hi: number
  faults: Json
}

export interface ImportMapping {
  district: number
  division: number
  kind: string
  signature: Buffer
  layout: string
  fields: Json
  updated_by: string
  updated_at: string
  version: Optional<number>
}

export interface ImportPart {
  district: number
  import_id: string
  sheet_no: number
  from_row: number
  row_count: number
  lo: number
  hi: number
  content: Buffer
}

export interface Indicator {
  code: string
  name_zh: string
  name_en: string
  unit: string
  source: string
  kinds: Optional<string[]>
  register_key: string | null
  section: string
  position: number
  origin: string
}

export interface Installation {
  only_row: Optional<boolean>
  state: string
  set_up_code_hash: Buffer | null
  loaded_percent: Optional<number>
  changed_at: string
}

export interface Invitation {
  district: number
  id: string
  account_id: string
  code_hash: Buffer
  invited_by: string
  created_at: string
  expires_at: string
  used_at: string | null
}

export interface KeyWitness {
  only_one: Optional<boolean>
  sealed: Buffer
  hash: Buffer
}

export interface LibraryChunk {
  sha256: Buffer
  position: number
  bytes: Buffer
}

export interface LibraryDocument {
  id: string
  division: number
  created_by: string | null
  created_at: string
}

export interface LibraryEdition {
  document_id: string
  edition: number
  kind: string
  number: string | null
  title: string
  issuer: string
  issued_on: string | null
  content: string
  file_sha256: Buffer | null
  file_name: string | null
  note: string
  search_text: string
  grams: string[]
  filed_by: string | null
  filed_at: string
}

export interface LibraryFile {
  sha256: Buffer
  size: number
  content_type: string
  uploaded_by: string
  uploaded_at: string
}

export interface Migration {
  name: string
  hash: string
  taken_at: Optional<string>
}

export interface Outbox {
  district: number
  id: string
  topic: string
  dedupe_key: string
  payload: Json
  created_at: string
  delivered_at: string | null
}

export interface Payment {
  district: number
  id: string
  community: number
  round_id: string
  line_no: number
  family_id: string
  person_id: string
  policy_id: string
  policy_version: number
  period: string
  kind: string
  adjustment: number
  attempt: number
  after_id: string | null
  amount_fen: number
  parts: Json
  entitlement_id: string
  asked_on: string
  branch: string
  facts: Json
  account_version_id: string
  frozen_hash: Buffer
  state: Optional<string>
  seq: Optional<number>
  failed_reason: string | null
  bank_ref: string | null
  paid_on: string | null
  record_id: string | null
  version: Optional<number>
  root_id: string
}

export interface PaymentClaim {
  holder: Buffer
  own: Optional<boolean>
  root_id: string
  group_key: string | null
  held_under: ColumnType<string, never, never>
  period: string
  district: number
  person_id: string
  payment_id: string | null
  entitlement_id: string | null
  paid: Optional<boolean>
}

export interface PaymentEvent {
  district: number
  payment_id: string
  seq: number
  prev_seq: number | null
  from_state: string
  to_state: string
  account_id: string
  at: string
}

export interface PaymentLaw {
  district: number
  round_id: string
  policy_id: string
  policy_version: number
  asked_on: string
  law: Json
}

export interface PaymentLeftOut {
  district: number
  round_id: string
  entitlement_id: string
  community: number
  reason: string
  arrears_fen: number | null
}

export interface PaymentRecovery {
  district: number
  id: string
  community: number
  family_id: string
  payment_id: string
  amount_fen: number
  cause: string
  nth: number
  explanation: Json
  state: Optional<string>
  found_by: string
  found_at: string
  settled_on: string | null
  settled_at: string | null
  asked_by: string | null
  settled_by: string | null
  reason: string | null
  refused_by: string | null
  refused_at: string | null
  refused_reason: string | null
  counter_id: string | null
  record_id: string | null
  into_id: string | null
  version: Optional<number>
}

export interface PaymentRound {
  district: number
  id: string
  division: number
  title: string
  policy_ids: string[]
  as_of: string
  state: Optional<string>
  seq: Optional<number>
  previous_id: string | null
  item_count: Optional<number>
  total_fen: Optional<number>
  content_hash: Buffer | null
  content_mac: Buffer | null
  composed_by: string
  composed_at: string
  submitted_by: string | null
  approved_by: string | null
  funded_by: string | null
  appropriation_id: string | null
  exported_by: string | null
  closed_by: string | null
  version: Optional<number>
}

export interface PaymentRoundEvent {
  district: number
  round_id: string
  seq: number
  prev_seq: number | null
  from_state: string
  to_state: string
  account_id: string
  at: string
  content_hash: Buffer | null
  item_count: number | null
  total_fen: number | null
  carried_seq: ColumnType<number | null, never, never>
  power: ColumnType<string | null, never, never>
  reason: string | null
}

export interface PaymentRoundHand {
  district: number
  round_id: string
  account_id: string
  act: string
  power: ColumnType<string, never, never>
  at: string
}

export interface PaymentSlot {
  district: number
  person_id: string
  root_id: string
  period: string
  policy_id: string
  taken_at: string
}

export interface Person {
  district: number
  id: string
  community: number
  family_id: string
  name: string
  pinyin: string
  initials: string
  sex: string
  birth_date: string | null
  died_on: string | null
  relation: string
  member_from: string
  member_to: string | null
  id_kind: string
  id_cipher: Buffer | null
  id_hmac: Buffer | null
  id_last4_hash: Buffer | null
  phone_cipher: Buffer | null
  phone_last4_hash: Buffer | null
  former_phone_cipher: Buffer | null
  phone_changed_at: string | null
  hukou_division: number | null
  hukou_kind: string | null
  marital: string | null
  marital_since: string | null
  ethnicity: string | null
  education: string | null
  created_at: string
  version: Optional<number>
}

export interface PersonFact {
  district: number
  person_id: string
  family_id: string
  community: number
  birth_date: string | null
  sex: string
  died_on: string | null
  relation: string
  hukou_division: number | null
  hukou_kind: string | null
  marital: string | null
  marital_since: string | null
  has_only_child_certificate: boolean | null
  children_born: number | null
  children_surviving: number | null
  branch: string
  child_died_on: string | null
  child_birth_date: string | null
  child_disabled_from: string | null
  child_disabled_to: string | null
  child_disability_grade: number | null
  spouse_birth_date: string | null
  spouse_sex: string | null
  spouse_died_on: string | null
  living_alone: boolean | null
  living_arrangement: string | null
  hardship: boolean | null
  member_from: string
  member_to: string | null
}

export interface PersonNameGram {
  district: number
  community: number
  gram: string
  starts_at: number
  name_length: number
  person_id: string
  family_id: string
}

export interface PersonRelation {
  district: number
  id: string
  community: number
  family_id: string
  person_id: string
  other_id: string
  kind: string
  valid_from: string | null
  valid_to: string | null
}

export interface Policy {
  id: string
  code: string
  division: number
  level: string
  theme: string
  name_zh: string
  name_en: string
  beneficiary: string
  asked: string
  place_asked: string
  care_kind: string
  replaces_id: string | null
  root_id: string
  state: string
  position: number
  draft_id: string | null
}

export interface PolicyDraft {
  id: string
  kind: string
  division: number
  policy_id: string | null
  base_version: number | null
  content: Json
  state: Optional<string>
  written_by: string
  written_post: string
  created_at: string
  updated_at: string
  submitted_at: string | null
  decided_by: string | null
  decided_at: string | null
  decision_reason: string | null
  version: Optional<number>
}

export interface PolicyDraftStep {
  draft_id: string
  position: number
  act: string
  reason: string | null
  content: Json
  by_account: string
  at: string
}

export interface PolicyRate {
  id: string
  policy_id: string
  division: number
  branch: string | null
  hukou_kind: string | null
  valid_from: string
  valid_to: string | null
  amount_fen: number
  per: string
  document_number: string | null
  confidence: string
  source: string
  draft_id: string | null
  planned_to: string | null
  closed_by: string | null
}

export interface PolicyVersion {
  policy_id: string
  version: number
  valid_from: string
  valid_to: string | null
  rule: Json
  grant_kind: string
  grant_quantity: number | null
  grant_unit: string
  cadence: string
  document_number: string | null
  document_title: string
  confidence: string
  source: string
  origin: Optional<string>
  draft_id: string | null
  written_by: string | null
  approved_by: string | null
  approved_at: string | null
  document_id: string | null
  document_edition: number | null
  claim_required: Optional<boolean>
  planned_to: string | null
  closed_by: string | null
}

export interface Post {
  id: string
  account_id: string
  role: string
  division: number
  lo: number
  hi: number
  title: string
  valid_from: string
  valid_to: string | null
  granted_by: string
  created_at: string
  version: Optional<number>
  duty: ColumnType<string, never, never>
}

export interface PublicThrottle {
  district: number
  subject_hash: Buffer
  since: string
  asked: number
}

export interface RollChange {
  district: number
  id: string
  group_id: string
  community: number
  family_id: string
  claim_id: string
  kind: string
  cause: string
  happens_on: string
  to_policy_id: string | null
  to_division: number | null
  note: string | null
  state: string
  proposed_by: string
  proposed_at: string
  decided_by: string | null
  decided_at: string | null
  decision_note: string | null
  next_claim_id: string | null
  version: Optional<number>
}

export interface Session {
  district: number
  token_hash: Buffer
  id: string
  account_id: string
  post_id: string
  created_at: string
  last_seen_at: string
  expires_at: string
  confirmed_at: string | null
  ended_at: string | null
  address_hash: Buffer
}

export interface SignInThrottle {
  district: number
  subject_hash: Buffer
  failures: number
  last_at: string
  blocked_until: string | null
}

export interface Simulation {
  id: string
  division: number
  draft_id: string
  draft_version: number
  draft_hash: Buffer
  law_hash: Buffer
  register_hash: Buffer
  name: string
  first_month: string
  months: number
  as_of: string
  beneficiary: string
  purpose: string
  policies: Json
  gained: number
  lost: number
  more: number
  less: number
  unknown: number
  today_fen: number
  draft_fen: number
  arrears_fen: number
  money: Json
  made_by: string
  made_at: string
}

export interface SimulationMonth {
  simulation_id: string
  division: number
  month: string
  today_fen: number
  draft_fen: number
  today_count: number
  draft_count: number
}

export interface SimulationStreet {
  simulation_id: string
  division: number
  place: number
  gained: number
  lost: number
  more: number
  less: number
  today_fen: number
  draft_fen: number
}

export interface Standing {
  district: number
  family_id: string
  beneficiary_id: string
  policy_id: string
  person_id: string | null
  answer: string
  since: string
  refresh_id: string
}

export interface StandingChange {
  district: number
  refresh_id: string
  policy_id: string
  beneficiary_id: string
  family_id: string
  person_id: string | null
  answer_before: string
  answer_after: string
  changed_on: string
  cause: string
  fields: string[]
}

export interface StandingRefresh {
  district: number
  id: string
  as_of: string
  baseline: boolean
  cause: string
  gained: number
  lost: number
  became_unknown: number
  yes: number
  unknown: number
  refreshed_at: string
  refreshed_by: string | null
}

export interface StandingSoon {
  district: number
  family_id: string
  beneficiary_id: string
  policy_id: string
  person_id: string | null
  qualifies_on: string
  cause: string
}

export interface VisitLine {
  district: number
  id: string
  community: number
  round_id: string
  family_id: string
  policy_id: string | null
  period: string | null
  worker_id: string | null
  state: Optional<string>
  channel: string | null
  done_on: string | null
  record_id: string | null
  done_by: string | null
  done_at: string | null
  version: Optional<number>
}

export interface VisitRound {
  district: number
  id: string
  division: number
  title: string
  festival: string | null
  policy_id: string | null
  period: string | null
  care_kind: string
  opens_on: string
  closes_on: string
  gift: string | null
  cash_fen: Optional<number>
  state: Optional<string>
  created_by: string
  created_at: string
  closed_at: string | null
  closed_by: string | null
  version: Optional<number>
}

export interface Tables {
  account: Account
  annual_review: AnnualReview
  annual_review_line: AnnualReviewLine
  appropriation: Appropriation
  association: Association
  audit_entry: AuditEntry
  audit_head: AuditHead
  bank: Bank
  bank_account: BankAccount
  bank_account_notice: BankAccountNotice
  bank_account_setting: BankAccountSetting
  bank_account_version: BankAccountVersion
  bank_file: BankFile
  bank_file_line: BankFileLine
  bank_return: BankReturn
  bank_return_line: BankReturnLine
  bank_template: BankTemplate
  care_frame: CareFrame
  care_kind: CareKind
  care_record: CareRecord
  care_record_person: CareRecordPerson
  care_rollup: CareRollup
  certificate: Certificate
  claim: Claim
  claim_declaration: ClaimDeclaration
  claim_event: ClaimEvent
  claim_notice: ClaimNotice
  claim_notice_line: ClaimNoticeLine
  claim_notice_token: ClaimNoticeToken
  claim_objection: ClaimObjection
  claim_path: ClaimPath
  claim_procedure: ClaimProcedure
  claim_proof: ClaimProof
  claim_step: ClaimStep
  claim_transfer: ClaimTransfer
  claimed: Claimed
  contact_preference: ContactPreference
  contact_rule: ContactRule
  credential: Credential
  decision_contact: DecisionContact
  division: Division
  division_alias: DivisionAlias
  division_change: DivisionChange
  division_version: DivisionVersion
  eligibility_run: EligibilityRun
  entitlement: Entitlement
  entitlement_change: EntitlementChange
  exclusion_group: ExclusionGroup
  exclusion_member: ExclusionMember
  fact_change: FactChange
  family: Family
  family_contact: FamilyContact
  family_file_counter: FamilyFileCounter
  family_tag: FamilyTag
  fund_account: FundAccount
  fund_closing: FundClosing
  fund_entry: FundEntry
  fund_period: FundPeriod
  fund_purpose: FundPurpose
  fund_reservation: FundReservation
  fund_source: FundSource
  fund_transfer: FundTransfer
  idempotency: Idempotency
  identity_claim: IdentityClaim
  import_batch: ImportBatch
  import_fault: ImportFault
  import_mapping: ImportMapping
  import_part: ImportPart
  indicator: Indicator
  installation: Installation
  invitation: Invitation
  key_witness: KeyWitness
  library_chunk: LibraryChunk
  library_document: LibraryDocument
  library_edition: LibraryEdition
  library_file: LibraryFile
  migration: Migration
  outbox: Outbox
  payment: Payment
  payment_claim: PaymentClaim
  payment_event: PaymentEvent
  payment_law: PaymentLaw
  payment_left_out: PaymentLeftOut
  payment_recovery: PaymentRecovery
  payment_round: PaymentRound
  payment_round_event: PaymentRoundEvent
  payment_round_hand: PaymentRoundHand
  payment_slot: PaymentSlot
  person: Person
  person_fact: PersonFact
  person_name_gram: PersonNameGram
  person_relation: PersonRelation
  policy: Policy
  policy_draft: PolicyDraft
  policy_draft_step: PolicyDraftStep
  policy_rate: PolicyRate
  policy_version: PolicyVersion
  post: Post
  public_throttle: PublicThrottle
  roll_change: RollChange
  session: Session
  sign_in_throttle: SignInThrottle
  simulation: Simulation
  simulation_month: SimulationMonth
  simulation_street: SimulationStreet
  standing: Standing
  standing_change: StandingChange
  standing_refresh: StandingRefresh
  standing_soon: StandingSoon
  visit_line: VisitLine
  visit_round: VisitRound
}
