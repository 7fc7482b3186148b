// Plain JavaScript for whatever Node runs npm (20 or newer): brings the packages, the runtime among them, and builds the web app.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findBrowser } from './browser.mjs'

const quiet = process.argv.includes('--quiet')
const browser = process.argv.includes('--browser')
const say = (text) => quiet || console.log(text)

const sha = (parts) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
const stampIs = (file, value) => existsSync(file) && readFileSync(file, 'utf8') === value

function fail(text) {
  console.error(`\n${text}\n`)
  process.exit(1)
}

function installPackages() {
  if (!existsSync('package-lock.json')) {
    fail('package-lock.json is not here. Run the command in the folder of the whole repository.')
  }
  const want = sha([readFileSync('package-lock.json')])
  const stamp = join('node_modules', '.lock-sha')
  if (stampIs(stamp, want)) return
  say(
    '正在安装依赖和运行环境，第一次约需一分钟 … · Installing packages and the runtime; about a minute the first time …',
  )
  const npm = process.env.npm_execpath
  const node = process.env.npm_node_execpath ?? process.execPath // the Node that runs npm, not the one about to be replaced
  const run = npm
    ? spawnSync(node, [npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: 'inherit' })
    : spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        stdio: 'inherit',
        shell: process.platform === 'win32',
      })
  if (run.error?.code === 'ENOENT') {
    fail('npm is not on this machine. Install Node 20 or newer, which brings npm, and run the command again.')
  }
  // One that was killed has no status.
  if (run.status !== 0)
    fail(
      'npm ci failed; its message stands above. Check the network and the package registry, then run the command again.',
    )
  writeFileSync(stamp, want)
}

/** The bundled runtime where the machine has one; else the system's, which must be able to run TypeScript. */
function runtime() {
  const bundled = join('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  if (existsSync(bundled)) return bundled
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  return fail(
    `This machine has no bundled runtime and Node ${process.versions.node} is too old. Install Node 26 and run the command again.`,
  )
}

function sourcesOf(folder, list = []) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) sourcesOf(path, list)
    else if (/\.(tsx?|css|html|svg|json)$/.test(entry.name) && !entry.name.includes('.test.')) list.push(path)
  }
  return list
}

function buildWeb(node) {
  const files = sourcesOf('src').sort((a, b) => (a < b ? -1 : 1))
  const want = sha([
    readFileSync('package-lock.json'),
    readFileSync('vite.config.ts'),
    ...files.flatMap((f) => [f, readFileSync(f)]),
  ])
  const stamp = join('dist', '.web-sha')
  if (stampIs(stamp, want)) return
  say('正在准备网页 … · Building the web app …')
  const vite = join('node_modules', 'vite', 'bin', 'vite.js')
  const run = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], {
    stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
  })
  if (run.status !== 0) fail('The web app could not be built; the message stands above.')
  mkdirSync('dist', { recursive: true })
  rmSync(stamp, { force: true })
  writeFileSync(stamp, want)
}

const hasChineseFont = () =>
  (spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' }).stdout ?? '').trim() !== ''

function bringBrowser() {
  if (findBrowser() && hasChineseFont()) return
  const debian = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  if (debian) {
    say('正在安装浏览器和中文字体 … · Installing Chromium and Chinese fonts for the browser journeys …')
    const apt = (...args) =>
      spawnSync('apt-get', args, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      })
    apt('update', '-qq')
    apt('install', '-y', '-qq', 'chromium', 'fonts-noto-cjk', 'fontconfig')
  }
  if (!findBrowser() || !hasChineseFont()) {
    fail(
      'The browser journeys need Chromium and a Chinese font.\nOn Debian: apt-get install chromium fonts-noto-cjk fontconfig. Elsewhere: install Chromium, set CHROMIUM_PATH, and a Noto CJK font.',
    )
  }
}

installPackages()
const node = runtime()
if (!process.argv.includes('--no-web')) buildWeb(node)
if (browser) bringBrowser()
