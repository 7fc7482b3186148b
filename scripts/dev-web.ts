import { join } from 'node:path'
import { createServer, type ViteDevServer } from 'vite'

const ROOT = join(import.meta.dirname, '..')

/**
 * The web app as it stands in src/web, every change shown at once; what is the server's own goes to `server`. The browser's host goes
 * with it: a server that was asked under another name takes the page for a foreign one.
 */
export async function startWeb(options: { host: string; port: number; server: string }): Promise<ViteDevServer> {
  const { host, port, server: target } = options
  // Expressions, since src/web has an api.ts of its own.
  const proxy = Object.fromEntries(['^/api/', '^/healthz'].map((path) => [path, { target, changeOrigin: false }]))
  const web = await createServer({
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    server: { host, port, strictPort: true, proxy },
  })
  try {
    return await web.listen()
  } catch (error) {
    await web.close()
    throw error
  }
}
