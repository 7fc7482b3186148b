import { useEffect, useRef, useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import {
  Ago,
  Button,
  Card,
  Chip,
  Cluster,
  Form,
  Notice,
  OneQuestionPage,
  NotFound,
  Reading,
  RunSkeleton,
  Sub,
  toast,
  useDraft,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import type { Fault } from '../../../web/problem.ts'
import { useGo, usePathPart, useUrlState } from '../../../web/url.ts'
import { careKinds, logForm } from '../contract/index.ts'
import { careRecordsWords } from '../words/index.ts'
import { bodyOf, draftOf, type LogDraft, newDraft } from './draft.ts'
import { LogFields } from './LogFields.tsx'
import type { Refused, WaitingAct } from './outbox.ts'
import { atPersons, idAfter } from './said.ts'
import { useOtherId } from './use-other-id.ts'
import { useOutbox } from './use-outbox.ts'

type LogFormData = ResponseOf<typeof logForm>
type Kinds = ResponseOf<typeof careKinds>['kinds']

const CHANNELS = ['visit', 'phone', 'wechat', 'sms', 'letter'] as const

/** Who it is, when last, and what the family wishes today. */
function Whom({ form }: { form: LogFormData }) {
  const w = useWords(careRecordsWords)
  const locale = useLocale()
  const wish = form.preference
  const prefers = CHANNELS.find((channel) => wish?.channels.some((one) => one === channel))
  return (
    <>
      {wish?.quiet_today === true ? <Notice tone="attention" title={w('page.quiet_today')} /> : null}
      {wish?.no_contact === true ? <Notice tone="attention" title={w('page.no_contact')} /> : null}
      <Card>
        <Cluster spread>
          <div>
            <b>{form.names.join(locale === 'zh' ? '、' : ', ')}</b>
            <Sub small>
              {form.community_name} · {form.last ? w('page.last') : w('page.last_never')}{' '}
              {form.last ? <Ago date={form.last.happened_on} /> : null}
            </Sub>
          </div>
          <Cluster>
            {wish?.no_home_visit === true ? <Chip tone="attention">{w('page.no_home_visit')}</Chip> : null}
            {prefers ? <Chip tone="info">{w('page.prefers', { channel: w(`channel.${prefers}`) })}</Chip> : null}
          </Cluster>
        </Cluster>
      </Card>
    </>
  )
}

/** A key for each content: the same taps sent again are the same request, changed ones another. */
function useKey(): (content: string) => string {
  const held = useRef<{ content: string; key: string }>(undefined)
  return (content) => {
    if (held.current?.content !== content) held.current = { content, key: crypto.randomUUID() }
    return held.current.key
  }
}

/** A new act, or the one that was not accepted, to be mended. */
function begun(again: WaitingAct | undefined, today: string): LogDraft {
  const newId = () => crypto.randomUUID()
  if (again === undefined) return newDraft(newId(), today)
  const draft = draftOf(again.body, today)
  return { ...draft, id: idAfter(draft.id, again.refused?.code, newId) }
}

/** What is wrong at its field; a refusal of the act as a whole stands where the form begins. */
function issuesOf({ issues, detail, next = null }: Refused, sent: readonly string[]): Fault[] {
  return issues.length > 0 ? atPersons(issues, sent) : [{ place: 'kind', code: 'refused', detail, next }]
}

function NotAccepted({ refused }: { refused: Refused }) {
  return (
    <Notice tone="attention" title={refused.detail}>
      {refused.next}
    </Notice>
  )
}

function LogPage({ form, kinds, back }: { form: LogFormData; kinds: Kinds; back: string }) {
  const w = useWords(careRecordsWords)
  const locale = useLocale()
  const go = useGo()
  const url = useUrlState()
  const outbox = useOutbox()
  const again = outbox.waiting.find((act) => act.body.id === url.one('again'))
  const [fresh] = useState(() => begun(again, form.today))
  const [draft, change, clear] = useDraft(
    `care-records.${outbox.account_id}.${form.family_id}.${url.one('again')}`,
    fresh,
  )
  const [issues, setIssues] = useState<readonly Fault[]>([])
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused>()
  useOtherId(draft, change, refused)
  const keyOf = useKey()
  useEffect(() => {
    // The draft of an act is kept from its first tap, id and all, so that a reload goes on with the same act.
    if (draft.id === fresh.id) change({})
    // oxlint-disable-next-line react/exhaustive-deps -- once, on arrival
  }, [])
  const submit = async () => {
    const parents = form.persons.filter((person) => person.parent).map((person) => person.person_id)
    const { district, family_id } = form
    const { body, faults } = bodyOf(draft, { district, family_id, parents, kinds, locale })
    setIssues(faults)
    if (!body) return
    setBusy(true)
    // What the server told of this act when it was sent before is read by now: it waits here no longer.
    if (again && again.body.id !== body.id) outbox.drop(again.body.id)
    const answer = await outbox.send({ key: keyOf(JSON.stringify(body)), body })
    setBusy(false)
    if (typeof answer === 'object') {
      outbox.drop(body.id)
      setRefused(answer)
      setIssues(issuesOf(answer, body.person_ids ?? []))
      return
    }
    clear()
    toast(answer === 'sent' ? w('page.saved') : w('page.waiting'))
    go(back, { replace: true })
  }
  return (
    <OneQuestionPage
      title={w('page.log')}
      back={{ href: back }}
      beside={<Chip>{w('page.offline_ok')}</Chip>}
      end={
        <Button look="primary" wide busy={busy} onClick={() => void submit()}>
          {w('page.save')}
        </Button>
      }
    >
      <Whom form={form} />
      {again?.refused ? <NotAccepted refused={again.refused} /> : null}
      <Form onSubmit={() => void submit()} issues={issues} label={w('page.log')}>
        <LogFields
          issues={issues}
          draft={draft}
          change={change}
          kinds={kinds}
          persons={form.persons}
          today={form.today}
        />
      </Form>
    </OneQuestionPage>
  )
}

/** `/families/:family_id/log`: one act on the phone in three taps. `back` in the address says where it came from. */
export function QuickLogPage() {
  const w = useWords(careRecordsWords)
  const url = useUrlState()
  const part = usePathPart('family_id')
  const family_id = isUuid(part) ? part : ('' as Uuid)
  const district = url.one('district')
  const form = useApi(logForm, { params: { family_id }, query: district === '' ? {} : { district } })
  const kinds = useApi(careKinds, {})
  const asked = url.one('back')
  // Only an address of this product: a link must not lead elsewhere.
  const back = asked.startsWith('/') && !asked.startsWith('//') ? asked : `/families/${part}`
  // This page stands without the shell: its landmark is its own, also when there is nothing to log for.
  if (form.error?.status === 404) {
    return (
      <main>
        <NotFound />
      </main>
    )
  }
  return (
    <Reading
      of={kinds}
      skeleton={
        <OneQuestionPage title={w('page.log')} back={{ href: back }}>
          <RunSkeleton />
        </OneQuestionPage>
      }
    >
      {({ kinds: all }) => (
        <Reading of={form} skeleton={<RunSkeleton />}>
          {(data) => <LogPage key={data.family_id} form={data} kinds={all} back={back} />}
        </Reading>
      )}
    </Reading>
  )
}
