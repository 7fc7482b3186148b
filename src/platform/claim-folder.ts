import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Claim {
  pid: number
  address: string
}

/**
 * One server per data folder: a second start would share, and then stop, the first one's database. What a killed process left
 * behind, whole or cut off in the middle, stops nobody.
 * @returns gives the folder up again
 * @throws Error when another server that lives has it
 */
export function claimFolder(folder: string, address: string): () => void {
  mkdirSync(folder, { recursive: true })
  const file = fileOf(folder)
  const other = serverOf(folder)
  if (other && other.pid !== process.pid) {
    throw new Error(`已在运行 · Already running at ${other.address} (process ${other.pid}).`)
  }
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify({ pid: process.pid, address } satisfies Claim))
  renameSync(draft, file)
  return () => rmSync(file, { force: true })
}

const fileOf = (folder: string) => join(folder, 'server.json')

/** The server that has the folder and lives. */
export function serverOf(folder: string): Claim | undefined {
  const claim = readClaim(fileOf(folder))
  return claim && isAlive(claim.pid) ? claim : undefined
}

function readClaim(file: string): Claim | undefined {
  try {
    const claim = JSON.parse(readFileSync(file, 'utf8')) as Partial<Claim> | null
    return typeof claim?.pid === 'number' && typeof claim.address === 'string'
      ? { pid: claim.pid, address: claim.address }
      : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return /node/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && process.platform !== 'linux'
  }
}
