import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

/**
 * How `npm start` runs Node, read from package.json: what is measured, tortured and walked through is what is shipped.
 * The arguments are relative to `cwd`.
 */
export function startArguments(): { args: string[]; cwd: string } {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } }
  return { args: scripts.start.split(' ').slice(1), cwd: ROOT }
}
