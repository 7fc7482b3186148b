import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { inject } from 'vitest'
import { findChecks, runChecks } from '../../src/platform/database/checks.ts'
import { connect, type Database } from '../../src/platform/database/connect.ts'
import { urlFor } from '../../src/platform/database/install.ts'
import { runSealedCheck } from '../../src/platform/database/sealed.ts'
import { verifyChains } from '../../src/platform/database/verify.ts'
import { createFieldCrypto, type FieldCrypto } from '../../src/platform/crypto.ts'
import type { Secrets } from '../../src/platform/secrets.ts'

const CHECKS = findChecks('src')
const CHAIN = 'audit chain'
const NAMES = new Set([CHAIN, 'platform/sealed', ...CHECKS.map((check) => check.name)])

interface Cluster {
  port: number
  secrets: Secrets
}

export interface TestDatabase {
  name: string
  /** As the application: row security applies. */
  db: Database
  /** As the superuser, past row security: for looking at what is really there and for attacking it. */
  admin: pg.Client
  crypto: FieldCrypto
  secrets: Secrets
  url(role: 'app' | 'reader' | 'migrator' | 'backup'): string
  /**
   * Proves that every invariant still holds, then removes the database. `broken` names the checks (`room/check`, or `audit chain`) that
   * the tests of the file break on purpose; every other one is still asked.
   */
  drop(options?: { broken?: readonly string[] }): Promise<void>
}

export function cluster(): Cluster {
  return JSON.parse(readFileSync(inject('cluster_file'), 'utf8')) as Cluster
}

/** A database of its own for one test file: a clone of the migrated template, gone afterwards. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { port, secrets } = cluster()
  const name = `t_${randomBytes(6).toString('hex')}`
  const adminUrl = `postgresql://postgres:${secrets.database_passwords.superuser}@127.0.0.1:${port}/postgres`
  const maker = new pg.Client({ connectionString: adminUrl })
  await maker.connect()
  await maker.query(`create database ${name} template nuanxin_template strategy file_copy`)
  const admin = new pg.Client({ connectionString: adminUrl.replace(/\/postgres$/, `/${name}`) })
  await admin.connect()
  const db = connect({ connectionString: urlFor(adminUrl, name, 'app', secrets), max: 8 })
  return {
    name,
    db,
    admin,
    crypto: createFieldCrypto(secrets),
    secrets,
    url: (role) => urlFor(adminUrl, name, role, secrets),
    async drop({ broken = [] } = {}) {
      const unknown = broken.filter((name) => !NAMES.has(name))
      if (unknown.length > 0) throw new Error(`There is no check ${unknown.join(', ')}.`)
      await db.pool.end()
      await admin.query('analyze')
      const chains = (await verifyChains(admin)).map((fault) => ({ check: CHAIN, ...fault }))
      const checks = [...(await runChecks(admin, CHECKS)), ...(await runSealedCheck(admin, secrets))]
      const faults = [...checks, ...chains].filter(({ check }) => !broken.includes(check))
      await admin.end()
      await maker.query(`drop database ${name} with (force)`)
      await maker.end()
      if (faults.length > 0)
        throw new Error(`Invariants broken after the tests of this file: ${JSON.stringify(faults)}`)
    },
  }
}
