// Plain JavaScript: the set-up asks it before the bundled runtime is there.
import { existsSync } from 'node:fs'

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * Where the browser of the journeys and of the gallery is: the one named with CHROMIUM_PATH and no other, or the first of the usual
 * places that has one.
 *
 * @param {Readonly<Record<string, string | undefined>>} [env]
 * @param {(path: string) => boolean} [isThere]
 * @returns {string | undefined}
 */
export function findBrowser(env = process.env, isThere = existsSync) {
  const named = env['CHROMIUM_PATH']
  return (named ? [named] : USUAL).find((path) => isThere(path))
}
