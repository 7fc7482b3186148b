import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cluster, type TestDatabase } from './database.ts'

const run = promisify(execFile)

export interface Said {
  status: number
  stdout: string
  stderr: string
}

/** A terminal beside a test database, with a folder of its own for files. */
export interface Terminal {
  folder: string
  /** The command line as a person starts it: a process of its own. */
  nuanxin(...args: string[]): Promise<Said>
  close(): void
}

export function openTerminal(db: TestDatabase): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'nuanxin-cli-'))
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify(db.secrets), { mode: 0o600 })
  const { port, secrets } = cluster()
  const admin = `postgresql://postgres:${secrets.database_passwords.superuser}@127.0.0.1:${port}/${db.name}`
  const env = { ...process.env, DATABASE_URL: admin, NUANXIN_DATA: folder, NUANXIN_PROFILE: 'evaluation' }
  return {
    folder,
    nuanxin: (...args) => saying(run(process.execPath, ['src/cli.ts', ...args], { env, maxBuffer: 64_000_000 })),
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What a process said, and how it ended. */
export async function saying(running: Promise<{ stdout: string; stderr: string }>): Promise<Said> {
  try {
    const { stdout, stderr } = await running
    return { status: 0, stdout, stderr }
  } catch (error) {
    const failed = error as { code: number; stdout: string; stderr: string }
    return { status: failed.code, stdout: failed.stdout, stderr: failed.stderr }
  }
}
