import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runVerify, runVerifyAs } from '../src/command-line/verify.ts'
import { hireStaff } from '../src/demonstration/register.ts'
import { civilDateOf } from '../src/kernel/calendar.ts'
import { type House, openHouse } from '../src/house.ts'
import type { Call } from '../src/platform/call.ts'
import { systemClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { look } from '../src/platform/database/looks.ts'
import { newId } from '../src/platform/ids.ts'
import { findChecks } from '../src/platform/database/checks.ts'
import { asSystem } from '../src/platform/database/transact.ts'
import { loadDivisions } from '../src/registry/divisions/index.ts'
import { beginDemonstration, callAs, ensureInstallation } from '../src/registry/staff/index.ts'
import { faultsOf, verifyHouse } from '../src/upkeep.ts'
import { type Said, saying } from './support/command-line.ts'

// A house as it is delivered, with the database of the package: on that of the tests a commit is no promise, and that is a fault.

const run = promisify(execFile)
const NATION = { lo: 0, hi: 1_000_000_000_000 }

let folder: string
let house: House
let superuser: pg.Client

function verify(...args: string[]): Promise<Said> {
  const env = { ...process.env, NUANXIN_DATA: folder }
  return saying(run(process.execPath, ['src/cli.ts', 'verify', ...args], { env }))
}

/** The same without a process of its own; in somebody's name with her call. */
async function asked({ json, call }: { json: boolean; call?: Call }): Promise<{ ok: boolean; told: string }> {
  let told = ''
  const output = { json, write: (text: string) => void (told += text) }
  const ok = await (call ? runVerifyAs(house, call, output) : runVerify(house, output))
  return { ok, told }
}

function callOf(username: string): Promise<Call> {
  const now = systemClock.now()
  return callAs(house.db, username, { ...house, now, today: civilDateOf(now), newId, locale: 'en' })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nuanxin-verify-'))
  chmodSync(folder, 0o711)
  const config = readConfig([], { NUANXIN_DATA: folder })
  const log = () => undefined
  house = await openHouse({ config, clock: systemClock, log, owner: true, say: () => undefined, pool: 2 })
  await loadDivisions(house.urlFor('migrator'), { only: [530_100_000_000] })
  await ensureInstallation(house.db, house)
  await beginDemonstration(house.db, systemClock)
  await hireStaff(house)
  const call = await callOf('demo-district')
  for (let n = 0; n < 3; n += 1) {
    await look(house.db, call, { action: 'families.open', district: 530_103, subject: { kind: 'family', id: newId() } })
  }
  const url = new URL(house.urlFor('migrator'))
  url.username = 'postgres'
  url.password = house.secrets.database_passwords.superuser
  superuser = new pg.Client({ connectionString: url.href })
  await superuser.connect()
})
afterAll(async () => {
  await superuser.end()
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Past everything that guards the trail; `undo` is for the tests after it. */
async function tampered(attack: string, undo: string, seen: () => Promise<void>): Promise<void> {
  const change = async (statement: string) => {
    await superuser.query('set session_replication_role = replica')
    const { rowCount } = await superuser.query(statement)
    await superuser.query('set session_replication_role = origin')
    return rowCount
  }
  expect(await change(attack)).toBe(1)
  try {
    await seen()
  } finally {
    await change(undo)
  }
}

const SECOND = `where district = 530103 and seq = 2`
const ATTACK = `update audit_entry set detail = detail || '{"rows": 999}' ${SECOND}`
const UNDO = `update audit_entry set detail = detail - 'rows' ${SECOND}`

describe('nuanxin verify, for whoever runs the machine', { timeout: 60_000 }, () => {
  test('finds nothing in a house as it is delivered, and says what it asked', async () => {
    const said = await verify()
    expect(said).toMatchObject({ status: 0, stderr: '' })
    expect(said.stdout).toMatch(/All well: \d+ checks, catalog, server, every audit chain and its \d+ anchors\.\n/)
    expect(said.stdout).toContain('18.4 < 18.6')
    const { ok, told } = await asked({ json: true })
    expect([ok, JSON.parse(told)]).toMatchObject([
      true,
      { ok: true, catalog: [], server: [], chains: [], checks: [], keys: true, asked: findChecks('src').length + 1 },
    ])
  })

  test('ends with 1 and names the entry of the trail that was altered', async () => {
    await tampered(ATTACK, UNDO, async () => {
      const said = await verify('--json')
      expect(said.status).toBe(1)
      expect(JSON.parse(said.stdout)).toMatchObject({
        ok: false,
        chains: [{ district: 530_103, seq: 2, fault: 'hash' }],
      })
      const { ok, told } = await asked({ json: false })
      expect(ok).toBe(false)
      expect(told).toMatch(/audit chain +530103 #2 +hash/)
    })
  })

  test('ends with 1 for each kind of fault: what the catalog allows, what the server does not promise, a query that is not true', async () => {
    const named = async () => {
      const verdict = await verifyHouse(house)
      return { faults: faultsOf(verdict), verdict }
    }
    await superuser.query('grant truncate on family to nuanxin_app')
    expect(await named()).toMatchObject({ faults: 1, verdict: { catalog: [{ subject: 'family' }] } })
    await superuser.query('revoke truncate on family from nuanxin_app')
    await superuser.query(`alter role nuanxin_backup set synchronous_commit = 'off'`)
    expect(await named()).toMatchObject({ faults: 1, verdict: { server: [{ subject: 'synchronous_commit = off' }] } })
    const { ok, told } = await asked({ json: false })
    expect(ok).toBe(false)
    expect(told).toMatch(/server +synchronous_commit = off +a commit is durable/)
    await superuser.query('alter role nuanxin_backup reset synchronous_commit')
    expect((await named()).faults).toBe(0)
  })
})

describe('nuanxin verify --as', { timeout: 60_000 }, () => {
  const entries = async () =>
    (
      await superuser.query<{ district: number; detail: unknown; reason: string | null }>(
        `select e.district, e.detail, e.reason from audit_entry e join account a on a.id = e.account_id
         where e.action = 'audit.verify' and a.username = 'demo-auditor' order by e.seq`,
      )
    ).rows

  test('proves an auditor the chains of her jurisdiction, and leaves her trace', async () => {
    const said = await verify('--as', 'demo-auditor', '--json', '--why', '季度核对')
    expect(said.status).toBe(0)
    const told = JSON.parse(said.stdout) as { ok: boolean; chains: { district: number; entries: number }[] }
    expect(Object.keys(told)).toEqual(['ok', 'chains'])
    expect(told.ok).toBe(true)
    expect(told.chains).toEqual([
      { district: 530_103, entries: told.chains[0]?.entries, unbroken_to: told.chains[0]?.entries, fault: null },
    ])
    expect(told.chains[0]?.entries).toBeGreaterThan(2)
    expect(await entries()).toEqual([{ district: 530_103, detail: { chains: 1, broken: 0 }, reason: '季度核对' }])
    const plain = await asked({ json: false, call: await callOf('demo-auditor') })
    expect(plain.told).toMatch(/^Every audit chain is whole: 1, with \d+ entries\.\n$/)
  })

  test('ends with 1 and names the fault, and says nothing of what lies outside', async () => {
    await tampered(ATTACK, UNDO, async () => {
      const said = await verify('--as', 'demo-auditor')
      expect(said.status).toBe(1)
      expect(said.stdout).toMatch(/530103 +\d+ +1 +内容被改动/)
      expect((await entries()).at(-1)).toMatchObject({ detail: { chains: 1, broken: 1 } })
    })
    const next_door = `where district = 530100 and seq = 1`
    await tampered(
      `update audit_entry set detail = detail || '{"rows": 999}' ${next_door}`,
      `update audit_entry set detail = detail - 'rows' ${next_door}`,
      async () => {
        expect((await verifyHouse(house)).chains).toEqual([{ district: 530_100, seq: 1, fault: 'hash' }])
        const { ok, told } = await asked({ json: true, call: await callOf('demo-auditor') })
        expect(ok).toBe(true)
        expect(told).not.toContain('530100')
      },
    )
  })

  test('refuses whoever may not read the trail, and an account that is not there, and leaves no trace of either', async () => {
    const [officer, nobody] = await Promise.all(['demo-district', 'nobody'].map((username) => verify('--as', username)))
    expect([officer, nobody]).toMatchObject([
      { status: 1, stdout: '', stderr: expect.stringContaining('audit.read') as unknown },
      { status: 1, stdout: '', stderr: expect.stringContaining('nobody') as unknown },
    ])
    const all = await asSystem(house.db, NATION, (tx) =>
      tx.selectFrom('audit_entry').select('account_id').where('action', '=', 'audit.verify').execute(),
    )
    expect(all).toHaveLength((await entries()).length)
  })
})
