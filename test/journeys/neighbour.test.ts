import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { namePinyin } from '../../src/kernel/names.ts'
import { careRecordsWords } from '../../src/ledgers/care-records/words/index.ts'
import { entitlementsWords } from '../../src/promises/entitlements/words/index.ts'
import { familiesWords } from '../../src/registry/families/words/index.ts'
import { shellWords } from '../../src/web/i18n/words.ts'
import { enterAs } from './support/people.ts'
import { TWO_WAYS, useBrowser } from './support/visitor.ts'

useBrowser()

const NEXT_DOOR = 530103005006
const NOBODY = '019aa000-0000-7000-8000-000000000000'

describe('a community worker tries the community next door', () => {
  test.for(TWO_WAYS)('and finds nothing, at the $size in $locale', async (here) => {
    const neighbour = await enterAs('neighbour', 'neighbour', here, '/families')
    const row = neighbour.page.locator('tbody tr [data-primary]').first()
    await row.waitFor()
    const name = (await row.innerText()).trim().split(/\s+/)[0] ?? ''
    const theirs = new URL((await row.getAttribute('href')) ?? '', neighbour.page.url()).pathname
    const place = await neighbour.page.locator('.nx-who').first().textContent()
    await neighbour.context.close()

    const visitor = await enterAs('neighbour', 'community', here, '/families')
    const { page } = visitor
    const w = visitor.words(familiesWords)
    const shell = visitor.words(shellWords)
    await visitor.arrives(w('families'))
    await page.locator('tbody tr').first().waitFor()
    expect(await page.locator(`a[href="${theirs}"]`).count()).toBe(0)
    expect(place).not.toBe(await page.locator('.nx-who').first().textContent())
    await visitor.step('own-list')

    // The search: her own families of the same name may come, the neighbour's never.
    await visitor.go(`/find?q=${encodeURIComponent(namePinyin(name).pinyin)}`)
    await visitor.arrives(w('find_title'))
    await page.locator('tbody tr, .nx-empty').first().waitFor()
    expect(await page.locator(`a[href="${theirs}"]`).count()).toBe(0)
    await visitor.step('search')

    // The address bar: out of reach reads exactly as what does not exist.
    visitor.expects(404)
    await visitor.go(theirs)
    await visitor.sees(shell('not_found_title'))
    await visitor.step('address')
    const foreign = await page.locator('main').innerText()
    await visitor.go(`/families/${NOBODY}`)
    await visitor.sees(shell('not_found_title'))
    expect(await page.locator('main').innerText()).toBe(foreign)
    await visitor.go(`${theirs}/log`)
    await visitor.sees(shell('not_found_title'))
    await visitor.step('address-of-the-log')

    // The list: a place of the neighbour's named in the address gives nothing of hers.
    const answers = await page.evaluate(
      async ([family]) => {
        const status = async (path: string) => (await fetch(path)).status
        return [
          await status(`/api/families/${family}`),
          await status('/api/families/019aa000-0000-7000-8000-000000000000'),
        ]
      },
      [theirs.split('/').at(-1) ?? ''],
    )
    expect(answers).toEqual([404, 404])
    await visitor.go('/families?within=530103005006')
    await page.locator('tbody tr, .nx-empty, .nx-notice').first().waitFor()
    expect(await page.locator(`a[href="${theirs}"]`).count()).toBe(0)
    await visitor.step('list-of-another-place')
  })

  test.for(TWO_WAYS)('and can carry nothing out of it, at the $size in $locale', async (here) => {
    const visitor = await enterAs('neighbour-export', 'community', here, '/care-records')
    const { page } = visitor
    const offers = [
      { path: '/care-records', offer: visitor.words(careRecordsWords)('page.export') },
      { path: '/due', offer: visitor.words(entitlementsWords)('page.export') },
      { path: '/figures', offer: visitor.words(shellWords)('export') },
    ]
    // No page offers her an export …
    for (const { path, offer } of offers) {
      await visitor.go(path)
      await page.locator('tbody tr, .nx-empty').first().waitFor()
      expect(await visitor.button(offer).count()).toBe(0)
      await visitor.step(`no-export${path.replace('/', '-')}`)
    }

    // … and asked for by hand, past the pages, each is refused: for the place next door and for everything.
    visitor.expects(403)
    const purpose = 'to see what is there'
    const span = { from: '2018-01-01', to: '2027-01-01' }
    const refused = await Promise.all([
      exportOf(page, '/api/care-records/export', { purpose, division: String(NEXT_DOOR) }),
      exportOf(page, '/api/care-records/export', { purpose }),
      exportOf(page, '/api/entitlements/export', { purpose, filter: {} }),
      exportOf(page, '/api/reports/statement/export', { purpose, ...span, format: 'xlsx', division: NEXT_DOOR }),
      exportOf(page, '/api/reports/statement/export', { purpose, ...span, format: 'docx' }),
    ])
    expect(refused).toEqual([403, 403, 403, 403, 403])
  })
})

/** The status of a download asked for by hand. */
async function exportOf(page: Page, path: string, body: object): Promise<number> {
  return page.evaluate(
    async ([address, text]) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
      return (await fetch(address, { method: 'POST', headers, body: text })).status
    },
    [path, JSON.stringify(body)] as const,
  )
}
