import { useState } from 'react'
import { isCode } from '../../../kernel/division-code.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { Button, Card, EditorPage, Form, FormEnd, NotFound, Reading, RunSkeleton } from '../../../web/design/index.ts'
import { useToday } from '../../../web/clock.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import type { Fault } from '../../../web/problem.ts'
import { useSession } from '../../../web/session.ts'
import { usePathPart, useUrlState } from '../../../web/url.ts'
import { showDraft, showPolicy } from '../contract/index.ts'
import { levelsOf, type RawGroup } from '../rules/index.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'
import { type About, bodyOf, type DraftForm, emptyForm, formOfDraft, formOfPolicy } from './editor/form.ts'
import { PromiseFields } from './editor/PromiseFields.tsx'
import { RateFields } from './editor/RateFields.tsx'
import { RuleEditor } from './editor/RuleEditor.tsx'
import { RuleEffect } from './editor/RuleEffect.tsx'
import { type Opened, useSaving } from './editor/saving.ts'
import { BasisFields, VersionFields } from './editor/VersionFields.tsx'
import { GroupEditor, RetireEditor } from './OtherDraftPages.tsx'

/** A new policy of one's own association; `?division=` begins it for a place inside. */
export function NewPolicyPage() {
  const w = useWords(editorWords)
  const today = useToday()
  const post = useSession().data?.active_post
  const asked = Number(useUrlState().one('division'))
  if (!post) return <RunSkeleton />
  const division = isCode(asked) && asked !== 0 ? asked : post.division
  const [level = 'district'] = levelsOf(division)
  return (
    <Editor
      title={w('new_policy')}
      about={{ kind: 'create' }}
      initial={emptyForm(division, level, today)}
      own={post.division}
    />
  )
}

/** A new version of a policy, begun as the newest one reads. */
export function NewVersionPage() {
  const w = useWords(editorWords)
  const today = useToday()
  const policy_id = usePathPart('policy_id')
  const shown = useApi(showPolicy, { params: { policy_id: policy_id as never } }, { enabled: isUuid(policy_id) })
  if (!isUuid(policy_id)) return <NotFound />
  return (
    <Reading of={shown} skeleton={<RunSkeleton />}>
      {(data) => {
        const initial = formOfPolicy(data, today)
        return initial ? (
          <Editor
            title={w('new_version')}
            about={{ kind: 'version', policy_id }}
            initial={initial}
            own={initial.division}
          />
        ) : (
          <NotFound />
        )
      }}
    </Reading>
  )
}

/** A draft of one's own, opened again. */
export function ChangeDraftPage() {
  const w = useWords(editorWords)
  const draft_id = usePathPart('draft_id')
  const shown = useApi(showDraft, { params: { draft_id: draft_id as never } }, { enabled: isUuid(draft_id) })
  if (!isUuid(draft_id)) return <NotFound />
  return (
    <Reading of={shown} skeleton={<RunSkeleton />}>
      {({ content, division, version, may }) => {
        if (!may.edit) return <NotFound />
        const opened = { draft_id, version }
        if (content.kind === 'retire')
          return <RetireEditor policy_id={content.policy_id} initial={content.end} opened={opened} />
        if (content.kind === 'group')
          return <GroupEditor division={content.division} initial={content.group} opened={opened} />
        const about: About =
          content.kind === 'create' ? { kind: 'create' } : { kind: 'version', policy_id: content.policy_id }
        return (
          <Editor
            title={w('edit')}
            about={about}
            initial={formOfDraft(content, division)}
            own={division}
            opened={opened}
          />
        )
      }}
    </Reading>
  )
}

interface EditorProps {
  readonly title: string
  readonly about: About
  readonly initial: DraftForm
  readonly own: number
  readonly opened?: Opened
}

function Editor({ title, about, initial, own, opened }: EditorProps) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const [form, setForm] = useState(initial)
  const change = (more: Partial<DraftForm>) => setForm((before) => ({ ...before, ...more }))
  const saving = useSaving(opened)
  const locale = useLocale()
  const [issues, setIssues] = useState<readonly Fault[]>([])
  const save = () => {
    const { body, faults } = bodyOf(form, about, locale)
    saving.reset()
    setIssues(faults)
    if (body) saving.save(body)
  }
  const { beneficiary, asked, place_asked } = form.promise
  return (
    <EditorPage
      header={{
        title,
        crumbs: [
          { title: p('title'), href: '/policies' },
          { title: w('drafts'), href: '/policies/drafts' },
        ],
      }}
      effect={
        <RuleEffect asked={{ division: form.division, beneficiary, asked, place_asked, rule: form.rule as never }} />
      }
    >
      <Form label={title} problem={saving.problem} issues={issues} onSubmit={save}>
        {about.kind === 'create' ? (
          <Card title={w('about')}>
            <PromiseFields form={form} own={own} change={change} />
          </Card>
        ) : null}
        <Card title={w('rule')} note={w('rule_hint')}>
          <RuleEditor rule={form.rule} place="version.rule" onChange={(rule: RawGroup) => change({ rule })} />
        </Card>
        <Card title={w('version')}>
          <VersionFields form={form} change={change} />
        </Card>
        {form.grant_kind === 'cash' ? (
          <Card title={w('rates')}>
            <RateFields form={form} may_keep={about.kind === 'version'} change={change} />
          </Card>
        ) : null}
        <Card title={w('document')}>
          <BasisFields form={form} change={change} />
        </Card>
        <FormEnd>
          <Button type="submit" look="primary" busy={saving.pending}>
            {w('save')}
          </Button>
        </FormEnd>
      </Form>
    </EditorPage>
  )
}
