import { useState } from 'react'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
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
} from '../../../web/design/index.ts'
import { MultipleSelectField } from '../../../web/design/desk/index.tsx'
import { useToday } from '../../../web/clock.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { usePathPart } from '../../../web/url.ts'
import { type DraftBody, listGroups, listPolicies, showPolicy } from '../contract/index.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'
import { type Opened, useSaving } from './editor/saving.ts'

/** The end of a policy, written by one and approved by another. */
export function RetirePage() {
  const policy_id = usePathPart('policy_id')
  const today = useToday()
  return isUuid(policy_id) ? (
    <RetireEditor policy_id={policy_id} initial={{ valid_to: today, reason: '' }} />
  ) : (
    <NotFound />
  )
}

interface RetireProps {
  readonly policy_id: Uuid
  readonly initial: { readonly valid_to: string; readonly reason: string }
  readonly opened?: Opened
}

export function RetireEditor({ policy_id, initial, opened }: RetireProps) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const locale = useLocale()
  const [valid_to, setTo] = useState(initial.valid_to)
  const [reason, setReason] = useState(initial.reason)
  const shown = useApi(showPolicy, { params: { policy_id } })
  const saving = useSaving(opened)
  const send = () => saving.save({ kind: 'retire', policy_id, end: { valid_to, reason } } as DraftBody)
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
            <Form label={w('retire')} problem={saving.problem} onSubmit={send}>
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
                <Button type="submit" look="primary" busy={saving.pending}>
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
  return post ? <GroupEditor division={post.division} initial={{ ...NO_GROUP, valid_from: today }} /> : <RunSkeleton />
}

const NO_GROUP = {
  name_zh: '',
  name_en: '',
  valid_from: '',
  valid_to: null as string | null,
  policy_ids: [] as string[],
  ends_group_id: null as string | null,
  document_title: '',
  document_number: null as string | null,
  source: '',
}
type GroupForm = typeof NO_GROUP

export function GroupEditor(begun: { division: number; initial: GroupForm; opened?: Opened }) {
  const { division, initial, opened } = begun
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const saving = useSaving(opened)
  const title = w(opened ? 'edit' : 'new_group')
  const [form, setForm] = useState<GroupForm>(initial)
  const change = (more: Partial<GroupForm>) => setForm((before) => ({ ...before, ...more }))
  const send = () => {
    const name_en = form.name_en.trim() === '' ? form.name_zh : form.name_en
    saving.save({ kind: 'group', division, group: { ...form, name_en } } as DraftBody)
  }
  return (
    <EditorPage
      header={{
        title,
        crumbs: [
          { title: p('title'), href: '/policies' },
          { title: w('drafts'), href: '/policies/drafts' },
        ],
      }}
      effect={<Notice tone="info" title={w('groups_lead')} />}
    >
      <Card title={w('groups')}>
        <Form label={title} problem={saving.problem} onSubmit={send}>
          <GroupFields form={form} change={change} division={division} />
          <FormEnd>
            <Button type="submit" look="primary" busy={saving.pending}>
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
        value={form.ends_group_id ?? ''}
        options={(groups.data?.items ?? [])
          .filter((group) => group.division === division)
          .map((group) => ({ value: group.id as string, label: name(group) }))}
        onChange={(id) => change({ ends_group_id: id === '' ? null : id })}
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
        value={form.document_number ?? ''}
        onChange={(text) => change({ document_number: text.trim() === '' ? null : text })}
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
