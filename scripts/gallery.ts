import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { chromium, type Page } from 'playwright-core'
import { build } from 'vite'

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
      const body = readFileSync(join(root, 'dist/gallery', path === '/' ? 'gallery.html' : path))
      response.writeHead(200, { 'content-type': kinds[extname(path)] ?? 'text/html' }).end(body)
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
  await page.addScriptTag({ content: axe.source })
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

await build({ configFile: join(root, 'vite.config.ts'), mode: 'gallery', logLevel: 'warn' })
mkdirSync(folder, { recursive: true })
const { address, close } = await serve()
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
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
        page.on('pageerror', (error) => {
          faults += 1
          console.error(`${name}  ${error.message}`)
        })
        await page.goto(`${address}/gallery.html#/${sample}${state === 'full' ? '' : `?state=${state}`}`)
        await page.waitForSelector('h1, .nx-skeleton, .nx-notice, .nx-empty', { state: 'attached' })
        await page.waitForLoadState('networkidle')
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
await browser.close()
close()
console.log(`${pictures} pictures in ${folder}, ${faults} faults`)
process.exitCode = faults > 0 ? 1 : 0
