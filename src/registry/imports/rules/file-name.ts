const LENGTH_MAX = 120
/** The word that is shown to nobody; people put it into file names. */
const NOT_SHOWN = /失\s*独/g

/** A file name as it may be kept and shown: no path, nothing that cannot be printed, and not the word families must not read. */
export function cleanFileName(name: string): string {
  const base = name.replace(/^.*[/\\]/, '')
  const cleaned = base
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replaceAll(NOT_SHOWN, '特殊')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const ending = /\.[A-Za-z0-9]{1,5}$/.exec(cleaned)?.[0] ?? ''
  const stem = Array.from(cleaned.slice(0, cleaned.length - ending.length))
    .slice(0, LENGTH_MAX - ending.length)
    .join('')
  return stem + ending === '' ? '未命名' : stem + ending
}
