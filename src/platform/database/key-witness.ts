import type pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import { createFieldCrypto } from '../crypto.ts'
import type { Secrets } from '../secrets.ts'

const TEXT = 'nuanxin 暖心'
const PLACE = 'key_witness.sealed:1'
const PURPOSE = 'key_witness.hash'

export type FieldKeys = Pick<Secrets, 'field_keys' | 'hash_key'>

interface Witness {
  sealed: Buffer
  hash: Buffer
}

/** What was sealed and hashed when this database was made; undefined before that. */
async function read(client: pg.ClientBase): Promise<Witness | undefined> {
  const { rows: tables } = await client.query<{ readable: boolean }>(
    `select has_table_privilege(oid, 'select') as readable from pg_class where oid = to_regclass('public.key_witness')`,
  )
  if (!tables[0]) return undefined
  if (!tables[0].readable) await client.query('set role nuanxin_owner')
  const { rows } = await client.query<Witness>('select sealed, hash from public.key_witness')
  return rows[0]
}

function fits(witness: Witness, keys: FieldKeys): boolean {
  const crypto = createFieldCrypto(keys)
  try {
    return crypto.open(witness.sealed, PLACE) === TEXT && crypto.keyedHash(TEXT, PURPOSE).equals(witness.hash)
  } catch {
    return false
  }
}

/** Whether these keys are those the database was made with; undefined where it does not say. */
export async function keysFit(client: pg.ClientBase, keys: FieldKeys): Promise<boolean | undefined> {
  const witness = await read(client)
  return witness && fits(witness, keys)
}

/**
 * With other keys the database would seem to work: nobody could sign in, and the same ID number would be registered a second time.
 * @throws Refusal when the database was made with other keys
 */
export function refuseOtherKeys(fit: boolean | undefined, where: { database: string; file: string }): void {
  if (fit === false) refuse('unprocessable', 'start.keys_differ', { params: where })
}

/** Keeps what shows later whose keys these are; once, as the owner. */
export async function keepWitness(owner: pg.ClientBase, keys: FieldKeys): Promise<void> {
  const crypto = createFieldCrypto(keys)
  await owner.query('insert into key_witness (sealed, hash) values ($1, $2) on conflict do nothing', [
    crypto.seal(TEXT, PLACE),
    crypto.keyedHash(TEXT, PURPOSE),
  ])
}
