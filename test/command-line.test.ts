import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hireStaff } from '../src/demonstration/register.ts'
import { systemClock } from '../src/platform/clock.ts'
import { beginDemonstration, ensureInstallation } from '../src/registry/staff/index.ts'
import { cluster, createTestDatabase, type TestDatabase } from './support/database.ts'
import { withOwnAssistance } from './support/template.ts'

const ROSTER = 'data/demonstration/roster-530103.xlsx'
const run = promisify(execFile)

let db: TestDatabase
let folder: string

interface Said {
  status: number
  stdout: string
  stderr: string
}

/** The command line as a person starts it: a process of its own beside the database. */
async function nuanxin(...args: string[]): Promise<Said> {
  const { port, secrets } = cluster()
  const admin = `postgresql://postgres:${secrets.database_passwords.superuser}@127.0.0.1:${port}/${db.name}`
  const env = { ...process.env, DATABASE_URL: admin, NUANXIN_DATA: folder }
  try {
    const { stdout, stderr } = await run(process.execPath, ['src/cli.ts', ...args], { env, maxBuffer: 64_000_000 })
    return { status: 0, stdout, stderr }
  } catch (error) {
    const failed = error as { code: number; stdout: string; stderr: string }
    return { status: failed.code, stdout: failed.stdout, stderr: failed.stderr }
  }
}

const officer = ['--as', 'demo-district'] as const
const families = async () => (await db.admin.query<{ n: number }>('select count(*)::int as n from family')).rows[0]?.n
const owed = async () => (await db.admin.query<{ n: number }>('select count(*)::int as n from entitlement')).rows[0]?.n

beforeAll(async () => {
  db = await createTestDatabase()
  await withOwnAssistance(db)
  folder = mkdtempSync(join(tmpdir(), 'nuanxin-cli-'))
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify(db.secrets), { mode: 0o600 })
  const house = { db: db.db, crypto: db.crypto, clock: systemClock }
  await ensureInstallation(db.db, house)
  await beginDemonstration(db.db, house.clock)
  await hireStaff(house)
}, 300_000)
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await db.drop()
})

describe('nuanxin import', { timeout: 300_000 }, () => {
  test('refuses a file that is not there, a bad mapping, and a role that may not', async () => {
    const missing = await nuanxin('import', join(folder, 'none.xlsx'), ...officer)
    expect(missing).toMatchObject({ status: 1, stdout: '' })
    expect(missing.stderr).toContain('没有这个文件')
    const mapping = join(folder, 'mapping.json')
    writeFileSync(mapping, '{"sheet": 1}')
    const bad = await nuanxin('import', ROSTER, '--mapping', mapping, '--lang', 'en', ...officer)
    expect(bad.status).toBe(1)
    expect(bad.stderr).toContain('The mapping is not in its form')
    const auditor = await nuanxin('import', ROSTER, '--as', 'demo-auditor')
    expect(auditor.status).toBe(1)
    expect(auditor.stderr).toContain('imports.use')
  })

  test('shows what would change and changes nothing', async () => {
    const seen = await nuanxin('import', ROSTER, ...officer)
    expect(seen.status).toBe(0)
    expect(seen.stdout).toContain('新增 357')
    expect(seen.stdout).toContain('这是预览')
    expect(await families()).toBe(0)
  })

  test('takes it in with --apply, and a second time changes nothing', async () => {
    const first = await nuanxin('import', ROSTER, '--apply', '--json', ...officer)
    expect(first.status).toBe(0)
    expect(JSON.parse(first.stdout)).toMatchObject({
      state: 'applied',
      applied: true,
      faults: [],
      counts: { new_households: 357 },
    })
    expect(await families()).toBe(357)
    const again = await nuanxin('import', ROSTER, '--apply', '--json', ...officer)
    expect(again.status).toBe(0)
    expect(JSON.parse(again.stdout)).toMatchObject({ state: 'applied', applied: false, applied_before: true })
  })

  test('ends with 1 for a roster with faults and takes nothing in', async () => {
    const file = join(folder, 'faults.csv')
    writeFileSync(
      file,
      '户编号,姓名,与户主关系,身份证号码,社区,类别\nX1,张明,户主,530103196203050000,任旗营社区,甲类\n',
    )
    const said = await nuanxin('import', file, '--apply', '--json', ...officer)
    expect(said.status).toBe(1)
    const told = JSON.parse(said.stdout) as { applied: boolean; faults: { row: number; severity: string }[] }
    expect(told.applied).toBe(false)
    expect(told.faults.some((fault) => fault.row === 2 && fault.severity === 'blocks')).toBe(true)
    expect(await families()).toBe(357)
  })
})

describe('nuanxin run', { timeout: 300_000 }, () => {
  test('refuses a missing date, a foreign place, and a role that may not', async () => {
    const undated = await nuanxin('run', '--division', '530103', ...officer)
    expect(undated.status).toBe(1)
    expect(undated.stderr).toContain('--as-of')
    const foreign = await nuanxin('run', '--division', '530102', '--as-of', '2018-01-01', ...officer)
    expect(foreign.status).toBe(1)
    const worker = await nuanxin(
      'run',
      '--division',
      '530103005003',
      '--as-of',
      '2018-01-01',
      '--apply',
      '--as',
      'demo-community',
    )
    expect(worker.status).toBe(1)
    expect(worker.stderr).toContain('entitlements.run')
  })

  test('shows who would gain and writes nothing', async () => {
    const seen = await nuanxin('run', '--division', '530103', '--as-of', '2018-01-01', ...officer)
    expect(seen.status).toBe(0)
    expect(seen.stdout).toContain('家庭医生签约')
    expect(seen.stdout).toContain('这是预览')
    expect(await owed()).toBe(0)
  })

  test('writes it with --apply, and nothing a second time', async () => {
    const first = await nuanxin('run', '--division', '530103', '--as-of', '2018-01-01', '--apply', '--json', ...officer)
    expect(first.status).toBe(0)
    const told = JSON.parse(first.stdout) as {
      applied: boolean
      policies: { code: string; gained: { rows: number } }[]
    }
    expect(told.policies.find(({ code }) => code === 'panlong_doctor_signing')?.gained.rows).toBe(873)
    const rows = await owed()
    expect(rows).toBe(told.policies.reduce((sum, policy) => sum + policy.gained.rows, 0))
    const again = await nuanxin('run', '--division', '530103', '--as-of', '2018-01-01', '--apply', ...officer)
    expect(again).toMatchObject({ status: 0 })
    expect(again.stdout).toContain('没有变化')
    expect(await owed()).toBe(rows)
  })
})

describe('nuanxin explain', { timeout: 300_000 }, () => {
  const parent = async () => {
    const { rows } = await db.admin.query<{ id: string }>(
      `select e.person_id as id from entitlement e join policy p on p.id = e.policy_id
       where p.code = 'panlong_special_assistance_death' order by e.id limit 1`,
    )
    return rows[0]?.id ?? ''
  }
  const on = ['--as-of', '2018-01-01'] as const

  test('says why, by code and by id alike, and leaves its trace', async () => {
    const person = await parent()
    const said = await nuanxin(
      'explain',
      '--person',
      person,
      '--policy',
      'panlong_special_assistance_death',
      ...on,
      '--json',
      ...officer,
    )
    expect(said.status).toBe(0)
    const told = JSON.parse(said.stdout) as {
      answer: string
      policy: { id: string }
      lines: unknown[]
      rate: { amount_fen: number }
    }
    expect(told).toMatchObject({ answer: 'yes', rate: { amount_fen: 73_500 } })
    const byId = await nuanxin('explain', '--person', person, '--policy', told.policy.id, ...on, '--json', ...officer)
    expect(JSON.parse(byId.stdout)).toEqual(told)
    const { rows } = await db.admin.query(
      `select 1 from audit_entry where action = 'policies.explain' and subject_id = $1`,
      [person],
    )
    expect(rows).toHaveLength(2)
  })

  test('gives the failing condition in a table and still ends with 0', async () => {
    const said = await nuanxin(
      'explain',
      '--person',
      await parent(),
      '--policy',
      'panlong_special_assistance_disability',
      ...on,
      '--lang',
      'en',
      ...officer,
    )
    expect(said.status).toBe(0)
    expect(said.stdout).toContain('not met')
  })

  test('refuses an unknown policy, an unknown person and a role that may not', async () => {
    const policy = await nuanxin('explain', '--person', await parent(), '--policy', 'no_such_policy', ...on, ...officer)
    expect(policy.status).toBe(1)
    expect(policy.stderr).toContain('no_such_policy')
    const person = await nuanxin(
      'explain',
      '--person',
      'nobody',
      '--policy',
      'panlong_doctor_signing',
      ...on,
      ...officer,
    )
    expect(person.status).toBe(1)
    const finance = await nuanxin(
      'explain',
      '--person',
      await parent(),
      '--policy',
      'panlong_doctor_signing',
      ...on,
      '--as',
      'demo-finance',
    )
    expect(finance.status).toBe(1)
    expect(finance.stderr).toContain('policies.explain')
  })
})

describe('nuanxin statement', { timeout: 300_000 }, () => {
  const year = ['--from', '2018-01-01', '--to', '2018-12-31'] as const
  const worker = ['--as', 'demo-community', '--division', '530103005003'] as const

  test('shows a community worker her figures, and gives no file to a post that may not export', async () => {
    expect((await nuanxin('statement', ...worker, ...year)).status).toBe(0)
    for (const format of ['xlsx', 'docx']) {
      const file = join(folder, `statement.${format}`)
      const taken = await nuanxin('statement', ...worker, ...year, `--${format}`, file)
      expect(taken.status).toBe(1)
      expect(taken.stderr).toContain('reports.export')
      expect(existsSync(file)).toBe(false)
    }
  })

  test('refuses places out of reach or of no table alike, and a span longer than on the web', async () => {
    const foreign = await nuanxin('statement', '--as', 'demo-community', '--division', '530103005006', ...year)
    const missing = await nuanxin('statement', '--as', 'demo-community', '--division', '530103005999', ...year)
    expect(foreign).toMatchObject({ status: 1, stdout: '' })
    expect(missing).toEqual(foreign)
    const long = await nuanxin('statement', ...worker, '--from', '1990-01-01', '--to', '2018-12-31', '--lang', 'en')
    expect(long).toMatchObject({ status: 1, stdout: '' })
    expect(long.stderr).toContain('--to')
  })
})
