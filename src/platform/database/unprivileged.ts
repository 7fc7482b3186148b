import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export interface UnixUser {
  uid: number
  gid: number
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`, or else `nobody`. Undefined where nobody is root. */
export function postgresUser(): UnixUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const entry = lines.find((f) => f[0] === 'postgres') ?? lines.find((f) => f[0] === 'nobody')
  return entry ? { uid: Number(entry[2]), gid: Number(entry[3]) } : { uid: 65_534, gid: 65_534 }
}

/** Whether every folder above may be walked through by anyone. */
export function reachableBy(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}
