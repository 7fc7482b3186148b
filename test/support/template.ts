import { padCode } from '../../src/kernel/division-code.ts'
import { urlFor } from '../../src/platform/database/install.ts'
import type { Secrets } from '../../src/platform/secrets.ts'
import { loadDivisions } from '../../src/registry/divisions/index.ts'

/** The slice of the country every test knows: 昆明 (with 盘龙 530103), 思明区 of 厦门, 北京, 东莞 (a city without districts). */
export const TEST_DIVISIONS = ['5301', '350203', '1101', '4419'].map(padCode)

/** What every test database starts with besides the schema: filled in by the rooms that own it. */
export async function loadForTests(port: number, secrets: Secrets): Promise<void> {
  const server = `postgresql://postgres@127.0.0.1:${port}/postgres`
  await loadDivisions(urlFor(server, 'nuanxin_template', 'migrator', secrets), { only: TEST_DIVISIONS })
}
