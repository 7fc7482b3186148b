import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp } from '../../../test/support/app.ts'
import { claimHands, draftClaim, walkClaim } from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { versionOf } from '../../../test/support/version.ts'
import { bereavedCouple, NEIGHBOUR_COMMUNITY, registerForTest } from '../../../test/support/families.ts'
import { refreshOn, widowBorn } from '../../../test/support/standing.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'

let db: TestDatabase
let app: TestApp
let officer: Actor
let approver: Actor
let worker: Actor
let neighbour: Actor
let stranger: Actor
let finance: Actor
let leader: Actor
let couple: Uuid
let father: Uuid
let widow: Uuid
let near: Uuid
let mother: Uuid
let claimed: string
let demanding: Uuid
const TODAY = civilDate('2026-11-21')
const CLEANING = 'panlong_appliance_cleaning'

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
  worker = await makeActor(db, 'community_worker', '530103001001')
  neighbour = await makeActor(db, 'street_officer', '530103002')
  stranger = await makeActor(db, 'psychologist', '530103')
  finance = await makeActor(db, 'finance', '530103')
  leader = await makeActor(db, 'city_leader', '5301')
  approver = await makeActor(db, 'district_approver', '530103')
  const [one, , alone] = await registerForTest(db, officer, [
    bereavedCouple(0, { hardship: true }),
    bereavedCouple(1, { community: NEIGHBOUR_COMMUNITY, hardship: true }),
    widowBorn(20, civilDate('1956-12-05'), { living_arrangement: 'unknown' }),
  ])
  const [first, wife] = one?.person_ids ?? []
  const [second] = alone?.person_ids ?? []
  if (!one || !first || !wife || !alone || !second) throw new Error('Families are registered.')
  ;[couple, father, mother, widow, near] = [one.id, first, wife, alone.id, second]
  const rule = { combinator: 'and' as const, rules: [{ field: 'age', operator: '>=', value: 75 }] }
  const version = versionOf({ rule, claim_required: true })
  const enacted = await enactFor(
    db,
    { officer, approver },
    createOf(version, { name_zh: '高龄补助', theme: 'allowance' }),
  )
  const { rows } = await db.admin.query<{ code: string }>('select code from policy where id = $1', [enacted.policy_id])
  claimed = rows[0]?.code ?? ''
  demanding = enacted.policy_id ?? enacted.draft_id
  await refreshOn(db, officer, TODAY)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const get = (actor: Actor, url: string) => app.request(actor, 'GET', url)

interface Items {
  items: {
    family_id: Uuid
    person_id: Uuid | null
    names: string[]
    policy_code: string
    on: string
    draft_claim_id?: Uuid | null
    about: string[]
  }[]
  total: number
  next_cursor: string | null
}
const listed = async (actor: Actor, query: string) => (await get(actor, `/api/standing?${query}`)).body as Items

describe('GET list', () => {
  test('refuses without permission', async () => {
    expect((await get(stranger, '/api/standing?list=yes')).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await listed(neighbour, 'list=yes')).items).toEqual([])
    expect((await listed(worker, 'list=yes&division=530103001002')).items).toEqual([])
    expect(new Set((await listed(worker, 'list=yes&limit=100')).items.map((row) => row.family_id))).toEqual(
      new Set([couple, widow]),
    )
  })

  test('rejects bad input', async () => {
    for (const query of ['list=maybe', 'list=yes&policy=x', 'list=yes&cursor=zzz', 'list=soon&until=soon', '']) {
      expect((await get(officer, `/api/standing?${query}`)).status).toBe(400)
    }
  })

  test('does it', async () => {
    const yes = await listed(worker, `list=yes&policy=${CLEANING}`)
    expect(yes).toMatchObject({ total: 2, next_cursor: null })
    expect(yes.items[0]).toMatchObject({ person_id: null, policy_code: CLEANING, on: TODAY, cause: null, about: [] })
    const unknown = await listed(worker, 'list=unknown&policy=panlong_wristband')
    expect(unknown.items).toMatchObject([{ family_id: widow, about: ['living'] }])
    const soon = await listed(worker, 'list=soon')
    expect(soon.items).toMatchObject([{ person_id: near, on: '2026-12-05', cause: 'time', about: ['age'] }])
    expect((await listed(worker, 'list=soon&until=2026-12-04')).items).toEqual([])
  })

  test('is read page by page, in order and nobody twice', async () => {
    const all = await listed(officer, 'list=yes&limit=100')
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await listed(officer, `list=yes&limit=3${cursor}`)
      seen.push(...page.items.map((row) => `${row.policy_code} ${row.person_id ?? row.family_id}`))
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
    } while (cursor !== '')
    expect(seen).toEqual(all.items.map((row) => `${row.policy_code} ${row.person_id ?? row.family_id}`))
    expect(new Set(seen).size).toBe(seen.length)
  })

  test('finds by name and by file, masks names by role, and answers no name to who sees none', async () => {
    const [row] = (await listed(worker, `list=yes&policy=${CLEANING}`)).items
    const [name = ''] = row?.names ?? []
    expect(
      (await listed(worker, `list=yes&policy=${CLEANING}&q=${encodeURIComponent(name)}`)).items.length,
    ).toBeGreaterThan(0)
    expect((await listed(leader, 'list=yes')).items[0]?.names[0]).toMatch(/^.\*+$/)
    expect((await listed(leader, `list=yes&q=${encodeURIComponent(name)}`)).items).toEqual([])
    expect((await listed(leader, 'list=yes&q=530103-000001')).items.length).toBeGreaterThan(0)
  })

  test('who meets a policy that demands a claim has missed it until a claim is handed in; a draft is gone on with', async () => {
    const missed = () => listed(worker, `list=missed&policy=${claimed}`)
    const rowOf = async (person: Uuid) => (await missed()).items.find((row) => row.person_id === person)
    expect(await rowOf(father)).toMatchObject({ draft_claim_id: null, family_id: couple })
    const { claim_id } = await draftClaim(db, worker, father, { policy_id: demanding })
    expect(await rowOf(father)).toMatchObject({ draft_claim_id: claim_id })
    expect(await rowOf(mother)).toMatchObject({ draft_claim_id: null })
    await walkClaim(db, await claimHands(db), mother, 'submitted', { policy_id: demanding, begins: TODAY })
    expect(await rowOf(mother)).toBeUndefined()
  })
})

describe('GET counts', () => {
  const URL = '/api/standing/counts'

  test('refuses without permission', async () => {
    expect((await get(stranger, URL)).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await get(neighbour, URL)).body).toMatchObject({ total: { yes: 0, soon: 0 }, by_policy: [] })
    expect((await get(worker, `${URL}?division=530103001002`)).body).toMatchObject({ total: { yes: 0 } })
  })

  test('rejects bad input', async () => {
    expect((await get(officer, `${URL}?division=99`)).status).toBe(400)
    expect((await get(officer, `${URL}?since=yesterday`)).status).toBe(400)
  })

  test('does it', async () => {
    const { body } = await get(worker, URL)
    const { as_of, total } = body as { as_of: string; total: Record<string, number> }
    expect(as_of).toBe(TODAY)
    for (const list of ['yes', 'unknown', 'soon', 'missed', 'gained', 'lost']) {
      expect({ list, n: (await listed(worker, `list=${list}&limit=100`)).total }).toEqual({ list, n: total[list] })
    }
  })
})

describe('GET slip', () => {
  const url =
    (code: string, person: Uuid, more = '') =>
    async () => {
      const { rows } = await db.admin.query<{ id: Uuid }>('select id from policy where code = $1', [code])
      return `/api/standing/slips/${rows[0]?.id ?? ''}?person_id=${person}${more}`
    }

  test('refuses without permission', async () => {
    expect((await get(stranger, await url(CLEANING, father)())).status).toBe(403)
    expect((await get(finance, await url(CLEANING, father)())).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const foreign = await get(neighbour, await url(CLEANING, father)())
    const missing = await get(neighbour, await url(CLEANING, '019b0000-0000-7000-8000-000000000000' as Uuid)())
    expect(foreign.status).toBe(404)
    expect({ ...(foreign.body as object), request_id: '' }).toEqual({ ...(missing.body as object), request_id: '' })
  })

  test('rejects bad input', async () => {
    expect((await get(worker, await url(CLEANING, father, '&as_of=soon')())).status).toBe(400)
    expect((await get(worker, '/api/standing/slips/x?person_id=y')).status).toBe(400)
  })

  test('does it: of a yes every condition with its fact, source and since when', async () => {
    const { body } = await get(worker, await url('special_assistance_death', father)())
    const slip = body as {
      lines: { kind: string; source: string | null; since: string | null; since_kind: string | null }[]
    }
    expect(slip).toMatchObject({
      answer: 'yes',
      file: '530103-000001',
      rate: { per: 'month' },
      claim: null,
      as_of: TODAY,
    })
    const conditions = slip.lines.filter((line) => line.kind === 'condition')
    expect(conditions.length).toBeGreaterThan(4)
    expect(conditions.every((line) => line.since !== null && line.source !== null)).toBe(true)
    const { rows } = await db.admin.query('select count(*)::int as n from audit_entry where action = $1', [
      'standing.slip',
    ])
    expect(rows).toEqual([{ n: 1 }])
  })

  test('of a refusal only what failed, with the day that will change it; of an unknown only what is missing', async () => {
    const refused = (await get(worker, await url('panlong_heat_goods', near)())).body
    expect(refused).toMatchObject({ answer: 'no', qualifies_on: '2026-12-05', rate: null })
    expect((refused as { lines: object[] }).lines).toMatchObject([
      { state: 'failed', source: 'identity', met_on: '2026-12-05' },
    ])
    const unknown = (await get(worker, await url('panlong_wristband', near)())).body
    expect(unknown).toMatchObject({ answer: 'unknown' })
    const missing = (unknown as { lines: { kind: string }[] }).lines.filter((line) => line.kind === 'condition')
    expect(missing).toMatchObject([1, 2].map(() => ({ state: 'unknown', source: 'living', since: null })))
    const demanded = (await get(worker, await url(claimed, father)())).body
    expect(demanded).toMatchObject({ answer: 'yes', claim: { in_force_from: null }, policy: { claim_required: true } })
  })

  test('names the number of the document the version stands on, and of the one its rate stands on', async () => {
    const law = cashOf(60, { document_number: '盘卫〔2026〕9号', document_title: '高龄生活补贴办法' })
    const rates = law.rates?.map((rate) => ({ ...rate, document_number: '盘财〔2026〕12号' })) ?? null
    const promise = createOf({ ...law, rates }, { name_zh: '高龄生活补贴' })
    const { policy_id } = await enactFor(db, { officer, approver }, promise)
    const { body } = await get(worker, `/api/standing/slips/${policy_id ?? ''}?person_id=${father}`)
    expect(body).toMatchObject({
      answer: 'yes',
      policy: { document_title: '高龄生活补贴办法', document_number: '盘卫〔2026〕9号' },
      rate: { amount_fen: 6_000, per: 'month', document_number: '盘财〔2026〕12号' },
    })
  })
})
