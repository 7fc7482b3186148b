import { dirname, join } from 'node:path'
import { linesOfMoney, MONEY } from './tidy-money.ts'
import { linesOfPapers } from './tidy-papers.ts'

export interface SourceFile {
  path: string
  text: string
}

export interface Fault {
  rule: string
  path: string
  detail: string
}

const WINGS = 'registry|ledgers|promises|provision|care|homes|figures'
const ROOM = new RegExp(`^src/(?:${WINGS})/([^/]+)/(.+)$`)
/** `node:module` loads one of the others when it is first wanted; it reads no file of ours. */
const PURE_LIBRARIES = new Set(['tyme4ts', 'pinyin-pro', 'opencc-js', 'zod', 'node:module'])
const FILE_LINES_MAX = 300
const FUNCTION_LINES_MAX = 70
const LINE_LENGTH_MAX = 160

/** What a room's file is, by its name; a file over 300 lines becomes a folder of the same name. */
const PARTS = ['index', 'contract', 'rules', 'access', 'words', 'queries', 'commands', 'routes', 'jobs', 'web'] as const
type Part = (typeof PARTS)[number]

/** Which parts of its own room a part may import. */
const WITHIN_ROOM: Record<Part, readonly Part[]> = {
  rules: ['rules', 'words', 'contract', 'access'],
  access: ['access'],
  words: ['words'],
  contract: ['contract', 'rules'],
  queries: ['queries', 'contract', 'rules', 'access'],
  commands: ['commands', 'queries', 'rules', 'access', 'contract', 'words', 'index'],
  routes: ['routes', 'commands', 'queries', 'contract', 'access', 'rules', 'words', 'index'],
  jobs: ['jobs', 'commands', 'queries', 'rules', 'contract', 'index'],
  index: ['index', 'commands', 'queries', 'rules', 'contract', 'access', 'words'],
  web: ['web', 'contract', 'rules', 'words', 'access'],
}
const PURE: ReadonlySet<Part> = new Set(['rules', 'access', 'words', 'contract'])

interface Place {
  kind: 'kernel' | 'platform' | 'room' | 'web' | 'root' | 'outside'
  room?: string
  part?: Part
}

function placeOf(path: string): Place {
  if (path.startsWith('src/kernel/')) return { kind: 'kernel' }
  if (path.startsWith('src/platform/')) return { kind: 'platform' }
  if (path.startsWith('src/web/')) return { kind: 'web' }
  const match = ROOM.exec(path)
  if (match) {
    const first = (match[2] ?? '').split('/')[0]?.replace(/\.tsx?$/, '')
    const part = PARTS.find((p) => p === first)
    return { kind: 'room', room: match[1] ?? '', ...(part ? { part } : {}) }
  }
  return path.startsWith('src/') ? { kind: 'root' } : { kind: 'outside' }
}

const isTest = (path: string) => /\.test\.tsx?$/.test(path) || !path.startsWith('src/')

/** The rooms in floor order, as `src/rooms.ts` lists them. */
export function walkOrder(rooms: string): string[] {
  return [...rooms.matchAll(/name: '([a-z-]+)'/g)].map((match) => match[1] ?? '')
}

interface Import {
  target: string
  type_only: boolean
  /** Asked for while the program runs, not before it begins. */
  lazy: boolean
}

function importsOf(file: SourceFile): Import[] {
  const found = [
    ...file.text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\s+from\s+)?['"]([^'"]+)['"]/gm),
  ].map((m) => ({
    target: m[2] ?? '',
    type_only: Boolean(m[1]),
    lazy: false,
  }))
  const dynamic = [...file.text.matchAll(/import\(\s*['"]([^'"]+)['"]/g)].map((m) => ({
    target: m[1] ?? '',
    type_only: false,
    lazy: true,
  }))
  return [...found, ...dynamic].map(({ target, ...how }) => ({
    target: target.startsWith('.') ? join(dirname(file.path), target) : target,
    ...how,
  }))
}

/** What is loaded before the first line of `entrance` runs: files, and libraries by their names. */
export function loadedBefore(sources: readonly SourceFile[], entrance: string): Set<string> {
  const byPath = new Map(sources.map((file) => [file.path, file]))
  const loaded = new Set([entrance])
  for (const path of loaded) {
    const file = byPath.get(path)
    for (const each of file ? importsOf(file) : []) if (!each.lazy && !each.type_only) loaded.add(each.target)
  }
  return loaded
}

/** Why this import is against the law, or undefined. */
function unlawful(file: SourceFile, { target, type_only }: Import, order: readonly string[]): string | undefined {
  const from = placeOf(file.path)
  const local = target.startsWith('src/')
  const to = placeOf(target)
  if (from.kind === 'kernel')
    return local ? (to.kind === 'kernel' ? undefined : 'kernel imports nothing') : libraryInKernel(target, type_only)
  if (from.kind === 'platform')
    return local && to.kind !== 'platform' && to.kind !== 'kernel' ? 'the platform knows no room' : undefined
  if (from.kind === 'web') return webReach(to, local)
  if (from.kind === 'room') return roomReach(from, target, to, local, order, type_only)
  return undefined
}

function libraryInKernel(target: string, typeOnly: boolean): string | undefined {
  return typeOnly || PURE_LIBRARIES.has(target.split('/')[0] ?? '') ? undefined : `the kernel does no I/O (${target})`
}

function webReach(to: Place, local: boolean): string | undefined {
  if (!local || to.kind === 'kernel' || to.kind === 'web') return undefined
  const shared =
    to.kind === 'room' && (to.part === 'contract' || to.part === 'rules' || to.part === 'words' || to.part === 'web')
  return shared ? undefined : 'the web never touches server code'
}

function roomReach(
  from: Place,
  target: string,
  to: Place,
  local: boolean,
  order: readonly string[],
  typeOnly: boolean,
): string | undefined {
  const part = from.part
  if (!part) return undefined
  if (!local)
    return PURE.has(part) && !typeOnly && !PURE_LIBRARIES.has(target)
      ? `${part} does no I/O (${target})`
      : routeLibrary(part, target)
  if (to.kind === 'kernel') return undefined
  if (part === 'web') return to.kind === 'web' ? undefined : webReach(to, local)
  if (to.kind === 'platform') return platformReach(part, target, typeOnly)
  if (to.kind !== 'room') return `${part} may not import ${target}`
  if (to.room !== from.room) return neighbourReach(from, to, order)
  return to.part && !WITHIN_ROOM[part].includes(to.part) && !typeOnly ? `${part} may not import ${to.part}` : undefined
}

function routeLibrary(part: Part, target: string): string | undefined {
  return part === 'routes' && (target === 'kysely' || target === 'pg') ? 'routes hold no SQL' : undefined
}

function platformReach(part: Part, target: string, typeOnly: boolean): string | undefined {
  if (PURE.has(part) && !typeOnly) return `${part} does no I/O`
  if (part === 'queries' && target.endsWith('database/transact.ts') && !typeOnly)
    return 'a transaction begins only in commands and routes'
  return undefined
}

function neighbourReach(from: Place, to: Place, order: readonly string[]): string | undefined {
  const sharedPart = to.part === 'contract' || to.part === 'words' || to.part === 'rules'
  if (to.part !== 'index' && !sharedPart) return 'a room is entered by its index.ts'
  const here = order.indexOf(from.room ?? '')
  const there = order.indexOf(to.room ?? '')
  return here >= 0 && there >= 0 && there > here ? `${from.room} may not call uphill to ${to.room}` : undefined
}

/** Everything in these files that is against the house rules. `order` is the floor order of rooms. */
export function faultsOf(
  sources: readonly SourceFile[],
  order: readonly string[],
  options: { unreached: boolean } = { unreached: true },
): Fault[] {
  const faults = sources
    .filter((file) => !file.path.endsWith('database/tables.ts'))
    .flatMap((file) => faultsOfFile(file, order))
  return options.unreached ? [...faults, ...deadFiles(sources)] : faults
}

function faultsOfFile(file: SourceFile, order: readonly string[]): Fault[] {
  const fault = (rule: string, detail: string): Fault => ({ rule, path: file.path, detail })
  const lines = file.text.trimEnd().split('\n')
  const faults: Fault[] = []
  if (lines.length > FILE_LINES_MAX) faults.push(fault('file length', `${lines.length} lines`))
  for (const [index, text] of lines.entries()) {
    if (text.length > LINE_LENGTH_MAX) faults.push(fault('line length', `line ${index + 1}`))
  }
  for (const { name, length } of functionsOf(lines)) {
    if (length > FUNCTION_LINES_MAX && !isTest(file.path))
      faults.push(fault('function length', `${name}: ${length} lines`))
  }
  if (!isTest(file.path)) {
    for (const each of importsOf(file)) {
      const why = unlawful(file, each, order)
      if (why) faults.push(fault('law of imports', `${each.target}: ${why}`))
    }
    const { kind, part, room } = placeOf(file.path)
    if (
      kind !== 'platform' &&
      kind !== 'root' &&
      /\bDate\.now\(|\bnew Date\(\)|Math\.random\(|process\.env\b/.test(file.text) &&
      !(kind === 'web' || part === 'web')
    ) {
      faults.push(fault('time and chance', 'time, ids, chance and environment come in as arguments'))
    }
    if (part === 'web' && kind === 'room' && /className=(?:"|\{['"`])nx-/.test(file.text))
      faults.push(fault('one design', 'a page takes components of the design, not its classes'))
    for (const line of linesOfMoney(file))
      faults.push(fault('whole fen', `line ${line}: fen and yuan meet in ${MONEY}`))
    for (const line of linesOfPapers(file)) faults.push(fault('papers after the commit', `line ${line}`))
    if (kind === 'room' && room && !part) faults.push(fault('file names', 'not one of the file names of a room'))
  }
  if (UNPLAIN.test(stripStrings(file.text))) faults.push(fault('plain types', 'any, enum or default export'))
  if (new RegExp(`\\b(${'TO'}DO|${'FIX'}ME|${'XX'}X)\\b`).test(file.text))
    faults.push(fault('finished work', 'a mark of unfinished work'))
  return faults
}

function stripStrings(text: string): string {
  return text.replace(
    /\/[^/\n]*\bany\b[^/\n]*\/[a-z]*|\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g,
    '""',
  )
}

/** Top-level and member functions by indentation: the formatter puts a closing brace under the line that opened it. */
function functionsOf(lines: readonly string[]): { name: string; length: number }[] {
  const found: { name: string; length: number }[] = []
  for (const [start, text] of lines.entries()) {
    const opening =
      /^(\s*)(?:export )?(?:async )?(?:function\*? (\w+).*|(?:const (\w+) = (?:async )?\(.*=>)|(?:(\w+)\([^)]*\)[^;]*)) ?\{$/.exec(
        text,
      )
    if (!opening || /^\s*(if|for|while|switch|catch|else)\b/.test(text)) continue
    const closing = `${opening[1]}}`
    const end = lines.findIndex(
      (line, index) => index > start && line.startsWith(closing) && !line.startsWith(`${closing} else`),
    )
    if (end > start) found.push({ name: opening[2] ?? opening[3] ?? opening[4] ?? '?', length: end - start + 1 })
  }
  return found
}

const UNPLAIN = /:\s*any\b|\bas any\b|<any>|^export enum |^enum |^export default /m

const ENTRANCES =
  /(^src\/(server|worker|cli)\.ts$)|(^src\/web\/(main|elder\/main|design\/gallery\/main)\.tsx$)|\.test\.tsx?$|^(test|scripts|bench)\/|\.d\.ts$|-worker\.ts$/

function deadFiles(sources: readonly SourceFile[]): Fault[] {
  const reached = new Set(sources.flatMap((file) => importsOf(file).map((i) => i.target)))
  return sources
    .filter((file) => !ENTRANCES.test(file.path) && !reached.has(file.path))
    .map((file) => ({ rule: 'no dead file', path: file.path, detail: 'nothing imports it' }))
}

/** What a room's `index.ts` lets out, types aside, and no file outside the room takes. */
export function idleDoors(sources: readonly SourceFile[]): string[] {
  const taken = new Set(sources.flatMap((file) => namesTaken(file)))
  return sources.flatMap(({ path, text }) =>
    placeOf(path).part === 'index'
      ? [...text.matchAll(/^export \{([^}]*)\}/gm)]
          .flatMap(([, names = '']) => valuesIn(names))
          .filter((name) => !taken.has(`${path} ${name}`))
          .map((name) => `${path}: ${name}`)
      : [],
  )
}

function namesTaken(file: SourceFile): string[] {
  const room = ROOM.exec(file.path)?.[1]
  return [...file.text.matchAll(/^import \{([^}]*)\} from '(\.[^']+\/index\.ts)'/gm)].flatMap(
    ([, names = '', from = '']) => {
      const door = join(dirname(file.path), from)
      return room !== undefined && placeOf(door).room === room ? [] : valuesIn(names).map((name) => `${door} ${name}`)
    },
  )
}

const valuesIn = (names: string): string[] =>
  names
    .split(',')
    .map((name) => name.trim().replace(/ as .*$/, ''))
    .filter((name) => name !== '' && !name.startsWith('type '))

/** The files that a script of package.json names and that are not there. */
export function filesMissingFrom(
  scripts: Readonly<Record<string, string>>,
  isThere: (path: string) => boolean,
): string[] {
  return Object.entries(scripts).flatMap(([name, script]) =>
    (script.match(/[\w./-]+\.(?:[cm]?[jt]s|json)\b/g) ?? [])
      .filter((path) => !isThere(path))
      .map((path) => `${name}: ${path}`),
  )
}
