import { useState } from 'react'
import { isCode } from '../../../kernel/division-code.ts'
import { isUuid } from '../../../kernel/ids.ts'
import {
  Button,
  Card,
  EditorPage,
  Form,
  FormEnd,
  NotFound,
  Reading,
  RunSkeleton,
  toast,
} from '../../../web/design/index.ts'
import { useToday } from '../../../web/clock.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { useGo, usePathPart, useUrlState } from '../../../web/url.ts'
import { rewriteDraft, showDraft, showPolicy, writeDraft } from '../contract/index.ts'
import { levelsOf, type RawGroup } from '../rules/index.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'
import { type About, bodyOf, type DraftForm, emptyForm, formOfDraft, formOfPolicy } from './editor/form.ts'
import { PromiseFields } from './editor/PromiseFields.tsx'
import { RateFields } from './editor/RateFields.tsx'
import { RuleEditor } from './editor/RuleEditor.tsx'
import { RuleEffect } from './editor/RuleEffect.tsx'
import { BasisFields, VersionFields } from './editor/VersionFields.tsx'

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
        if (content.kind === 'retire' || content.kind === 'group' || !may.edit) return <NotFound />
        const about: About =
          content.kind === 'create' ? { kind: 'create' } : { kind: 'version', policy_id: content.policy_id }
        return (
          <Editor
            title={w('edit')}
            about={about}
            initial={formOfDraft(content, division)}
            own={division}
            draft={{ draft_id, version }}
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
  readonly draft?: { readonly draft_id: string; readonly version: number }
}

function Editor({ title, about, initial, own, draft }: EditorProps) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const [form, setForm] = useState(initial)
  const change = (more: Partial<DraftForm>) => setForm((before) => ({ ...before, ...more }))
  const saving = useSaving(about, draft)
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
      <Form label={title} problem={saving.problem} onSubmit={() => saving.save(form)}>
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

function useSaving(about: About, draft: EditorProps['draft']) {
  const w = useWords(editorWords)
  const go = useGo()
  const done = ({ draft_id }: { draft_id: string }) => {
    toast(w('saved'))
    go(`/policies/drafts/${draft_id}`)
  }
  const write = useCommand(writeDraft, { done })
  const rewrite = useCommand(rewriteDraft, { done })
  const save = (form: DraftForm) => {
    const content = bodyOf(form, about)
    if (draft === undefined) void write.send({ body: content })
    else void rewrite.send({ params: { draft_id: draft.draft_id as never }, body: { version: draft.version, content } })
  }
  const problem = write.problem ?? rewrite.problem
  return { save, pending: write.pending || rewrite.pending, problem: problem && draft ? inContent(problem) : problem }
}

/** Faults of a draft opened again are named as in a new one: the rule stands at `version.rule` in both. */
function inContent<P extends { readonly issues: readonly { readonly place: string }[] }>(problem: P): P {
  const issues = problem.issues.map((issue) => ({ ...issue, place: issue.place.replace(/^(body\.)?content\./, '') }))
  return Object.assign(Object.create(Object.getPrototypeOf(problem)), problem, { issues })
}
