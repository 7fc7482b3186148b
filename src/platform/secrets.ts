import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse } from '../kernel/refusal.ts'

/** What must stay secret on this machine: database passwords and field keys. Kept apart from the database, mode 0600. */
export interface Secrets {
  database_passwords: Record<'superuser' | 'migrator' | 'app' | 'reader' | 'backup', string>
  /** Newest last; the last one encrypts, all of them decrypt. Base64 of 32 bytes. */
  field_keys: { id: number; key: string }[]
  /** For keyed hashes (finding an encrypted field). Never rotated without re-hashing. */
  hash_key: string
}

const token = (bytes: number) => randomBytes(bytes).toString('base64url')

export function newSecrets(): Secrets {
  return {
    database_passwords: {
      superuser: token(24),
      migrator: token(24),
      app: token(24),
      reader: token(24),
      backup: token(24),
    },
    field_keys: [{ id: 1, key: randomBytes(32).toString('base64') }],
    hash_key: randomBytes(32).toString('base64'),
  }
}

export const secretsFile = (dataFolder: string): string => join(dataFolder, 'secrets.json')

function parse(file: string): Secrets {
  const text = readFileSync(file, 'utf8')
  try {
    return JSON.parse(text) as Secrets
  } catch (error) {
    return refuse('unprocessable', 'start.secrets_unreadable', { params: { file }, cause: error })
  }
}

/** Reads the secrets of a data folder, making them the first time. The file appears whole or not at all. */
export function openSecrets(dataFolder: string): Secrets {
  mkdirSync(dataFolder, { recursive: true, mode: 0o755 })
  const file = secretsFile(dataFolder)
  if (existsSync(file)) return parse(file)
  const secrets = newSecrets()
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  renameSync(draft, file)
  chmodSync(file, 0o600)
  return secrets
}
