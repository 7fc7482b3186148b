import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { installInto } from '../../src/platform/database/install.ts'
import { startEmbedded } from '../../src/platform/database/embedded.ts'
import { newSecrets } from '../../src/platform/secrets.ts'
import { loadForTests } from './template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A file that says where the cluster is; every test file clones its database from the template there. */
    cluster_file: string
  }
}

/** One real PostgreSQL for the whole run: roles, migrated template, a slice of the divisions. Each test file gets a clone. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'nuanxin-test-'))
  // A private folder cannot be walked through by the unprivileged user the server runs as.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711)
  const secrets = newSecrets()
  const server = await startEmbedded({
    folder: join(folder, 'pg'),
    superuser_password: secrets.database_passwords.superuser,
    durable: false,
  })
  await installInto({ adminUrl: server.superuser_url, database: 'nuanxin_template', secrets, migrations: 'migrations' })
  await loadForTests(server.port, secrets)
  const file = join(folder, 'cluster.json')
  writeFileSync(file, JSON.stringify({ port: server.port, secrets }), { mode: 0o600 })
  project.provide('cluster_file', file)
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
