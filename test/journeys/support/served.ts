import { type ChildProcess, spawn } from 'node:child_process'
import { startArguments } from '../../../scripts/start-arguments.ts'
import { freePort } from '../../../src/platform/free-port.ts'

const READY_WITHIN_MS = 900_000

/** The server as `npm start` starts it, and what it says. */
export class Served {
  address = ''
  #process: ChildProcess | undefined
  #said = ''
  #heard: (() => void)[] = []
  readonly #folder: string
  readonly #database: string
  readonly #args: readonly string[]

  constructor(folder: string, database: string, args: readonly string[]) {
    this.#folder = folder
    this.#database = database
    this.#args = args
  }

  async start(): Promise<void> {
    const port = await freePort()
    this.address = `http://127.0.0.1:${port}`
    const database = { DATABASE_URL: this.#database, NUANXIN_PROFILE: 'evaluation' }
    const env = { ...process.env, ...database, NUANXIN_DATA: this.#folder, PORT: String(port) }
    const { args, cwd } = startArguments()
    const child = spawn(process.execPath, [...args, ...this.#args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#process = child
    const hear = (text: Buffer) => {
      this.#said += text.toString('utf8')
      for (const heard of this.#heard) heard()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', () => this.#heard.forEach((heard) => heard()))
    await this.says(/(Nuanxin is ready)/)
  }

  /** Resolves to the first group of what the server printed. */
  says(what: RegExp): Promise<string> {
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`The server did not say ${what}:\n${this.#said}`)), READY_WITHIN_MS)
      const look = () => {
        const found = what.exec(this.#said)?.[1]
        if (found !== undefined) {
          clearTimeout(timer)
          done(found)
        } else if (this.#process && this.#process.exitCode !== null) {
          clearTimeout(timer)
          fail(new Error(`The server stopped:\n${this.#said}`))
        }
      }
      this.#heard.push(look)
      look()
    })
  }

  async loaded(): Promise<void> {
    const text = await this.says(/(Loading the demonstration failed.*|100% {2}.*)/)
    if (!text.startsWith('100%')) throw new Error(text)
  }

  stop(): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null) return Promise.resolve()
    return new Promise((done) => {
      child.once('exit', () => done())
      child.kill('SIGTERM')
    })
  }
}
