import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { civilDateOf } from '../kernel/calendar.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Call } from '../platform/call.ts'
import type { House } from '../house.ts'
import { importRoster, type MappingFile, mappingFileShape, type RosterResult } from '../registry/imports/index.ts'
import { answer, type Output, table } from './output.ts'

export interface ImportOptions {
  mapping?: string | undefined
  apply: boolean
}

function read(file: string, place: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    return refuse('bad_input', 'command_line.no_file', { place, cause: error })
  }
}

function mappingFrom(file: string): MappingFile {
  const text = read(file, '--mapping').toString('utf8')
  try {
    return mappingFileShape.parse(JSON.parse(text))
  } catch (error) {
    return refuse('bad_input', 'command_line.bad_mapping', { place: '--mapping', cause: error })
  }
}

/**
 * `nuanxin import`: every fault with its cell and what a roster would change; with `--apply` it is taken in, all or nothing. True
 * when nothing blocks, and with `--apply` when the register is as the file says, now or since it was applied before.
 */
export async function runImport(
  house: House,
  call: Call,
  { file, options }: { file: string | undefined; options: ImportOptions },
  output: Output,
): Promise<boolean> {
  if (file === undefined) refuse('bad_input', 'command_line.needs_file', { place: 'import' })
  const result = await importRoster(house.db, call, {
    bytes: read(file, file),
    file_name: basename(file),
    apply: options.apply,
    ...(options.mapping === undefined ? {} : { mapping: mappingFrom(options.mapping) }),
  })
  const { import: detail, faults, changes, applied } = result
  answer(
    output,
    {
      import_id: detail.import_id,
      state: detail.state,
      applied,
      applied_before: detail.applied_before,
      counts: detail.counts,
      faults,
      changes,
    },
    () => plain(result, call.locale),
  )
  return options.apply ? detail.state === 'applied' : detail.counts.blocks === 0
}

const TEXTS = {
  zh: {
    fault: ['位置', '程度', '问题', '建议'],
    change: ['行', '变化', '家庭', '社区'],
    blocks: '须改正',
    warns: '请核对',
    kind: { new: '新增', changed: '变动', unchanged: '不变', absent: '表中没有', absent_members: '少了成员' },
    sum: '户：新增 {{new}}，变动 {{changed}}，不变 {{same}}；问题：须改正 {{blocks}}，请核对 {{warns}}。',
    applied: '已导入。',
    before: '这份表以前已经导入（{{on}}，{{by}}）：现在不会有任何改动，不用再导入。',
    did_then: '那次导入的结果：新增 {{new}} 户，变动 {{changed}} 户，不变 {{same}} 户。',
    not_applied: '有须改正之处，没有导入。',
    preview: '这是预览，没有改动；加 --apply 才导入。',
    more: '其余 {{count}} 条请用 --json 查看。',
  },
  en: {
    fault: ['place', 'weight', 'fault', 'suggestion'],
    change: ['row', 'change', 'family', 'community'],
    blocks: 'blocks',
    warns: 'look',
    kind: {
      new: 'new',
      changed: 'changed',
      unchanged: 'same',
      absent: 'not in the file',
      absent_members: 'members missing',
    },
    sum: 'Families: {{new}} new, {{changed}} changed, {{same}} the same; faults: {{blocks}} block, {{warns}} to look at.',
    applied: 'Taken in.',
    before: 'This file was taken in before ({{on}}, {{by}}): nothing changes now, and it need not be taken in again.',
    did_then: 'That import, then: {{new}} families new, {{changed}} changed, {{same}} the same.',
    not_applied: 'Something has to be mended first; nothing was taken in.',
    preview: 'This is a preview, nothing was changed; --apply takes it in.',
    more: '{{count}} more: see --json.',
  },
} as const

const ROWS_MAX = 50

/** Where in the file a line stands; who is registered but not in the file stands nowhere. */
const placeOf = ({ sheet, row }: { sheet: string; row: number }): string => (row === 0 ? '–' : `${sheet}!${row}`)

function plain({ import: detail, faults, changes, applied }: RosterResult, locale: Call['locale']): string {
  const texts = TEXTS[locale]
  const { counts } = detail
  const fill = (text: string, values: Record<string, string | number>) =>
    text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
  const more = (list: readonly unknown[]) =>
    list.length > ROWS_MAX ? [fill(texts.more, { count: list.length - ROWS_MAX })] : []
  const households = {
    new: counts.new_households,
    changed: counts.changed_households,
    same: counts.unchanged_households,
  }
  // The counts of an import that ended are what it did then, and nothing of them happens again.
  if (detail.state === 'applied' && !applied) {
    const on = civilDateOf(detail.ended_at ?? detail.uploaded_at)
    return [fill(texts.before, { on, by: detail.uploaded_by }), fill(texts.did_then, households)].join('\n\n')
  }
  const lines = [fill(texts.sum, { ...households, blocks: counts.blocks, warns: counts.warns })]
  if (faults.length > 0) {
    const rows = faults
      .slice(0, ROWS_MAX)
      .map((one) => [`${one.sheet}!${one.column ?? ''}${one.row}`, texts[one.severity], one.message, one.suggestion])
    lines.push(table(texts.fault, rows), ...more(faults))
  }
  if (changes.length > 0) {
    const rows = changes.slice(0, ROWS_MAX).map((one) => [placeOf(one), texts.kind[one.kind], one.names, one.community])
    lines.push(table(texts.change, rows), ...more(changes))
  }
  const end = applied ? texts.applied : counts.blocks > 0 ? texts.not_applied : texts.preview
  return [...lines, end].join('\n\n')
}
