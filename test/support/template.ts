import pg from 'pg'
import { padCode } from '../../src/kernel/division-code.ts'
import { urlFor } from '../../src/platform/database/install.ts'
import { lintCatalog } from '../../src/platform/database/lint.ts'
import type { Secrets } from '../../src/platform/secrets.ts'
import { loadDivisions } from '../../src/registry/divisions/index.ts'

/** The slice of the country every test knows: 昆明 (with 盘龙 530103), 思明区 of 厦门, 北京, 东莞 (a city without districts). */
export const TEST_DIVISIONS = ['5301', '350203', '1101', '4419'].map(padCode)

/** What every test database starts with besides the schema: filled in by the rooms that own it. */
export async function loadForTests(port: number, secrets: Secrets): Promise<void> {
  const server = `postgresql://postgres@127.0.0.1:${port}/postgres`
  await loadDivisions(urlFor(server, 'nuanxin_template', 'migrator', secrets), { only: TEST_DIVISIONS })
  // Tests ask the national assistance of families in 盘龙; its own, made for the demonstration, would stand in the way.
  const superuser = server.replace('postgres@', `postgres:${secrets.database_passwords.superuser}@`)
  await retireOwnAssistance(superuser)
  await proveCatalog(superuser)
}

const inForce = (
  from: string,
  to: string,
) => `update policy_version v set valid_from = ${from}, valid_to = ${to}, planned_to = ${to}
  from policy p where p.id = v.policy_id and p.code like 'panlong_special_assistance_%'`

const TEMPLATE = 'nuanxin_template'

const inTemplate = (server: string) =>
  new pg.Client({ connectionString: server.replace(/\/postgres$/, `/${TEMPLATE}`) })

async function retireOwnAssistance(server: string): Promise<void> {
  const client = inTemplate(server)
  await client.connect()
  await client.query(inForce(`'1991-01-01'`, `'1991-01-02'`))
  await client.end()
}

/** The catalog lint hangs on the schema alone, which every test database has from here: asked once, it is asked for each. */
async function proveCatalog(server: string): Promise<void> {
  const client = inTemplate(server)
  await client.connect()
  const faults = await lintCatalog(client)
  await client.end()
  if (faults.length > 0) throw new Error(`The schema breaks rules of the house: ${JSON.stringify(faults)}`)
}

/** For tests of the demonstration: 盘龙's own assistance is in force, as it is shipped. */
export async function withOwnAssistance(test: { admin: pg.Client }): Promise<void> {
  await test.admin.query(inForce(`'2015-01-01'`, 'null'))
}
