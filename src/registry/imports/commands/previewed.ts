import type { Uuid } from '../../../kernel/ids.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { readPreviewed } from '../queries/index.ts'
import { type CellAt, intendedBy, type Plan } from '../rules/index.ts'

/** 96 bits: two different changes of one roster are not taken for one. */
const HASH_CHARACTERS = 16

/** What a judgement would change, to be kept with its batch; keyed, because phones and numbers are easily guessed. */
export function previewedBy(call: Call, plan: Plan): string[] {
  return intendedBy(plan).map(({ said }) => hashOf(call, said))
}

function hashOf(call: Call, said: string): string {
  return call.crypto.keyedHash(said, 'import.previewed').toString('base64').slice(0, HASH_CHARACTERS)
}

/** The cells of what would be written now and the preview did not show, because somebody has written since. */
export async function notPreviewed(tx: Tx, call: Call, id: Uuid, plan: Plan): Promise<CellAt[]> {
  const seen = await readPreviewed(tx, call, id)
  return intendedBy(plan).flatMap(({ at, said }) => (seen.has(hashOf(call, said)) ? [] : [at]))
}
