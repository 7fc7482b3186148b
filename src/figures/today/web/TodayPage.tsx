import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  ButtonLink,
  Chip,
  Cluster,
  DateText,
  Dialog,
  EmptyState,
  Lines,
  Link,
  Notice,
  Queue,
  QueuePage,
  QueueSkeleton,
  Reading,
  SearchBox,
  type QueueGroup,
  type QueueItem,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { contactsWords } from '../../../care/contacts/words/index.ts'
import { today } from '../contract.ts'
import { todayWords } from '../words.ts'
import { Places } from './Places.tsx'
import { Side } from './Side.tsx'

export type TodayData = ResponseOf<typeof today>

const TOPICS = ['visit-rounds', 'contacts', 'care-records', 'entitlements', 'families']

/** What waits today, in order, each line with its next act. */
export function TodayPage() {
  const read = useApi(today, {}, { topics: TOPICS })
  const w = useWords(todayWords)
  const locale = useLocale()
  const find = useMay('families.find')
  const day = read.data?.day
  const sub = day ? (
    <>
      {read.data?.division_name} · <DateText date={day.date} lunar={locale === 'zh' ? day.lunar : undefined} />
    </>
  ) : undefined
  return (
    <QueuePage
      header={{ title: w('title'), sub, actions: find ? <SearchBox go="/find" /> : undefined }}
      notice={read.data?.gentle ? <Gentle gentle={read.data.gentle} /> : undefined}
      side={read.data ? <Side data={read.data} /> : undefined}
    >
      <Reading of={read} skeleton={<QueueSkeleton />} part>
        {(data) => <Waiting data={data} />}
      </Reading>
    </QueuePage>
  )
}

function Waiting({ data }: { data: TodayData }) {
  const due = useDueGroup(data)
  const steps = useStepsGroup(data)
  const groups = [due, steps].filter((group) => group !== undefined)
  return groups.length === 0 ? <Places data={data} /> : <Queue groups={groups} />
}

const namesOf = (heads: readonly string[], locale: 'zh' | 'en') => heads.join(locale === 'zh' ? '、' : ', ')

/** `10-12` where the year is this year's. */
const shortDate = (date: string, now: string) => (date.slice(0, 4) === now.slice(0, 4) ? date.slice(5) : date)

function useDueGroup(data: TodayData): QueueGroup | undefined {
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
      actions: log ? (
        <ButtonLink href={`/families/${family.family_id}/log`} data-note="">
          {w('note')}
        </ButtonLink>
      ) : undefined,
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

function useStepsGroup(data: TodayData): QueueGroup | undefined {
  const w = useWords(todayWords)
  const locale = useLocale()
  if (data.gentle === null) return undefined
  const items = data.next_steps.map((step): QueueItem => {
    const kind = locale === 'zh' ? step.kind_zh : step.kind_en
    return {
      id: step.record_id,
      who: (
        <Link href={`/families/${step.family_id}`} data-primary="">
          {namesOf(step.heads, locale)}
        </Link>
      ),
      what: [step.community_name, w('after', { kind })].filter((text) => text).join(' · '),
      when: (
        <Chip tone={step.late ? 'attention' : 'plain'}>
          {step.late
            ? `${shortDate(step.next_on, data.day.date)} ${w('late')}`
            : shortDate(step.next_on, data.day.date)}
        </Chip>
      ),
      actions: (
        <ButtonLink href={`/families/${step.family_id}/log`} data-note="">
          {w('note')}
        </ButtonLink>
      ),
    }
  })
  return {
    id: 'steps',
    title: w('steps'),
    note: items.length === 0 ? undefined : w('steps_note', { count: items.length }),
    items,
    empty: (
      <EmptyState heading={false} title={w('steps_clear')}>
        {w('steps_clear_text')}
      </EmptyState>
    ),
  }
}

function Gentle({ gentle }: { gentle: NonNullable<TodayData['gentle']> }) {
  const w = useWords(todayWords)
  const locale = useLocale()
  const [open, setOpen] = useState(false)
  const festivals = gentle.festivals.map((day) => w('gentle_festival', { date: day.date.slice(5) })).join('')
  if (gentle.households === 0)
    return festivals === '' ? null : (
      <Notice tone="accent" title={w('festival_title')}>
        {festivals}
      </Notice>
    )
  return (
    <>
      <Notice
        tone="accent"
        title={w('gentle_title', { count: gentle.households })}
        action={<Button onClick={() => setOpen(true)}>{w('see')}</Button>}
      >
        {w('gentle_text')} {gentle.quiet > 0 ? w('gentle_quiet', { count: gentle.quiet }) : ''} {festivals}
      </Notice>
      {open ? (
        <Dialog title={w('gentle_dialog')} onClose={() => setOpen(false)} onInside={() => setOpen(false)}>
          {gentle.families.length === 0 ? <p>{w('gentle_none')}</p> : null}
          <Lines
            lines={gentle.families.map((family) => ({
              id: family.family_id,
              name: <Link href={`/families/${family.family_id}`}>{namesOf(family.heads, locale)}</Link>,
              state: (
                <Chip tone={family.days.some((day) => day.quiet) ? 'info' : 'plain'}>
                  {w(family.days.some((day) => day.quiet) ? 'quiet_day' : 'soft_day')}
                </Chip>
              ),
              note: family.days
                .map((day) => `${day.date.slice(5)} ${locale === 'zh' ? day.lunar : ''}`.trim())
                .join(' · '),
              action: family.community_name,
            }))}
          />
          <p className="nx-sub nx-small">{w('gentle_who')}</p>
        </Dialog>
      ) : null}
    </>
  )
}
