import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import type { Actor } from '../../platform/call.ts'
import { fileTypeOf, gramsOf, safeFileName, searchTerms, searchText, snippet } from './rules/index.ts'

let db: TestDatabase
let app: TestApp
let worker: Actor
let officer: Actor
let neighbour: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  worker = await makeActor(db, 'community_worker', '530103006001')
  officer = await makeActor(db, 'district_officer', '530103')
  neighbour = await makeActor(db, 'district_officer', '530102')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(600_000, 'nuanxin'), Buffer.from('%%EOF')])
const NOTICE = {
  division: 530103000000,
  kind: 'notice',
  number: '盘卫发〔2026〕12号',
  title: '关于开展高龄家庭夏季送清凉工作的通知',
  issuer: '盘龙区卫生健康局',
  issued_on: '2026-05-20',
  content: '各街道：对年满七十五周岁的计生特殊家庭父母，发放夏季用品一份。',
  file_id: null as string | null,
  file_name: null as string | null,
  note: '',
}

interface Listed {
  items: { id: string; title: string; edition: number; number: string | null; snippet: string; has_text: boolean }[]
  next: string | null
}
const post = (actor: Actor | undefined, url: string, body: unknown, key?: string) =>
  app.request(actor, 'POST', url, { body, ...(key === undefined ? {} : { key }) })
const find = async (q: string, more = '') =>
  (await app.request(worker, 'GET', `/api/library/documents?${q === '' ? '' : `q=${encodeURIComponent(q)}`}${more}`))
    .body as Listed
const upload = (actor: Actor, name: string, bytes: Uint8Array, key?: string) =>
  app.request(actor, 'POST', '/api/library/files', { file: { name, bytes }, ...(key === undefined ? {} : { key }) })
const idOf = (body: unknown) => (body as { document_id: string }).document_id

describe('what a file is', () => {
  test('is said by its content, not by its name', () => {
    expect(fileTypeOf(PDF)).toBe('application/pdf')
    expect(fileTypeOf(Buffer.from('通知正文'))).toBe('text/plain; charset=utf-8')
    expect(fileTypeOf(Buffer.from('PK\u0003\u0004....word/document.xml'))).toMatch(/wordprocessingml/)
    expect(fileTypeOf(Buffer.from('PK\u0003\u0004....OFD.xml'))).toBe('application/ofd')
  })

  test.each([
    ['a page', '<!DOCTYPE html><p>x'],
    ['a picture that can act', '<svg onload="x">'],
    ['a program', 'MZ\u0090\u0000'],
    ['an archive', 'PK\u0003\u0004....readme.md'],
    ['a workbook with macros', 'PK\u0003\u0004....xl/workbook.xml....xl/vbaProject.bin'],
    ['an old office file', '\u00d0\u00cf\u0011\u00e0'],
  ])('refuses %s', (_, text) => {
    expect(fileTypeOf(Buffer.from(text, 'latin1'))).toBeUndefined()
  })

  test('its name is safe and ends as its content says', () => {
    expect(safeFileName('../../etc/通知.exe', 'application/pdf')).toBe('通知.pdf')
    expect(safeFileName('a\u202efdp.exe', 'text/plain; charset=utf-8')).toBe('afdp.txt')
    expect(safeFileName('...', 'image/png')).toBe('document.png')
  })
})

describe('search', () => {
  test('reads full-width, traditional and spaced text alike', () => {
    expect(searchText(['獨生子女 家庭', '〔２０２６〕12号'])).toBe('独生子女家庭〔2026〕12号')
    expect(searchTerms('  清凉  ２０２６ ')).toEqual(['清凉', '2026'])
    expect(gramsOf('送清凉')).toEqual(['送', '清', '凉', '送清', '清凉'])
  })

  test('the snippet stands around the first word', () => {
    expect(snippet('一二三四五六七八九十', ['九'], 4)).toBe('…八九十')
    expect(snippet('一二三', [], 2)).toBe('一二…')
  })

  test('the documents that came with the product are indexed as the room indexes its own', async () => {
    const { rows } = await db.admin.query<{
      title: string
      number: string | null
      issuer: string
      search_text: string
      grams: string[]
    }>('select title, number, issuer, search_text, grams from library_edition where filed_by is null')
    expect(rows.length).toBeGreaterThan(5)
    for (const row of rows) {
      expect(row.search_text).toBe(searchText([row.title, row.number, row.issuer]))
      expect(row.grams.toSorted()).toEqual(gramsOf(row.search_text).toSorted())
    }
  })
})

describe('POST /api/library/files', () => {
  test('refuses without permission', async () => {
    expect((await upload(worker, 'a.pdf', PDF)).status).toBe(403)
  })

  test('rejects bad input, naming what can be brought', async () => {
    const answer = await upload(officer, 'a.pdf', Buffer.from('<html>'))
    expect([answer.status, answer.body]).toEqual([
      422,
      expect.objectContaining({ code: 'library.file_type', place: 'file' }),
    ])
    expect((await upload(officer, 'a.pdf', Buffer.alloc(0))).status).toBe(422)
    const large = await upload(officer, 'a.txt', Buffer.alloc(20_000_001, 'a'))
    expect([large.status, large.body]).toEqual([422, expect.objectContaining({ code: 'library.file_too_large' })])
  })

  test('does it once when sent twice, and keeps the same bytes once whoever brings them', async () => {
    const first = await upload(officer, '通知.pdf', PDF, 'library-upload-1')
    const again = await upload(officer, '通知.pdf', PDF, 'library-upload-1')
    const other = await upload(neighbour, 'other.pdf', PDF)
    expect([first.status, again.status, other.status]).toEqual([200, 200, 200])
    expect(again.body).toEqual(first.body)
    expect(first.body).toMatchObject({ file_name: '通知.pdf', size: PDF.length, content_type: 'application/pdf' })
    const { rows } = await db.admin.query('select count(*)::int as n from library_chunk')
    expect(rows).toEqual([{ n: Math.ceil(PDF.length / 262_144) }])
  })
})

describe('POST /api/library/documents', () => {
  test('refuses without permission', async () => {
    expect((await post(worker, '/api/library/documents', NOTICE)).status).toBe(403)
    expect((await post(undefined, '/api/library/documents', NOTICE)).status).toBe(401)
  })

  test('refuses outside the jurisdiction', async () => {
    expect((await post(neighbour, '/api/library/documents', NOTICE)).status).toBe(404)
    expect((await post(officer, '/api/library/documents', { ...NOTICE, division: 530100000000 })).status).toBe(404)
  })

  test('rejects bad input at its field', async () => {
    const bad = async (more: object) => {
      const { status, body } = await post(officer, '/api/library/documents', { ...NOTICE, title: '坏', ...more })
      return [status, JSON.stringify(body)]
    }
    expect(await bad({})).toEqual([400, expect.stringContaining('library.title_short')])
    expect(await bad({ title: '未来的通知', issued_on: '2026-11-22' })).toEqual([
      422,
      expect.stringContaining('issued_on'),
    ])
    expect(await bad({ title: '空的通知', content: '' })).toEqual([
      422,
      expect.stringContaining('library.nothing_in_it'),
    ])
    expect(await bad({ title: '附件不在', file_id: 'a'.repeat(64), file_name: 'x' })).toEqual([
      422,
      expect.stringContaining('library.file_unknown'),
    ])
  })

  test('does it once when sent twice; two characters of title, number or text find it', async () => {
    const stored = (await upload(officer, '通知.pdf', PDF)).body as { file_id: string; file_name: string }
    const body = { ...NOTICE, file_id: stored.file_id, file_name: stored.file_name }
    const first = await post(officer, '/api/library/documents', body, 'library-create-1')
    const again = await post(officer, '/api/library/documents', body, 'library-create-1')
    expect([first.status, again.body]).toEqual([200, first.body])
    const id = idOf(first.body)
    for (const q of ['清凉', '12', '〔2026〕12', '七十', '盘龙区卫生', '七十 用品', '夏']) {
      expect([q, (await find(q)).items.map((item) => item.id)]).toEqual([q, expect.arrayContaining([id])])
    }
    expect((await find('清凉 海南')).items).toEqual([])
    expect((await find('凉送')).items).toEqual([])
    expect((await find('七十')).items[0]?.snippet).toContain('七十五周岁')
    const same = await post(officer, '/api/library/documents', NOTICE)
    expect([same.status, same.body]).toEqual([409, expect.objectContaining({ code: 'library.there_already' })])
  })
})

describe('GET /api/library/documents', () => {
  test('refuses without permission', async () => {
    expect((await app.request(undefined, 'GET', '/api/library/documents')).status).toBe(401)
  })

  test('answers outside the jurisdiction too, because notices are public', async () => {
    const url = `/api/library/documents?q=${encodeURIComponent('清凉')}`
    expect((await app.request(neighbour, 'GET', url)).raw).toEqual((await app.request(worker, 'GET', url)).raw)
  })

  test('rejects bad input', async () => {
    expect((await app.request(worker, 'GET', '/api/library/documents?kind=song')).status).toBe(400)
  })

  test('does it: page after page, each document once, undated ones last', async () => {
    const seen: string[] = []
    for (let cursor = ''; ;) {
      const page = await find('', `&limit=3${cursor}`)
      seen.push(...page.items.map((item) => item.id))
      if (page.next === null) break
      cursor = `&cursor=${page.next}`
    }
    const { rows } = await db.admin.query<{ n: number }>('select count(*)::int as n from library_document')
    expect([seen.length, new Set(seen).size]).toEqual([rows[0]?.n, rows[0]?.n])
    expect((await find('', '&issuer_division=110000000000')).items.every((item) => item.title.includes('北京'))).toBe(
      true,
    )
    expect((await find('', '&kind=notice')).items.map((item) => item.title)).toEqual([NOTICE.title])
  })
})

describe('editions and their files', () => {
  let id: string
  beforeAll(async () => {
    const stored = (await upload(officer, '原文.pdf', PDF)).body as { file_id: string; file_name: string }
    id = idOf(
      (
        await post(officer, '/api/library/documents', {
          ...NOTICE,
          title: '家政服务卡管理办法',
          ...stored,
          size: undefined,
          content_type: undefined,
        })
      ).body,
    )
  })
  const edition = (follows: number, more: object = {}) => {
    const { division: _division, ...rest } = NOTICE
    return { ...rest, title: '家政服务卡管理办法（修订）', follows, ...more }
  }
  const url = () => `/api/library/documents/${id}/editions`

  test('refuses without permission', async () => {
    expect((await post(worker, url(), edition(1))).status).toBe(403)
    expect((await app.request(undefined, 'GET', `${url()}/1/file`)).status).toBe(401)
  })

  test('refuses outside the jurisdiction as if it were not there', async () => {
    const strip = (raw: Buffer) => raw.toString().replace(/"request_id":"[^"]*"/, '')
    const [foreign, missing] = [
      await post(neighbour, url(), edition(1)),
      await post(neighbour, `/api/library/documents/${testId()}/editions`, edition(1)),
    ]
    expect([foreign.status, strip(foreign.raw)]).toEqual([404, strip(missing.raw)])
  })

  test('rejects bad input', async () => {
    expect((await post(officer, url(), edition(0))).status).toBe(400)
    expect((await app.request(worker, 'GET', `${url()}/0/file`)).status).toBe(400)
    expect((await app.request(worker, 'GET', `${url()}/9/file`)).status).toBe(404)
    expect((await app.request(worker, 'GET', '/api/library/documents/x')).status).toBe(400)
  })

  test('does it once when sent twice: the second edition supersedes the first, which stays readable', async () => {
    const first = await post(officer, url(), edition(1), 'library-edition-1')
    expect((await post(officer, url(), edition(1), 'library-edition-1')).body).toEqual(first.body)
    expect(first.body).toMatchObject({ edition: 2 })
    const stale = await post(officer, url(), edition(1))
    expect([stale.status, stale.body]).toEqual([409, expect.objectContaining({ code: 'library.newer_edition' })])
    const shown = (await app.request(officer, 'GET', `/api/library/documents/${id}`)).body as {
      may_file: boolean
      editions: { edition: number; title: string }[]
    }
    expect(shown.editions.map((each) => each.edition)).toEqual([2, 1])
    expect(shown.may_file).toBe(true)
    expect((await app.request(neighbour, 'GET', `/api/library/documents/${id}`)).body).toMatchObject({
      may_file: false,
    })
    expect((await find('修订')).items.map((item) => item.edition)).toEqual([2])
  })

  test('hands the file out whole, as a download, and not at all when a byte was changed', async () => {
    const answer = await app.request(worker, 'GET', `${url()}/1/file`)
    expect(createHash('sha256').update(answer.raw).digest('hex')).toBe(createHash('sha256').update(PDF).digest('hex'))
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': expect.stringMatching(/^attachment;/),
      'x-content-type-options': 'nosniff',
    })
    const damage = `update library_chunk set bytes = set_byte(bytes, 9, get_byte(bytes, 9) # 1) where position = 1`
    await db.admin.query(damage)
    expect((await app.request(worker, 'GET', `${url()}/1/file`)).body).toMatchObject({ code: 'library.file_damaged' })
    await db.admin.query(damage)
  })

  test('the application may not change or take away what is filed', async () => {
    for (const change of [
      `update library_edition set title = 'x'`,
      'delete from library_edition',
      'delete from library_chunk',
    ]) {
      await expect(db.db.pool.query(change)).rejects.toThrow(/permission denied/)
    }
  })
})
