import type { ResponseOf } from '../../../kernel/endpoint.ts'
import type { Locale } from '../../../kernel/words.ts'
import { Chip, Cluster, type Tone } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import type { listLines, showRound } from '../contract/index.ts'
import { contactsWords } from '../words/index.ts'

export type Line = ResponseOf<typeof listLines>['items'][number]
export type Round = ResponseOf<typeof showRound>['round']

/** How a family is called; by its file where the reader may know no name. */
export function headsText(line: { heads: readonly string[]; file: string }, locale: Locale): string {
  return line.heads.length === 0 ? line.file : line.heads.join(locale === 'zh' ? '、' : ', ')
}

/** What the family wishes, in a word each. */
export function Wishes({ line }: { line: Pick<Line, 'no_home_visit' | 'no_contact' | 'hours' | 'quiet_today'> }) {
  const w = useWords(contactsWords)
  return (
    <Cluster>
      {line.no_contact ? <Chip tone="info">{w('page.wish_no_contact')}</Chip> : null}
      {line.no_home_visit ? <Chip tone="info">{w('page.wish_no_visit')}</Chip> : null}
      {line.quiet_today ? <Chip tone="info">{w('page.wish_quiet')}</Chip> : null}
      {line.hours === null ? null : <span>{w(`hours.${line.hours}`)}</span>}
    </Cluster>
  )
}

const TONES: Readonly<Record<Line['state'], Tone>> = {
  planned: 'plain',
  reached: 'done',
  refused: 'info',
  quiet: 'info',
  away: 'attention',
  missed: 'attention',
}

export function StateChip({ line }: { line: Pick<Line, 'state' | 'channel'> }) {
  const w = useWords(contactsWords)
  const how =
    line.state === 'reached' && line.channel !== 'visit' && line.channel !== null
      ? ` · ${w(`channel.${line.channel}`)}`
      : ''
  return (
    <Chip tone={TONES[line.state]}>
      {w(`state.${line.state}`)}
      {how}
    </Chip>
  )
}
