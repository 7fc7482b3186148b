import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hireStaff } from '../src/demonstration/register.ts'
import { systemClock } from '../src/platform/clock.ts'
import { beginDemonstration, ensureInstallation } from '../src/registry/staff/index.ts'
import { openTerminal, type Terminal } from './support/command-line.ts'
import { createTestDatabase, type TestDatabase } from './support/database.ts'
import { withOwnAssistance } from './support/template.ts'

const ROSTER = 'data/demonstration/roster-530103.xlsx'
let db: TestDatabase
let terminal: Terminal
let folder: string
const nuanxin = (...args: string[]) => terminal.nuanxin(...args)

const officer = ['--as', 'demo-district'] as const
const families = async () => (await db.admin.query<{ n: number }>('select count(*)::int as n from family')).rows[0]?.n
const owed = async () => (await db.admin.query<{ n: number }>('select count(*)::int as n from entitlement')).rows[0]?.n

beforeAll(async () => {
  db = await createTestDatabase()
  await withOwnAssistance(db)
  terminal = openTerminal(db)
  folder = terminal.folder
  const house = { db: db.db, crypto: db.crypto, clock: systemClock }
  await ensureInstallation(db.db, house)
  await beginDemonstration(db.db, house.clock)
  await hireStaff(house)
}, 300_000)
afterAll(async () => {
  terminal.close()
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

  test('of a file taken in before, says what it did then and by whom, and that nothing will change now', async () => {
    const seen = await nuanxin('import', ROSTER, ...officer)
    expect(seen).toMatchObject({ status: 0, stderr: '' })
    expect(seen.stdout).toMatch(/那次导入.*：新增 357 户，变动 0 户，不变 0 户/)
    expect(seen.stdout).toMatch(/这份表以前已经导入（\d{4}-\d\d-\d\d，.+）：现在不会有任何改动，不用再导入。/)
    expect(seen.stdout).not.toMatch(/户：新增|这是预览/)
    const applied = await nuanxin('import', ROSTER, '--apply', '--lang', 'en', ...officer)
    expect(applied.stdout).toMatch(/That import, then: 357 families new, 0 changed, 0 the same/)
    expect(applied.stdout).toMatch(/taken in before \(\d{4}-\d\d-\d\d, .+\): nothing changes now/)
    expect(await families()).toBe(357)
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

  test('a community nobody knows is not called the whole country, and who is not in the file has no place in it', async () => {
    const file = join(folder, 'places.csv')
    writeFileSync(file, '户编号,姓名,与户主关系,社区\nX1,张明,户主,没有的社区\nX2,李明,户主,任旗营社区\n')
    const { stdout } = await nuanxin('import', file, ...officer)
    expect([/新增 +张明$/m.test(stdout), /^– +表中没有/m.test(stdout)]).toEqual([true, true])
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
  const explain = (person: string, policy: string, ...more: string[]) =>
    nuanxin('explain', '--person', person, '--policy', policy, ...more)

  test('says why, by code and by id alike, and leaves its trace', async () => {
    const person = await parent()
    const said = await explain(person, 'panlong_special_assistance_death', ...on, '--json', ...officer)
    expect(said.status).toBe(0)
    const told = JSON.parse(said.stdout) as {
      answer: string
      policy: { id: string }
      lines: unknown[]
      rate: { amount_fen: number }
    }
    expect(told).toMatchObject({ answer: 'yes', rate: { amount_fen: 73_500 } })
    const byId = await explain(person, told.policy.id, ...on, '--json', ...officer)
    expect(JSON.parse(byId.stdout)).toEqual(told)
    const { rows } = await db.admin.query(
      `select 1 from audit_entry where action = 'policies.explain' and subject_id = $1`,
      [person],
    )
    expect(rows).toHaveLength(2)
  })

  test('gives the failing condition in a table and still ends with 0', async () => {
    const said = await explain(
      await parent(),
      'panlong_special_assistance_disability',
      ...on,
      '--lang',
      'en',
      ...officer,
    )
    expect(said.status).toBe(0)
    expect(said.stdout).toContain('not met')
  })

  test('shows under "one of these" what would do, each as deep as it stands', async () => {
    const { rows } = await db.admin.query<{ id: string }>(
      `select person_id as id from person_fact where living_arrangement = 'couple' and not living_alone
       and birth_date > '1960-01-01' order by person_id limit 1`,
    )
    const { stdout } = await explain(rows[0]?.id ?? '', 'panlong_wristband', ...on, ...officer, '--lang', 'en')
    const lines = stdout.split('\n')
    const oneOf = lines.findIndex((line) => /^one of these +not met/.test(line))
    expect(oneOf).toBeGreaterThan(0)
    expect(lines[oneOf + 1]).toMatch(/^ {2}\S.* not met/)
    expect(lines[oneOf + 2]).toMatch(/^ {2}all of these +not met/)
    expect(lines[oneOf + 3]).toMatch(/^ {4}\S.* met/)
  })

  test('says of a day before a policy that it was not in force, not that there is none', async () => {
    const early = await explain(await parent(), 'panlong_doctor_signing', '--as-of', '1800-01-01', ...officer)
    expect(early.status).toBe(1)
    expect(early.stderr).toContain('1800-01-01')
    expect(early.stderr).toContain('没有施行')
  })

  test('refuses an unknown policy, an unknown person and a role that may not', async () => {
    const policy = await explain(await parent(), 'no_such_policy', ...on, ...officer)
    expect(policy.status).toBe(1)
    expect(policy.stderr).toContain('no_such_policy')
    const person = await explain('nobody', 'panlong_doctor_signing', ...on, ...officer)
    expect(person.status).toBe(1)
    const finance = await explain(await parent(), 'panlong_doctor_signing', ...on, '--as', 'demo-finance')
    expect(finance.status).toBe(1)
    expect(finance.stderr).toContain('policies.explain')
  })
})

describe('in whose name', { timeout: 300_000 }, () => {
  const asked = 'statement --as demo-neighbour --division 530103 --from 2018-01-01 --to 2018-12-31'.split(' ')

  test('acts by the one of several posts that may, or by the one named, and keeps the reason in the trail', async () => {
    const file = join(folder, 'posts.xlsx')
    expect((await nuanxin(...asked, '--xlsx', file)).status).toBe(1)
    await db.admin
      .query(`insert into post (id, account_id, role, title, division, lo, hi, valid_from, granted_by, created_at)
      select gen_random_uuid(), neighbour.id, held.role, held.title, held.division, held.lo, held.hi, '2018-01-02',
        held.granted_by, held.created_at
      from account neighbour, post held join account officer on officer.id = held.account_id
      where neighbour.username = 'demo-neighbour' and officer.username = 'demo-district'`)
    expect(await nuanxin(...asked, '--xlsx', file, '--why', '年度统计')).toMatchObject({ status: 0 })
    const nowhere = await nuanxin(...asked, '--xlsx', join(file, 'no.xlsx'), '--why', '年度统计')
    expect(nowhere.stderr).toContain('--xlsx: 写不了')
    expect(existsSync(file)).toBe(true)
    const { rows } = await db.admin.query(
      `select role, reason from audit_entry where action = 'reports.export' order by seq desc limit 1`,
    )
    expect(rows).toEqual([{ role: 'district_officer', reason: '年度统计' }])
    const narrow = await nuanxin(...asked, '--post', 'community_worker')
    expect(narrow).toMatchObject({ status: 1, stdout: '' })
    const unknown = await nuanxin(...asked, '--post', 'minister', '--lang', 'en')
    expect(unknown.status).toBe(1)
    expect(unknown.stderr).toContain('--post: There is no post “minister”')
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
