import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  ButtonLink,
  Chip,
  DateText,
  Dialog,
  EmptyState,
  Lines,
  Link,
  Notice,
  Queue,
  type QueueGroup,
  type QueueItem,
  QueuePage,
  QueueSkeleton,
  Reading,
  SearchBox,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { WaitingActs } from '../../../ledgers/care-records/web/WaitingActs.tsx'
import { today } from '../contract.ts'
import { todayWords } from '../words.ts'
import { useDeadlinesGroup } from './deadlines.tsx'
import { useDecisionsGroup } from './decisions.tsx'
import { namesOf, shortDate, useDueGroup } from './due.tsx'
import { useMoneyGroup } from './money.tsx'
import { Places } from './Places.tsx'
import { Side } from './Side.tsx'

export type TodayData = ResponseOf<typeof today>

const TOPICS = [
  'visit-rounds',
  'contacts',
  'care-records',
  'entitlements',
  'families',
  'claims',
  'claim-notices',
  'claim-objections',
  'roll-changes',
  'standing',
  'payment-rounds',
  'policies',
  'bank-templates',
  'bank-accounts',
  'funds',
]

/** Whose day has lectures, consultations and street events in it: what is for nobody's family alone. */
const GATHER = ['home_worker', 'psychologist', 'district_officer'] as const

/** What waits today, in order, each line with its next act. */
export function TodayPage() {
  const read = useApi(today, {}, { topics: TOPICS })
  const w = useWords(todayWords)
  const locale = useLocale()
  const find = useMay('families.find')
  const log = useMay('care_records.log')
  const role = useSession().data?.active_post?.role
  const gathers = GATHER.some((one) => one === role)
  const day = read.data?.day
  const sub = day ? (
    <>
      {read.data?.division_name} · <DateText date={day.date} lunar={locale === 'zh' ? day.lunar : undefined} />
    </>
  ) : undefined
  return (
    <QueuePage
      header={{
        title: w('title'),
        sub,
        actions: find ? (
          <>
            <SearchBox go="/find" />
            {log ? (
              <ButtonLink look="primary" href="/find?for=log">
                {w('note')}
              </ButtonLink>
            ) : null}
            {log && gathers ? <ButtonLink href="/care-records/new">{w('many')}</ButtonLink> : null}
          </>
        ) : undefined,
      }}
      notice={
        <>
          {log ? <WaitingActs /> : null}
          {read.data?.gentle ? <Gentle gentle={read.data.gentle} /> : null}
        </>
      }
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
  const money = useMoneyGroup(data)
  const deadlines = useDeadlinesGroup(data)
  const decisions = useDecisionsGroup(data)
  const groups = [deadlines, decisions, money, due, steps].filter((group) => group !== undefined)
  if (groups.length === 0) return <Places data={data} />
  // Who leads without a list of families of her own has the places below what waits.
  const leads = due === undefined && steps === undefined && data.coverage !== null
  return (
    <Stack gap="wide">
      <Queue groups={groups} />
      {leads ? <Places data={data} /> : null}
    </Stack>
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
          <Sub small>{w('gentle_who')}</Sub>
        </Dialog>
      ) : null}
    </>
  )
}
