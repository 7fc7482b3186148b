import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build } from 'vite'
import { pagePolicy } from '../src/platform/http/security.ts'
import { findBrowser } from './browser.mjs'

/**
 * Builds the gallery, takes a picture of every page in every state at desk and phone size into the folder given, and lets axe judge
 * each: `node scripts/gallery.ts [folder] [only]`. Exit status 1 when anything is found.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const [folder = join(root, 'dist/gallery-pictures'), only = ''] = process.argv.slice(2)

const states: Readonly<Record<string, readonly string[]>> = {
  today: ['full', 'empty', 'loading', 'error', 'long'],
  families: ['full', 'empty', 'loading', 'error', 'long'],
  family: ['full', 'empty', 'loading', 'error', 'long'],
  run: ['full', 'empty', 'loading', 'error', 'long'],
  due: ['full', 'empty', 'loading', 'error'],
  figures: ['full', 'empty', 'loading', 'error'],
  policies: ['full'],
  find: ['full'],
  log: ['full', 'error'],
  'sign-in': ['full', 'error'],
  'first-run': ['full'],
  nowhere: ['full'],
}
const sizes = { desk: { width: 1360, height: 900 }, phone: { width: 390, height: 844 } } as const
const kinds: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

function serve(): Promise<{ address: string; close: () => void }> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
    try {
      const body = readFileSync(join(root, 'dist/gallery', path))
      const type = kinds[extname(path)] ?? 'text/html'
      response.setHeader('content-type', type)
      // Under the policy of the product, so that what it would refuse is seen here.
      if (type === 'text/html') response.setHeader('content-security-policy', pagePolicy('gallery'))
      response.end(type === 'text/html' ? body.toString('utf8').replaceAll('__NONCE__', 'gallery') : body)
    } catch {
      response.writeHead(404).end()
    }
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const at = server.address()
      const port = typeof at === 'object' && at ? at.port : 0
      resolve({ address: `http://127.0.0.1:${port}`, close: () => server.close() })
    })
  })
}

async function judge(page: Page, name: string): Promise<number> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { axe: judgeOf } = globalThis as unknown as { axe: typeof axe }
    const { violations } = await judgeOf.run(document)
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`,
    )
  })
  for (const line of found) console.error(`${name}  ${line}`)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (wide > 0) console.error(`${name}  is ${wide} px wider than the screen`)
  return found.length + (wide > 0 ? 1 : 0)
}

/** What only shows itself when somebody does something: each is photographed and judged like the rest. */
const acts: readonly { name: string; sample: string; size: keyof typeof sizes; act: (page: Page) => Promise<void> }[] =
  [
    {
      name: 'keys',
      sample: 'today',
      size: 'desk',
      act: async (page) => {
        for (const key of ['j', 'j', 'k', 'j']) await page.keyboard.press(key)
        const row = await page.evaluate(() => document.activeElement?.closest('li')?.textContent ?? '')
        if (!row.includes('陈**')) throw new Error(`j and k lead to "${row}"`)
        await page.keyboard.press('/')
        if (!(await page.evaluate(() => document.activeElement?.matches('.nx-search input'))))
          throw new Error('/ does not lead to the search')
        await page.keyboard.type('linw')
        await page.keyboard.press('Enter')
        await page.waitForFunction(() => location.hash === '#/find?q=linw')
        await page.waitForSelector('.nx-summary')
        await page.goBack()
        await page.waitForSelector('.nx-queue')
        await page.keyboard.press('j')
        await page.keyboard.press('Enter')
        await page.waitForFunction(() => location.hash === '#/family')
      },
    },
    {
      name: 'confirm',
      sample: 'run',
      size: 'desk',
      act: async (page) => {
        await page.click('.nx-page-actions [data-look=primary]')
        await page.waitForSelector('dialog[open]')
      },
    },
    {
      name: 'toast',
      sample: 'run',
      size: 'desk',
      act: async (page) => {
        await page.click('.nx-page-actions [data-look=primary]')
        await page.click('dialog [data-look=primary]')
        await page.waitForSelector('.nx-toast')
      },
    },
    {
      name: 'reason',
      sample: 'family',
      size: 'phone',
      act: async (page) => {
        await page.click('.nx-masked button')
        await page.click('.nx-choice:nth-of-type(2)')
      },
    },
    {
      name: 'reveal',
      sample: 'family',
      size: 'desk',
      act: async (page) => {
        await page.click('.nx-masked button')
        await page.click('.nx-choice')
        await page.click('dialog [data-look=primary]')
        await page.waitForSelector('text=138 0000 0137')
      },
    },
    {
      name: 'drawer',
      sample: 'today',
      size: 'phone',
      act: async (page) => {
        await page.click('.nx-bottom button')
        await page.waitForSelector('dialog[open]')
      },
    },
    {
      name: 'chosen',
      sample: 'families',
      size: 'desk',
      act: async (page) => {
        await page.click('.nx-filter >> nth=0')
        await page.click('tbody input >> nth=1')
        if (!page.url().includes('tag=alone')) throw new Error('the filter is not in the address')
      },
    },
    {
      name: 'fault',
      sample: 'log?state=error',
      size: 'phone',
      act: async (page) => {
        await page.click('.nx-summary a >> nth=1')
        if (!(await page.evaluate(() => document.activeElement?.matches('fieldset'))))
          throw new Error('the summary does not lead to the field')
      },
    },
    {
      name: 'select',
      sample: 'policies',
      size: 'desk',
      act: async (page) => {
        await page.click('.ant-select >> nth=0')
        await page.waitForTimeout(300)
      },
    },
  ]

/** Counts what breaks or is refused by the page's policy; the news stream is not served here. */
function listen(page: Page, name: string, found: () => void): void {
  page.on('pageerror', (error) => {
    found()
    console.error(`${name}  ${error.message}`)
  })
  page.on('console', (message) => {
    if (message.type() !== 'error' || message.location().url.endsWith('/api/events')) return
    found()
    console.error(`${name}  ${message.text()}`)
  })
}

async function photographActs(browser: Browser, address: string): Promise<number> {
  let faults = 0
  for (const { name, sample, size, act } of acts.filter((one) => one.sample.includes(only))) {
    const context = await browser.newContext({
      viewport: sizes[size],
      reducedMotion: 'reduce',
      hasTouch: size === 'phone',
    })
    const page = await context.newPage()
    listen(page, `act-${name}`, () => (faults += 1))
    try {
      await page.goto(`${address}/gallery.html#/${sample}`)
      await page.waitForSelector('h1')
      await act(page)
    } catch (error) {
      faults += 1
      console.error(`act-${name}  ${error instanceof Error ? error.message : String(error)}`)
    }
    await page.screenshot({ path: join(folder, `act-${name}.png`) })
    faults += await judge(page, `act-${name}`)
    await context.close()
  }
  return faults
}

await build({ configFile: join(root, 'vite.config.ts'), mode: 'gallery', logLevel: 'warn' })
mkdirSync(folder, { recursive: true })
const { address, close } = await serve()
const executablePath = findBrowser()
if (executablePath === undefined)
  throw new Error('There is no Chromium here: install it, or name it with CHROMIUM_PATH.')
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
})
let faults = 0
let pictures = 0
for (const [size, viewport] of Object.entries(sizes)) {
  for (const locale of ['zh', 'en']) {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce', hasTouch: size === 'phone' })
    await context.addInitScript((value) => localStorage.setItem('nuanxin.locale', value), locale)
    for (const [sample, shown] of Object.entries(states).filter(([sample]) => sample.includes(only))) {
      for (const state of locale === 'en' ? shown.slice(0, 1) : shown) {
        const page = await context.newPage()
        const name = `${sample}-${state}-${size}-${locale}`
        listen(page, name, () => (faults += 1))
        await page.goto(`${address}/gallery.html#/${sample}${state === 'full' ? '' : `?state=${state}`}`)
        await page.waitForSelector('h1, .nx-skeleton, .nx-notice, .nx-empty', { state: 'attached' })
        await page.waitForFunction(
          () => !document.querySelector('.nx-main > .nx-skeleton') || location.hash.includes('loading'),
        )
        await page.waitForTimeout(state === 'loading' ? 250 : 80)
        await page.screenshot({
          path: join(folder, `${name}.png`),
          fullPage: size === 'desk' ? sample === 'find' : true,
        })
        faults += await judge(page, name)
        pictures += 1
        await page.close()
      }
    }
    await context.close()
  }
}
faults += await photographActs(browser, address)
await browser.close()
close()
console.log(`${pictures} pictures in ${folder}, ${faults} faults`)
process.exitCode = faults > 0 ? 1 : 0
