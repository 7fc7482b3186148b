import { type CivilDate } from '../../../kernel/calendar.ts'
import { nameUuid, type Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { sha256 } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { mayCorrect } from '../access.ts'
import { getRecord, membersOn } from '../queries/index.ts'
import { type ActOutcome, type CareAct, type Channel, takenBackIn } from '../rules/index.ts'
import { counterRecord } from './counter-record.ts'
import { aheadOf, recordCare, type Recorded, recordNew } from './record-care.ts'
import { isRecordTaken } from './write.ts'

/** One act as a person sends it: its id is hers, its day today unless said. */
export type StatedAct = Omit<CareAct, 'happened_on' | 'source' | 'worker_id'> & { id: Uuid; happened_on?: CivilDate }

/**
 * Records one act. Its id is nearly always new, so it is written as such in two round trips; where it is not, nothing has happened and
 * the careful way says whether it is the same act. @throws what `recordCare` throws, with the fields named as in the form.
 */
export async function logAct(db: Database, call: Call, input: StatedAct): Promise<Recorded> {
  const act = { happened_on: call.today, ...input }
  const subject = { kind: 'care_record', id: input.id }
  const district = input.place === undefined ? input.district : Math.floor(input.place / 1_000_000)
  // One act goes by keys all the way: its statements, and those that check its foreign keys, are planned once a connection.
  const manner = { plans: 'kept' as const, ...(district === undefined ? {} : { district }) }
  const spec = { name: 'care_records.log', input, subject, ...manner }
  const careful = async (tx: Tx) => {
    const [recorded] = await recordCare(tx, call, [act], (_, field) => field)
    if (!recorded) throw new Error('One act is recorded by one record.')
    return recorded
  }
  const outcome = (recorded: Recorded) => ({
    result: recorded,
    detail: { kind: input.kind, already: recorded.already },
  })
  const ahead = (tx: Tx) => aheadOf(tx, call, act)
  try {
    return await command(db, call, { ...spec, ahead }, async (tx, known) =>
      outcome(recordNew(tx, call, act, known) ?? (await careful(tx))),
    )
  } catch (error) {
    if (!isRecordTaken(error)) throw error
    return command(db, call, spec, async (tx) => outcome(await careful(tx)))
  }
}

export interface BulkAct {
  batch_id: Uuid
  district?: number | undefined
  kind: string
  happened_on: CivilDate
  families: readonly { family_id: Uuid; person_ids?: readonly Uuid[] | undefined }[]
  reached: 'listed' | 'parents' | 'members'
  per: 'family' | 'person'
  outcome?: ActOutcome | undefined
  channel?: Channel | undefined
  title?: string | undefined
  minutes?: number | undefined
  amount_fen?: number | undefined
  quantity?: number | undefined
  copies?: number | undefined
}

export interface BulkRecorded {
  records: number
  already: number
  persons: number
  minutes: number
  amount_fen: number
  quantity: number
}

/**
 * One act of one kind for each of many families, all or none. The ids follow from the batch's id, so that the same batch sent
 * again, even under another key, records nothing twice. Figures are for each family or for each person (`per`).
 */
export function bulkAct(db: Database, call: Call, input: BulkAct): Promise<BulkRecorded> {
  const district = input.district ?? call.actor.district
  const spec = { name: 'care_records.bulk', input, district, subject: { kind: 'care_batch', id: input.batch_id } }
  return command(db, call, spec, async (tx) => {
    const members = await membersOf(input, () =>
      membersOn(tx, call.actor.scope, {
        district,
        ids: input.families.map((family) => family.family_id),
        on: input.happened_on,
        who: input.reached === 'parents' ? 'parents' : 'members',
      }),
    )
    const acts = input.families.map((family): CareAct & { person_ids: readonly Uuid[] } =>
      actOf(input, district, family.family_id, members.get(family.family_id) ?? []),
    )
    const recorded = await recordCare(tx, call, acts, (index, field) => `families.${index}.${field}`)
    const total = (of: (act: CareAct) => number) => acts.reduce((sum, act) => sum + of(act), 0)
    const result = {
      records: recorded.length,
      already: recorded.filter((record) => record.already).length,
      persons: total((act) => act.person_ids?.length ?? 0),
      minutes: total((act) => act.minutes ?? 0),
      amount_fen: total((act) => act.amount_fen ?? 0),
      quantity: total((act) => act.quantity ?? 0),
    }
    return { result, detail: { kind: input.kind, records: result.records, already: result.already } }
  })
}

async function membersOf(
  input: BulkAct,
  lookUp: () => Promise<Map<Uuid, Uuid[]>>,
): Promise<ReadonlyMap<Uuid, readonly Uuid[]>> {
  if (input.reached !== 'listed') return lookUp()
  return new Map(input.families.map((family) => [family.family_id, family.person_ids ?? []]))
}

function actOf(input: BulkAct, district: number, family_id: Uuid, person_ids: readonly Uuid[]) {
  const times = input.per === 'person' ? person_ids.length : 1
  return {
    id: nameUuid('care_record', `${input.batch_id}:${family_id}`, sha256),
    district,
    family_id,
    person_ids,
    kind: input.kind,
    happened_on: input.happened_on,
    outcome: input.outcome ?? ('done' as const),
    minutes: (input.minutes ?? 0) * times,
    amount_fen: (input.amount_fen ?? 0) * times,
    quantity: (input.quantity ?? 0) * times,
    copies: (input.copies ?? 0) * times,
    ...(input.channel === undefined ? {} : { channel: input.channel }),
    ...(input.title === undefined ? {} : { title: input.title }),
  }
}

export interface Correction {
  record_id: Uuid
  district?: number | undefined
  counter_id: Uuid
  reason: string
  replacement?: StatedAct | undefined
}

/**
 * Takes an act back and, if given, records the right one, in one transaction. One's own act, or any in the area for a street or
 * district officer. An act that another room wrote is taken back there, where its list also changes.
 */
export function correctAct(
  db: Database,
  call: Call,
  input: Correction,
): Promise<{ counter_id: Uuid; replacement_id: Uuid | null }> {
  const district = input.district ?? call.actor.district
  const spec = { name: 'care_records.correct', input, district, subject: { kind: 'care_record', id: input.record_id } }
  return command(db, call, spec, async (tx) => {
    const record = await getRecord(tx, call, district, input.record_id)
    if (!mayCorrect(call.actor.role, record.recorded_by === call.actor.account_id)) {
      refuse('not_allowed', 'care_records.not_yours', { next: 'care_records.not_yours_next' })
    }
    if (record.source_room !== 'care-records') {
      refuse('unprocessable', `care_records.${takenBackIn(record.source_room)}`)
    }
    await counterRecord(tx, call, input.record_id, input.reason, { district, id: input.counter_id })
    const replacement_id = input.replacement?.id ?? null
    if (input.replacement) {
      const source = { room: 'care-records', id: input.record_id }
      const act = { happened_on: call.today, ...input.replacement, source }
      await recordCare(tx, call, [act], (_, field) => `replacement.${field}`)
    }
    return { result: { counter_id: input.counter_id, replacement_id }, detail: { replaced: replacement_id !== null } }
  })
}
