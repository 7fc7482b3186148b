import { couple, HEADERS, type Line, xlsx } from './rosters.ts'
import { createTestApp, makeActor, type TestAnswer, type TestApp } from './app.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor } from '../../src/platform/call.ts'
import type { ImportDetail } from '../../src/registry/imports/contract.ts'

/** A database, the server, and the people who import rosters or may not. */
export interface RosterWorld {
  db: TestDatabase
  app: TestApp
  officer: Actor
  auditor: Actor
  neighbour: Actor
  /** Sees one community of the officer's district: less than the reach of what the officer uploads. */
  worker: Actor
  /** Rows of a household nobody has used yet. */
  household(more?: Parameters<typeof couple>[1]): Line[]
  /** How many households were made; the `n` of the last. */
  made(): number
  upload(actor: Actor | undefined, bytes: Uint8Array, more?: { key?: string; name?: string }): Promise<TestAnswer>
  staged(...lines: readonly Line[]): Promise<ImportDetail>
  /** How many families are registered, in truth. */
  families(): Promise<number>
  close(): Promise<void>
}

/** An id of nothing. */
export const MISSING = '01900000-0000-7000-8000-000000000000' as Uuid

/** The row with an ID number whose check digit is wrong. */
export function broken(line: Line | undefined): Line {
  return (line ?? []).map((cell, index) => (index === 4 ? '530103195003051230' : cell))
}

export function rosterOf(...lines: readonly Line[]): Promise<Uint8Array> {
  return xlsx({ lines: [HEADERS, ...lines] })
}

export async function openRosterWorld(): Promise<RosterWorld> {
  const db = await createTestDatabase()
  const app = await createTestApp(db)
  const officer = await makeActor(db, 'district_officer', '530103')
  let next = 100
  const upload: RosterWorld['upload'] = (actor, bytes, more = {}) =>
    app.request(actor, 'POST', '/api/imports', {
      file: { name: more.name ?? 'roster.xlsx', bytes },
      ...(more.key ? { key: more.key } : {}),
    })
  return {
    db,
    app,
    officer,
    auditor: await makeActor(db, 'auditor', '530103'),
    neighbour: await makeActor(db, 'district_officer', '530102'),
    worker: await makeActor(db, 'community_worker', '530103001001'),
    household(more = {}) {
      next += 1
      const name = `王${'一二三四五六七八九十'.charAt(next % 10)}${'东南西北中'.charAt(next % 5)}${'春夏秋冬'.charAt(next % 4)}`
      return couple(`H${next}`, {
        n: next,
        ...more,
        father: { name, born: null, ...more.father },
        mother: { born: null, ...more.mother },
      })
    },
    made: () => next,
    upload,
    staged: async (...lines) => (await upload(officer, await rosterOf(...lines))).body as ImportDetail,
    families: async () => Number((await db.admin.query<{ n: string }>('select count(*) as n from family')).rows[0]?.n),
    async close() {
      await app.close()
      await db.drop()
    },
  }
}
