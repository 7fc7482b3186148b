import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { shellWords } from '../../src/web/i18n/words.ts'
import { enterAs, type Persona } from './support/people.ts'
import { useBrowser } from './support/visitor.ts'

useBrowser()

/** The addresses of all pages that need no name of a thing; the other journeys open those that do. */
const doors = globSync(['src/web/pages.ts', 'src/*/*/web/pages.ts']).flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/path: '(\/[^'$]*)'/g)].map(([, path = '']) => path),
)

/** Whoever opens a page by its address sees it, or that it is not there; it does not break. */
test.for<Persona>(['district', 'finance'])('every page opens by its address, as %s', async (persona) => {
  expect(doors.length).toBeGreaterThan(20)
  const visitor = await enterAs('doors', persona, { size: 'desk', locale: 'zh' })
  visitor.expects(403, 404)
  const broken: string[] = []
  for (const path of doors) {
    await visitor.go(path)
    await visitor.settles().catch((error: Error) => broken.push(`${path}: ${error.message}`))
    broken.push(...visitor.takeFaults().map((fault) => `${path}: ${fault}`))
  }
  expect(broken).toEqual([])
})

test('no script that the browser loads holds the lunar tables, which are larger than the first of them', () => {
  const scripts = globSync('dist/web/assets/*.js')
  expect(scripts.length).toBeGreaterThan(50)
  // One of the solar terms; the product itself speaks of none but 清明 and 冬至.
  expect(scripts.filter((file) => readFileSync(file, 'utf8').includes('惊蛰'))).toEqual([])
})

/** The addresses of pages about one thing, with something in its place that is the id of nothing. */
const things = globSync(['src/web/pages.ts', 'src/*/*/web/pages.ts']).flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/path: '(\/[^']*\$[a-z]+_id[^']*)'/g)].map(([, path = '']) =>
    path.replaceAll(/\$[a-z_]+/g, 'zzz'),
  ),
)

test('an address with an id that is none says everywhere alike that there is nothing', async () => {
  expect(things.length).toBeGreaterThan(20)
  const visitor = await enterAs('doors', 'district', { size: 'desk', locale: 'zh' })
  const said: string[] = []
  for (const path of things) {
    await visitor.go(path)
    await visitor.settles()
    said.push(`${path}: ${await visitor.page.locator('h1').innerText()}`)
  }
  expect(said).toEqual(things.map((path) => `${path}: ${shellWords.zh.not_found_title}`))
})
