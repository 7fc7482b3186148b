import { useState } from 'react'
import { contactsWords } from '../../../care/contacts/words/index.ts'
import { CallDialog } from '../../../registry/families/web/CallDialog.tsx'
import {
  Button,
  ButtonLink,
  Chip,
  Cluster,
  EmptyState,
  Link,
  type QueueGroup,
  type QueueItem,
} from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { todayWords } from '../words.ts'
import type { TodayData } from './TodayPage.tsx'

export const namesOf = (heads: readonly string[], locale: 'zh' | 'en') => heads.join(locale === 'zh' ? '、' : ', ')

/** `10-12` where the year is this year's. */
export const shortDate = (date: string, now: string) => (date.slice(0, 4) === now.slice(0, 4) ? date.slice(5) : date)

/** Families due a contact, the longest first, each with the call and the note. */
export function useDueGroup(data: TodayData): QueueGroup | undefined {
  const w = useWords(todayWords)
  const c = useWords(contactsWords)
  const locale = useLocale()
  const log = useMay('care_records.log')
  const { due } = data
  if (due === null) return undefined
  const rule = due.rules.at(-1)
  const rule_text = rule
    ? w('rule', { per: c(`per.${rule.per}`), mode: c(`mode.${rule.mode}`), times: rule.times }) +
      (rule.confidence === 'to_confirm' ? w('rule_to_confirm') : '')
    : ''
  const items = due.items.map((family): QueueItem => {
    const kind = locale === 'zh' ? family.last_kind_zh : family.last_kind_en
    const last =
      family.last_on === null
        ? w('never')
        : w('last', { date: shortDate(family.last_on, data.day.date), kind: kind ?? '' })
    return {
      id: family.family_id,
      who: <DueName family={family} />,
      what: [family.community_name, last, family.hours === null ? '' : c(`hours.${family.hours}`)]
        .filter((text) => text)
        .join(' · '),
      when: <Chip tone={family.days > 31 ? 'attention' : 'plain'}>{w('days', { count: family.days })}</Chip>,
      actions: log ? <DueActs family={family} /> : undefined,
    }
  })
  const more = due.households - items.length
  return {
    id: 'due',
    title: w('due'),
    note:
      due.households === 0
        ? undefined
        : rule
          ? w('due_note', { count: due.households, rule: rule_text })
          : w('due_note_plain', { count: due.households }),
    items,
    more:
      more > 0 ? (
        <>
          {w('due_more', { count: more })}
          <Link href="/contacts/due">{w('see_all')}</Link>
        </>
      ) : undefined,
    empty: (
      <EmptyState
        heading={false}
        title={w('due_clear')}
        action={<ButtonLink href="/find">{w('find_family')}</ButtonLink>}
      >
        {w('due_clear_text')}
      </EmptyState>
    ),
  }
}

function DueActs({ family }: { family: DueFamily }) {
  const w = useWords(todayWords)
  const locale = useLocale()
  const reveal = useMay('families.reveal')
  const [calling, setCalling] = useState(false)
  return (
    <>
      {reveal ? (
        <Button
          look="quiet"
          aria-label={`${w('call')} ${namesOf(family.heads, locale)}`}
          onClick={() => setCalling(true)}
        >
          {w('call')}
        </Button>
      ) : null}
      <ButtonLink href={`/families/${family.family_id}/log`} data-note="">
        {w('note')}
      </ButtonLink>
      {calling ? <CallDialog family_id={family.family_id} onClose={() => setCalling(false)} /> : null}
    </>
  )
}

type DueFamily = NonNullable<TodayData['due']>['items'][number]

function DueName({ family }: { family: DueFamily }) {
  const w = useWords(todayWords)
  const locale = useLocale()
  return (
    <Cluster>
      <Link href={`/families/${family.family_id}`} data-primary="">
        {family.heads.length === 0 ? family.file : namesOf(family.heads, locale)}
      </Link>
      {family.no_home_visit ? <Chip tone="info">{w('no_visit')}</Chip> : null}
      {family.quiet_today ? <Chip tone="info">{w('quiet_today')}</Chip> : null}
      {family.tags.slice(0, 1).map((tag) => (
        <Chip key={tag}>{tag}</Chip>
      ))}
    </Cluster>
  )
}
