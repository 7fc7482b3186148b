import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findBrowser } from './browser.mjs'

const having =
  (...paths: readonly string[]) =>
  (path: string) =>
    paths.includes(path)

test('the browser is the one that is named, or the first of the usual places', () => {
  const two = having('/usr/bin/google-chrome', '/usr/bin/chromium-browser', '/opt/own')
  expect(findBrowser({}, two)).toBe('/usr/bin/chromium-browser')
  expect(findBrowser({}, having('/usr/bin/google-chrome'))).toBe('/usr/bin/google-chrome')
  expect(findBrowser({ CHROMIUM_PATH: '/opt/own' }, two)).toBe('/opt/own')
  expect(findBrowser({ CHROMIUM_PATH: '' }, two)).toBe('/usr/bin/chromium-browser')
})

test('where there is none it says so, and one that is named and missing is not replaced by another', () => {
  expect(findBrowser({}, having())).toBeUndefined()
  expect(findBrowser({ CHROMIUM_PATH: '/opt/gone' }, having('/usr/bin/chromium'))).toBeUndefined()
})

test('the set-up, the journeys and the gallery look for it in this one place', () => {
  const files = ['scripts', 'test'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|mjs)$/.test(path))
      .map((path) => join(folder, path)),
  )
  const naming = files.filter((path) =>
    /['"`]CHROMIUM|env\.CHROMIUM|\/usr\/bin\/chrom/.test(readFileSync(path, 'utf8')),
  )
  expect(naming.toSorted()).toEqual(['scripts/browser.mjs', 'scripts/browser.test.ts'])
  const asking = files.filter((path) => /findBrowser\(/.test(readFileSync(path, 'utf8')))
  expect(asking).toEqual(
    expect.arrayContaining(['scripts/gallery.ts', 'scripts/setup.mjs', 'test/journeys/support/visitor.ts']),
  )
})
