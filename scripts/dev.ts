import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { readConfig, webAddress } from '../src/platform/config.ts'
import { freePort } from '../src/platform/free-port.ts'
import { startWeb } from './dev-web.ts'
import { startArguments } from './start-arguments.ts'

// The product as one works on it, at one address: the web app with hot reload and behind it the server, which starts anew when a source
// of its own changes. Settings as for `npm start`, but a data folder of its own, which may be thrown away when a migration changes.
const { args, cwd } = startArguments()
const config = readConfig(process.argv.slice(2), {
  ...process.env,
  NUANXIN_DATA: process.env['NUANXIN_DATA'] || join('.data', 'dev'),
})
const port = config.port || (await freePort())
const address = webAddress(config.host, port)
const behind = await freePort()

const web = await startWeb({ host: config.host, port, server: `http://127.0.0.1:${behind}` }).catch(
  (error: unknown) => {
    process.stderr.write(
      `\n无法在 ${address} 打开网页；请用 PORT 另选一个端口，例如 PORT=8090 npm run dev\n` +
        `The web app cannot be opened at ${address}; choose another port, for example PORT=8090 npm run dev\n` +
        `${error instanceof Error ? error.message : String(error)}\n`,
    )
    process.exit(1)
  },
)
const server = spawn(process.execPath, ['--watch', '--watch-preserve-output', ...args, ...process.argv.slice(2)], {
  cwd,
  stdio: 'inherit',
  env: {
    ...process.env,
    NUANXIN_DATA: config.data_folder,
    HOST: '127.0.0.1',
    PORT: String(behind),
    // The server names the address to open when it is ready: that of the web app.
    NUANXIN_PUBLIC_URL: address,
  },
})
server.once('exit', (status) => {
  void web.close().finally(() => process.exit(status ?? 0))
})
// A terminal tells the server too; whoever stops this process alone does not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void server.kill(signal))
