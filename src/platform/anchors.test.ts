import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callOf, makeActor, TEST_NOW, testId } from '../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { addMinutes, type Instant } from '../kernel/calendar.ts'
import type { Actor } from './call.ts'
import { anchorFolder, readAnchors, verifyAnchors, writeAnchors } from './anchors.ts'
import { look } from './database/looks.ts'
import { verifyChains } from './database/verify.ts'

// Whoever may write the tables can make a chain without a fault. What he cannot make is one that passes through the heads kept elsewhere.

const HERE = 530103
let db: TestDatabase
let worker: Actor
let neighbour: Actor
let folder: string
const day = (n: number) => addMinutes(TEST_NOW, n * 1_440)

async function looks(actor: Actor, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const subject = { kind: 'family', id: testId() }
    await look(db.db, callOf(db, actor), { action: 'families.look', district: actor.district, subject })
  }
}

beforeAll(async () => {
  db = await createTestDatabase()
  worker = await makeActor(db, 'community_worker', '530103001001')
  neighbour = await makeActor(db, 'community_worker', '530102001001')
  folder = anchorFolder(mkdtempSync(join(tmpdir(), 'nuanxin-anchors-')), db.url('backup'))
  for (let n = 0; n < 4; n++) {
    await looks(worker, 5)
    if (n === 0) await looks(neighbour, 3)
    await writeAnchors(db.admin, folder, day(n))
  }
})
beforeEach(() => db.admin.query('begin'))
afterEach(() => db.admin.query('rollback'))
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await db.drop()
})

/** Numbers the entries of the district anew in the order they now have and makes every hash fit, the head's too. */
const REBUILD = `do $$
declare
  one record;
  before bytea := sha256(convert_to('nuanxin audit ${HERE}', 'UTF8'));
  place bigint := 0;
begin
  create temporary table chain on commit drop as select * from audit_entry where district = ${HERE};
  delete from audit_entry where district = ${HERE};
  for one in select * from chain order by seq loop
    place := place + 1;
    one.seq := place;
    one.prev_hash := before;
    before := sha256(before || audit_bytes(one.district, place, one.at, one.account_id, one.post_id, one.role, one.action, one.outcome, one.subject_kind,
      one.subject_id, one.reason, one.detail, one.request_id));
    insert into audit_entry select one.district, place, one.at, one.account_id, one.post_id, one.role, one.action, one.outcome, one.subject_kind,
      one.subject_id, one.reason, one.detail, one.request_id, one.prev_hash, before;
  end loop;
  update audit_head set seq = place, hash = before where district = ${HERE};
end $$`

describe('the heads of every district', () => {
  test('are written once a day, where the district went on, and fit', async () => {
    const { anchors, faults } = readAnchors(folder)
    expect(faults).toEqual([])
    expect(anchors.map(({ district, seq, at }) => [district, seq, at])).toEqual([
      [530102, 3, day(0)],
      [HERE, 5, day(0)],
      [HERE, 10, day(1)],
      [HERE, 15, day(2)],
      [HERE, 20, day(3)],
    ])
    expect(await verifyAnchors(db.admin, folder)).toEqual({ compared: 5, faults: [] })
    expect(await writeAnchors(db.admin, folder, addMinutes(day(3), 60))).toBe(0)
    expect(await writeAnchors(db.admin, folder, day(4))).toBe(0)
  })

  test('are none where nothing was ever written', async () => {
    expect(await verifyAnchors(db.admin, join(folder, 'nowhere'))).toEqual({ compared: 0, faults: [] })
  })

  test('go on in the file of the new year, one chain through both', async () => {
    const own = mkdtempSync(join(tmpdir(), 'nuanxin-anchors-'))
    await writeAnchors(db.admin, own, '2026-12-31T02:00:00.000Z' as Instant)
    await db.admin.query(`update audit_head set seq = seq - 1 where district = ${HERE}`)
    await writeAnchors(db.admin, own, '2026-12-31T17:00:00.000Z' as Instant)
    expect(readFileSync(join(own, '2027.jsonl'), 'utf8').match(/\n/g)).toHaveLength(1)
    expect(readAnchors(own)).toMatchObject({ faults: [], anchors: [{}, {}, { district: HERE, seq: 19 }] })
    rmSync(join(own, '2026.jsonl'))
    expect(readAnchors(own).faults).toEqual([{ fault: 'file', district: HERE, seq: 19, after: 0 }])
    rmSync(own, { recursive: true })
  })
})

describe('a chain rebuilt whole by a superuser, every hash of it right, is found with district and position', () => {
  const here = `from audit_entry where district = ${HERE}`
  const copy = (
    seq: string,
  ) => `insert into audit_entry select district, ${seq}, at, account_id, post_id, role, 'families.add', outcome,
    subject_kind, subject_id, reason, detail, request_id, sha256('other'), sha256('any') ${here} and seq = 3`
  test.each<[string, string, { seq: number; after: number; fault: string }]>([
    [
      'changed',
      `update audit_entry set reason = 'other' where district = ${HERE} and seq = 13`,
      { seq: 15, after: 10, fault: 'hash' },
    ],
    [
      'the first changed',
      `update audit_entry set reason = 'other' where district = ${HERE} and seq = 1`,
      { seq: 5, after: 0, fault: 'hash' },
    ],
    [
      'inserted',
      `update audit_entry set seq = seq + 100 where district = ${HERE} and seq > 11; ${copy('50')}`,
      { seq: 15, after: 10, fault: 'hash' },
    ],
    ['removed', `delete ${here} and seq = 7`, { seq: 10, after: 5, fault: 'hash' }],
    [
      'reordered',
      `update audit_entry set seq = case seq when 6 then 108 else 106 end where district = ${HERE} and seq in (6, 8);
      update audit_entry set seq = seq - 100 where district = ${HERE} and seq > 100`,
      { seq: 10, after: 5, fault: 'hash' },
    ],
    ['the end cut off', `delete ${here} and seq > 18`, { seq: 20, after: 15, fault: 'missing' }],
  ])('%s', async (_, tampering, { seq, after, fault }) => {
    await db.admin.query(tampering)
    await db.admin.query(REBUILD)
    expect(await verifyChains(db.admin)).toEqual([])
    expect((await verifyAnchors(db.admin, folder)).faults).toEqual([{ fault, district: HERE, seq, after }])
  })

  test('and one rebuilt with nothing changed is none', async () => {
    await db.admin.query(REBUILD)
    expect((await verifyAnchors(db.admin, folder)).faults).toEqual([])
  })
})

describe('the file itself', () => {
  const file = () => join(folder, '2026.jsonl')
  const within = async (change: (lines: string[]) => string[]) => {
    const before = readFileSync(file(), 'utf8')
    writeFileSync(file(), change(before.split('\n')).join('\n'))
    const { faults } = await verifyAnchors(db.admin, folder)
    writeFileSync(file(), before)
    return faults.filter(({ fault }) => fault === 'file').map(({ district, seq }) => [district, seq])
  }

  test('is a chain: a line changed, removed, moved or put between is found', async () => {
    expect(await within((lines) => lines)).toEqual([])
    expect(await within((lines) => lines.map((line) => line.replace('"seq":10,', '"seq":9,')))).toEqual([[HERE, 9]])
    expect(await within((lines) => lines.toSpliced(2, 1))).toEqual([[HERE, 15]])
    expect((await within(([a, b, c, ...rest]) => [a ?? '', c ?? '', b ?? '', ...rest])).length).toBeGreaterThan(0)
    expect(await within((lines) => lines.toSpliced(1, 0, 'nothing'))).toEqual([
      [0, 0],
      [HERE, 5],
    ])
  })

  test('goes on after a power cut in the middle of a line, which was never an anchor', async () => {
    appendFileSync(file(), '{"at":"2026-11-25T')
    await looks(worker, 1)
    expect((await verifyAnchors(db.admin, folder)).compared).toBe(5)
    expect(await writeAnchors(db.admin, folder, day(5))).toBe(1)
    expect(await verifyAnchors(db.admin, folder)).toEqual({ compared: 6, faults: [] })
  })
})
