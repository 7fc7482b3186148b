import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import axe from 'axe-core'
import { chromium, type Browser, type BrowserContext, type Locator, type Page, type Response } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { Locale, WordTree } from '../../../src/kernel/words.ts'
import { speaker, type WordOf } from '../../../src/web/i18n/index.ts'
import { shellWords } from '../../../src/web/i18n/words.ts'
import { findBrowser } from '../../../scripts/browser.mjs'

export const SIZES = { desk: { width: 1360, height: 900 }, phone: { width: 390, height: 844 } } as const
export type Size = keyof typeof SIZES

/** How a journey is walked: on which screen, in which language. */
export interface Way {
  readonly size: Size
  readonly locale: Locale
}

const way = (size: Size, locale: Locale): Way => ({ size, locale })
/** Both screens in both languages. */
export const ALL_WAYS = [way('desk', 'zh'), way('phone', 'zh'), way('desk', 'en'), way('phone', 'en')] as const
/** Both screens and both languages, each once. */
export const TWO_WAYS = [way('desk', 'zh'), way('phone', 'en')] as const

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--hide-scrollbars',
]

let browser: Browser
const open: Visitor[] = []

/** Opens the browser for a file of journeys, closes what each journey opened. */
export function useBrowser(): void {
  beforeAll(async () => {
    const executablePath = findBrowser()
    if (executablePath === undefined) throw new Error('There is no Chromium here; `npm test` brings it or says how.')
    // Without a UTF-8 locale the browser cannot read a file whose name is Chinese, and says nothing about it.
    browser = await chromium.launch({ executablePath, args: ARGS, env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  })
  afterEach(async ({ task }) => {
    for (const visitor of open.splice(0)) {
      if (task.result?.state === 'fail') await visitor.photographFailure()
      await visitor.context.close()
    }
  })
  afterAll(() => browser.close())
}

type AnyWords = { readonly zh: WordTree; readonly en: WordTree }

/** A person at a screen. What she sees is what the tests wait for and ask about. */
export class Visitor {
  readonly page: Page
  readonly context: BrowserContext
  readonly way: Way
  readonly #address: string
  readonly #name: string
  readonly #faults: string[] = []
  readonly #refusals: number[] = []
  #steps = 0

  constructor(page: Page, name: string, address: string, here: Way) {
    this.page = page
    this.context = page.context()
    this.way = here
    this.#name = name
    this.#address = address
    page.on('pageerror', (error) => this.#faults.push(error.message))
    page.on('response', (response) => this.#answered(response))
    page.on('console', (message) => {
      // A refusal is reported by the browser as well; those that are expected are named by the journey.
      if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return
      this.#faults.push(message.text())
    })
    page.setDefaultTimeout(20_000)
  }

  #answered(response: Response): void {
    const status = response.status()
    if (status >= 400 && !this.#refusals.includes(status))
      this.#faults.push(`${status} ${response.request().method()} ${response.url()}`)
  }

  /** From here on the server may answer with this status without that being a fault. */
  expects(...statuses: number[]): void {
    this.#refusals.push(...statuses)
  }

  /** The texts of a room in the visitor's language. */
  words<W extends AnyWords>(words: W): (key: WordOf<W>, params?: Record<string, string | number>) => string {
    return speaker(words, this.way.locale)
  }

  /** From here on what is read at these addresses comes a second later, as over a village's network. */
  async readsSlowly(addresses: string): Promise<void> {
    await this.page.route(addresses, async (route) => {
      if (route.request().method() === 'GET') await sleep(1_000)
      await route.continue()
    })
  }

  async go(path: string): Promise<void> {
    await this.page.goto(`${this.#address}${path}`)
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' })
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name, exact: typeof name === 'string' })
  }

  field(label: string | RegExp): Locator {
    return this.page.getByLabel(label)
  }

  /** Waits for a text anybody could read. */
  async sees(text: string | RegExp): Promise<Locator> {
    const found = this.page.getByText(text).filter({ visible: true }).first()
    await found.waitFor()
    return found
  }

  /** Waits for the page of this title. */
  async arrives(title: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { name: title, level: 1 }).first().waitFor()
  }

  /** Waits for the dialog of this title. */
  async dialog(title: string | RegExp): Promise<Locator> {
    const found = this.page.getByRole('dialog', { name: title })
    await found.waitFor()
    return found
  }

  /** Closes a dialog by its cross. */
  async shuts(dialog: Locator): Promise<void> {
    await dialog.getByRole('button', { name: this.words(shellWords)('close_dialog'), exact: true }).click()
  }

  /** One of a few choices shown as tiles. */
  async pick(choice: string): Promise<void> {
    await this.page.getByRole('radio', { name: choice, exact: true }).check()
  }

  /** A select that searches: types, then chooses the option that shows the text. */
  async choose(label: string, typed: string, option: string | RegExp): Promise<void> {
    const box = this.page.getByRole('combobox', { name: label })
    await box.click()
    await box.fill(typed)
    await this.page.locator('.ant-select-item-option').filter({ hasText: option }).first().click()
  }

  /** The page is settled: photographed when asked for, judged by axe, no wider than the screen, nothing broken on the way. */
  async step(name: string): Promise<void> {
    const { page } = this
    await this.settles()
    this.#steps += 1
    await this.#photograph(`${String(this.#steps).padStart(2, '0')}-${name}`)
    const found = await this.#judge()
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    const faults = this.takeFaults()
    expect({ step: name, axe: found, wider_by: wide, faults }).toEqual({ step: name, axe: [], wider_by: 0, faults: [] })
  }

  /** Waits for the page as it stands once it is read: its heading is there, nothing is still a shape, and no list is still opening or closing. */
  async settles(): Promise<void> {
    await this.page.waitForFunction(
      () =>
        document.querySelector('h1') &&
        !document.querySelector('.nx-skeleton, [aria-busy="true"], .ant-slide-up-enter, .ant-slide-up-leave'),
    )
  }

  /** What went wrong on the page since it was last asked. */
  takeFaults(): string[] {
    return this.#faults.splice(0)
  }

  async #judge(): Promise<string[]> {
    await this.page.evaluate(axe.source)
    return this.page.evaluate(async () => {
      const { axe: judge } = globalThis as unknown as { axe: typeof axe }
      const { violations } = await judge.run(document)
      return violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`).join(' | ')}`,
      )
    })
  }

  async #photograph(step: string): Promise<void> {
    const folder = process.env['JOURNEY_PICTURES']
    if (folder) await this.photograph(join(folder, `${this.#name}-${this.way.size}-${this.way.locale}-${step}.png`))
  }

  async photograph(path: string): Promise<void> {
    // A dialog stands above the page and is no taller than the screen.
    const fullPage = (await this.page.locator('dialog[open]').count()) === 0
    await this.page.screenshot({ path, fullPage })
  }

  /** What she saw when the journey broke off. */
  async photographFailure(): Promise<void> {
    const folder = process.env['JOURNEY_PICTURES'] ?? join('dist', 'journeys')
    mkdirSync(folder, { recursive: true })
    const path = join(folder, `FAILED-${this.#name}-${this.way.size}-${this.way.locale}.png`)
    await this.photograph(path).catch(() => undefined)
  }
}

/** With JOURNEY_DELAY_MS every question takes up to so much longer, each another while: a journey that only holds when answers are quick falls. */
async function slowed(context: BrowserContext): Promise<void> {
  const most = Number(process.env['JOURNEY_DELAY_MS'] ?? 0)
  if (most === 0) return
  await context.route('**/api/**', async (route) => {
    await sleep(Math.random() * most)
    await route.continue().catch(() => undefined)
  })
}

/** Somebody opens the browser at this address; `name` is the journey's, for its pictures. */
export async function visit(name: string, address: string, here: Way): Promise<Visitor> {
  const phone = here.size === 'phone'
  const context = await browser.newContext({
    viewport: SIZES[here.size],
    reducedMotion: 'reduce',
    hasTouch: phone,
    locale: here.locale === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
  })
  await slowed(context)
  await context.addInitScript((locale) => localStorage.setItem('nuanxin.locale', locale), here.locale)
  const visitor = new Visitor(await context.newPage(), name, address, here)
  open.push(visitor)
  return visitor
}
