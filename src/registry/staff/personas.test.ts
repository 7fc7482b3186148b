import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TEST_NOW, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { type Browser, createStaffApp, PASSWORD, setUpPanlong, type StaffApp } from '../../../test/support/staff.ts'
import type { CivilDate } from '../../kernel/calendar.ts'
import { padCode } from '../../kernel/division-code.ts'
import {
  beginDemonstration,
  callAs,
  createDemoStaff,
  ensureInstallation,
  finishDemonstration,
  onDemonstrationWanted,
  reportLoading,
  systemCall,
} from './index.ts'

let test_: TestDatabase
let staff: StaffApp
let chief: Browser

beforeEach(async () => {
  test_ = await createTestDatabase()
  staff = await createStaffApp(test_)
  chief = staff.browser()
})
afterEach(async () => {
  await staff.close()
  await test_.drop()
})

const form = () => ({
  code: staff.set_up_code,
  division: padCode('530103'),
  association: '盘龙区计划生育协会',
  username: 'guan',
  display_name: '管理员',
  password: PASSWORD,
})

/** Who may be tried, as the door shows them: the narrowest place first. */
const PERSONAS = [
  'community_worker 社区工作者',
  'community_worker 社区工作者（邻社区）',
  'home_worker 暖心家园工作者',
  'street_officer 街道计生协专干',
  'administrator 系统管理员',
  'auditor 审计员',
  'district_approver 区计生协审批人',
  'district_officer 区计生协业务员',
  'finance 区计生协财务',
  'psychologist 心理咨询师',
  'supervisor 监督员',
  'city_leader 市计生协负责人',
]

describe('the demonstration', () => {
  const parts = () => ({ now: TEST_NOW, today: '2018-03-01' as CivilDate, crypto: test_.crypto, newId: testId })
  const people = () => ({
    communities: [padCode('530103001001'), padCode('530103001002')] as const,
    valid_from: '2018-01-01' as CivilDate,
  })

  test('is begun once from the first page, loads, and then anybody may be one of its people', async () => {
    expect((await chief.send('POST', '/api/demonstration')).body['code']).toBe('staff.no_demonstration')
    let started = 0
    onDemonstrationWanted(test_.db, () => {
      started += 1
    })
    const asked = await Promise.all(Array.from({ length: 10 }, () => chief.send('POST', '/api/demonstration')))
    expect([asked.map((a) => a.body['installation']), started]).toEqual([
      Array.from({ length: 10 }, () => 'loading'),
      1,
    ])
    const call = systemCall({ ...parts(), division: padCode('5301'), idempotency_key: 'demo-staff' })
    const made = await createDemoStaff(test_.db, call, people())
    expect(await createDemoStaff(test_.db, call, people())).toEqual(made)
    await reportLoading(test_.db, 40.7)
    expect((await chief.send('GET', '/api/session')).body).toMatchObject({ first_run: true, loaded_percent: 40 })
    expect((await chief.send('POST', `/api/personas/${made[0]?.account_id}`)).status).toBe(403)
    expect(await finishDemonstration(test_.db, staff.clock)).toBe(true)
    const { body } = await chief.send('GET', '/api/session')
    const personas = body['personas'] as unknown as { persona_id: string; role: string; title: string }[]
    expect(personas.map(({ role, title }) => `${role} ${title}`)).toEqual(PERSONAS)
    for (const persona of personas) {
      expect((await chief.send('POST', `/api/personas/${persona.persona_id}`)).status).toBe(200)
      expect((await chief.send('GET', '/api/session')).body).toMatchObject({
        active_post: { role: persona.role },
        demo: true,
      })
    }
    const { rows } = await test_.admin.query('select count(*)::int as alive from session where ended_at is null')
    expect(rows).toEqual([{ alive: 1 }])
  })

  test('closes set-up, and set-up closes the demonstration', async () => {
    expect(await beginDemonstration(test_.db, staff.clock)).toBe(true)
    expect(await beginDemonstration(test_.db, staff.clock)).toBe(false)
    expect((await chief.send('POST', '/api/set-up', form())).body['code']).toBe('staff.already_set_up')
    expect(await ensureInstallation(test_.db, { clock: staff.clock, crypto: test_.crypto })).toEqual({
      state: 'loading',
    })
  })

  test('personas are made nowhere else', async () => {
    await setUpPanlong(staff, chief)
    const call = systemCall({ ...parts(), division: padCode('5301') })
    await expect(createDemoStaff(test_.db, call, people())).rejects.toMatchObject({ code: 'staff.demonstration_only' })
  })

  test('gives the command line a call in the name of any of its people, and of nobody else', async () => {
    await beginDemonstration(test_.db, staff.clock)
    await createDemoStaff(test_.db, systemCall({ ...parts(), division: padCode('5301') }), people())
    const call = await callAs(test_.db, 'demo-neighbour', parts())
    expect(call.actor).toMatchObject({
      role: 'community_worker',
      scope: { lo: 530103001002, hi: 530103001003 },
      district: 530103,
    })
    await expect(callAs(test_.db, 'nobody', parts())).rejects.toMatchObject({ code: 'staff.no_such_account' })
    const early = { ...parts(), today: '2017-12-31' as CivilDate }
    await expect(callAs(test_.db, 'demo-street', early)).rejects.toMatchObject({ code: 'staff.no_post' })
  })
})
