import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../src/platform/database/embedded.ts'
import { generateTables } from '../src/platform/database/generate.ts'
import { installInto } from '../src/platform/database/install.ts'
import { newSecrets } from '../src/platform/secrets.ts'

// Migrates a scratch database and writes the types of its tables to src/platform/database/tables.ts.
const folder = mkdtempSync(join(tmpdir(), 'nuanxin-tables-'))
// A private folder cannot be walked through by the unprivileged user the server runs as.
if (process.getuid?.() === 0) chmodSync(folder, 0o711)
const secrets = newSecrets()
const server = await startEmbedded({
  folder: join(folder, 'pg'),
  superuser_password: secrets.database_passwords.superuser,
  durable: false,
})
try {
  await installInto({ adminUrl: server.superuser_url, database: 'nuanxin', secrets, migrations: 'migrations' })
  const client = new pg.Client({ connectionString: server.superuser_url.replace(/\/postgres$/, '/nuanxin') })
  await client.connect()
  writeFileSync('src/platform/database/tables.ts', await generateTables(client))
  await client.end()
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
