import { useState } from 'react'
import { isUuid } from '../../../kernel/ids.ts'
import {
  Button,
  Card,
  EditorPage,
  Form,
  FormEnd,
  NotFound,
  Notice,
  Reading,
  RunSkeleton,
  SelectField,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { MultipleSelectField } from '../../../web/design/desk/index.tsx'
import { useToday } from '../../../web/clock.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { useGo, usePathPart } from '../../../web/url.ts'
import { type DraftBody, listGroups, listPolicies, showPolicy, writeDraft } from '../contract/index.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'

function useWriting() {
  const w = useWords(editorWords)
  const go = useGo()
  return useCommand(writeDraft, {
    done: ({ draft_id }) => {
      toast(w('saved'))
      go(`/policies/drafts/${draft_id}`)
    },
  })
}

/** The end of a policy, written by one and approved by another. */
export function RetirePage() {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const locale = useLocale()
  const policy_id = usePathPart('policy_id')
  const today = useToday()
  const [valid_to, setTo] = useState(today)
  const [reason, setReason] = useState('')
  const shown = useApi(showPolicy, { params: { policy_id: policy_id as never } }, { enabled: isUuid(policy_id) })
  const writing = useWriting()
  if (!isUuid(policy_id)) return <NotFound />
  const send = () => void writing.send({ body: { kind: 'retire', policy_id, end: { valid_to, reason } } as DraftBody })
  return (
    <Reading of={shown} skeleton={<RunSkeleton />}>
      {({ policy }) => (
        <EditorPage
          header={{
            title: w('retire'),
            sub: policy.division_name,
            crumbs: [
              { title: p('title'), href: '/policies' },
              { title: locale === 'zh' ? policy.name_zh : policy.name_en, href: `/policies/${policy_id}` },
            ],
          }}
          effect={<Notice tone="info" title={w('retire_text')} />}
        >
          <Card title={w('retire')}>
            <Form label={w('retire')} problem={writing.problem} onSubmit={send}>
              <TextField name="end.valid_to" label={w('retire_on')} type="date" value={valid_to} onChange={setTo} />
              <TextField
                name="end.reason"
                label={w('reason')}
                rows={3}
                maxLength={300}
                value={reason}
                onChange={setReason}
              />
              <FormEnd>
                <Button type="submit" look="primary" busy={writing.pending}>
                  {w('save')}
                </Button>
              </FormEnd>
            </Form>
          </Card>
        </EditorPage>
      )}
    </Reading>
  )
}

/** Policies of which a person gets only the highest. */
export function NewGroupPage() {
  const post = useSession().data?.active_post
  const today = useToday()
  return post ? <NewGroup division={post.division} today={today} /> : <RunSkeleton />
}

const NO_GROUP = {
  name_zh: '',
  name_en: '',
  valid_from: '',
  policy_ids: [] as string[],
  ends_group_id: '',
  document_title: '',
  document_number: '',
  source: '',
}
type GroupForm = typeof NO_GROUP

function NewGroup({ division, today }: { division: number; today: string }) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const writing = useWriting()
  const [form, setForm] = useState<GroupForm>({ ...NO_GROUP, valid_from: today })
  const change = (more: Partial<GroupForm>) => setForm((before) => ({ ...before, ...more }))
  const send = () => {
    const { ends_group_id, document_number, name_en } = form
    const group = {
      ...form,
      valid_to: null,
      name_en: name_en.trim() === '' ? form.name_zh : name_en,
      ends_group_id: isUuid(ends_group_id) ? ends_group_id : null,
      document_number: document_number.trim() === '' ? null : document_number,
    }
    void writing.send({ body: { kind: 'group', division, group } as DraftBody })
  }
  return (
    <EditorPage
      header={{
        title: w('new_group'),
        crumbs: [
          { title: p('title'), href: '/policies' },
          { title: w('drafts'), href: '/policies/drafts' },
        ],
      }}
      effect={<Notice tone="info" title={w('groups_lead')} />}
    >
      <Card title={w('groups')}>
        <Form label={w('new_group')} problem={writing.problem} onSubmit={send}>
          <GroupFields form={form} change={change} division={division} />
          <FormEnd>
            <Button type="submit" look="primary" busy={writing.pending}>
              {w('save')}
            </Button>
          </FormEnd>
        </Form>
      </Card>
    </EditorPage>
  )
}

interface GroupProps {
  readonly form: GroupForm
  readonly division: number
  readonly change: (more: Partial<GroupForm>) => void
}

function GroupFields({ form, division, change }: GroupProps) {
  const w = useWords(editorWords)
  const locale = useLocale()
  const list = useApi(listPolicies, { query: { place: division } })
  const groups = useApi(listGroups, { query: { place: division } })
  const name = (row: { name_zh: string; name_en: string }) => (locale === 'zh' ? row.name_zh : row.name_en)
  return (
    <>
      <TextField
        name="group.name_zh"
        label={w('name_zh')}
        maxLength={60}
        value={form.name_zh}
        onChange={(name_zh) => change({ name_zh })}
      />
      <TextField
        name="group.name_en"
        label={w('name_en')}
        optional
        maxLength={120}
        value={form.name_en}
        onChange={(name_en) => change({ name_en })}
      />
      <TextField
        name="group.valid_from"
        label={w('valid_from')}
        type="date"
        value={form.valid_from}
        onChange={(valid_from) => change({ valid_from })}
      />
      <MultipleSelectField
        name="group.policy_ids"
        label={w('group_policies')}
        values={form.policy_ids}
        onChange={(policy_ids) => change({ policy_ids })}
        options={(list.data?.items ?? [])
          .filter((item) => item.grant_kind === 'cash')
          .map((item) => ({ value: item.id as string, label: name(item) }))}
      />
      <SelectField
        name="group.ends_group_id"
        label={w('group_ends')}
        optional
        placeholder={w('group_ends_none')}
        value={form.ends_group_id}
        options={(groups.data?.items ?? [])
          .filter((group) => group.division === division)
          .map((group) => ({ value: group.id as string, label: name(group) }))}
        onChange={(ends_group_id) => change({ ends_group_id })}
      />
      <GroupBasis form={form} change={change} />
    </>
  )
}

function GroupBasis({ form, change }: Omit<GroupProps, 'division'>) {
  const w = useWords(editorWords)
  return (
    <>
      <TextField
        name="group.document_title"
        label={w('document_title')}
        maxLength={200}
        value={form.document_title}
        onChange={(document_title) => change({ document_title })}
      />
      <TextField
        name="group.document_number"
        label={w('document_number')}
        optional
        maxLength={80}
        value={form.document_number}
        onChange={(document_number) => change({ document_number })}
      />
      <TextField
        name="group.source"
        label={w('source')}
        maxLength={300}
        value={form.source}
        onChange={(source) => change({ source })}
      />
    </>
  )
}
