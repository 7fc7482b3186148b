import { type ReactNode, useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { isUuid, uuid, type Uuid } from '../../../kernel/ids.ts'
import { useQuery } from '@tanstack/react-query'
import { api, type Problem } from '../../../web/api.ts'
import {
  Button,
  Card,
  CheckField,
  EditorPage,
  Form,
  FormEnd,
  FormParts,
  KeyValue,
  NotFound,
  Notice,
  ProblemNotice,
  RunSkeleton,
  Stack,
  Sub,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale } from '../../../web/i18n/index.ts'
import { useGo, usePathPart, useUrlState } from '../../../web/url.ts'
import { openClaim, openDeclaration, prefillClaim, saveDraft, showClaim, submitClaim } from '../contract/index.ts'
import type { Adult, Declaration } from '../rules/index.ts'
import { AdultFields, ChildFields, Counts } from './FormFields.tsx'
import { useW } from './parts.tsx'
import { ProofsCard } from './ProofsCard.tsx'

/** A new declaration, filled in from the register. */
export function NewClaimPage() {
  const url = useUrlState()
  // As it was on arrival: while the next page is on its way the address is already its own.
  const [asked] = useState(() => {
    const [person_id, policy_id] = [url.one('person_id'), url.one('policy_id')]
    return isUuid(person_id) && isUuid(policy_id) ? { person_id, policy_id } : undefined
  })
  return asked ? <NewClaim asked={asked} /> : <NotFound />
}

function NewClaim({ asked }: { asked: { person_id: Uuid; policy_id: Uuid } }) {
  const w = useW()
  const go = useGo()
  const locale = useLocale()
  const [id] = useState(() => uuid(crypto.randomUUID()))
  // Each opening leaves a trace: read once on arrival.
  const read = useQuery<ResponseOf<typeof prefillClaim>, Problem>({
    queryKey: ['claim-form', asked],
    queryFn: () => api(prefillClaim, { query: asked }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
  const open = useCommand(openClaim, { done: () => go(`/claims/${id}/form`, { replace: true }) })
  if (read.error) return <ProblemNotice problem={read.error} />
  if (!read.data) return <RunSkeleton />
  const { data } = read
  return (
    <Editor
      title={w('page.form_title')}
      sub={locale === 'zh' ? data.policy_name_zh : data.policy_name_en}
      names={data.names}
      content={data.content}
      problem={open.problem}
      beside={
        <>
          <Notice title={w(`answer.${data.answer}`)} tone={data.answer === 'yes' ? 'done' : 'attention'} />
          <Sub small>{w('page.step_begin')}</Sub>
        </>
      }
      acts={(content) => (
        <Button look="primary" busy={open.pending} onClick={() => void open.send({ body: { id, ...asked, content } })}>
          {w('page.save_draft')}
        </Button>
      )}
    />
  )
}

/** A declaration being written, or read once it is submitted. */
export function ClaimFormPage() {
  const w = useW()
  const claim_id = uuid(usePathPart('claim_id'))
  const claim = useApi(showClaim, { params: { claim_id } })
  const read = useQuery<ResponseOf<typeof openDeclaration>, Problem>({
    queryKey: ['claim-declaration', claim_id],
    queryFn: () => api(openDeclaration, { params: { claim_id } }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  // What is being written stays when a later reading of the claim fails.
  const unread = read.error ?? (claim.data ? null : claim.error)
  if (unread) return <ProblemNotice problem={unread} />
  if (!read.data || !claim.data) return <RunSkeleton />
  return <Written key={claim_id} claim={claim.data} data={read.data} title={w('page.declaration')} />
}

function Written({
  claim,
  data,
  title,
}: {
  claim: ResponseOf<typeof showClaim>
  data: ResponseOf<typeof openDeclaration>
  title: string
}) {
  const w = useW()
  const go = useGo()
  const locale = useLocale()
  const [pledged, setPledged] = useState(false)
  const save = useCommand(saveDraft, { refreshed: true, done: () => toast(w('page.saved')) })
  const submit = useCommand(submitClaim, {
    topics: ['today'],
    refreshed: true,
    done: () => {
      toast(w('page.submitted'))
      go(`/claims/${claim.claim_id}`)
    },
  })
  const edits = claim.may.includes('edit')
  const params = { claim_id: claim.claim_id }
  return (
    <Editor
      title={title}
      sub={`${claim.name} · ${locale === 'zh' ? claim.policy_name_zh : claim.policy_name_en}`}
      crumb={{ title: claim.name, href: `/claims/${claim.claim_id}` }}
      names={data.names}
      content={data.content}
      locked={!edits}
      problem={save.problem ?? submit.problem}
      beside={<ProofsCard claim={claim} />}
      acts={(content) =>
        edits ? (
          <Stack>
            <CheckField name="pledged" label={w('page.pledge')} checked={pledged} onChange={setPledged} />
            <FormEnd>
              <Button
                look="primary"
                busy={submit.pending}
                onClick={() => {
                  save.reset()
                  void submit.send({ params, body: { version: claim.version, content, pledged } })
                }}
              >
                {w('page.submit')}
              </Button>
              <Button
                busy={save.pending}
                onClick={() => void save.send({ params, body: { version: claim.version, content } })}
              >
                {w('page.save_draft')}
              </Button>
            </FormEnd>
          </Stack>
        ) : null
      }
    />
  )
}

type Names = ResponseOf<typeof openDeclaration>['names']

interface EditorProps {
  title: string
  sub: string
  crumb?: { title: string; href: string }
  names: Names
  content: Declaration
  locked?: boolean
  problem: Problem | null
  beside: ReactNode
  acts: (content: Declaration) => ReactNode
}

/** A place of hukou that the register learned since the form was begun: the form has no field for it. */
function withHukou(form: Declaration, names: Names): Declaration {
  const known = (adult: Adult): Adult => ({
    ...adult,
    hukou_division:
      adult.hukou_division ?? names.find((one) => one.person_id === adult.person_id)?.hukou_division ?? null,
  })
  return { ...form, applicant: known(form.applicant), spouse: form.spouse && known(form.spouse) }
}

function Editor({ title, sub, crumb, names, content, locked, problem, beside, acts }: EditorProps) {
  const w = useW()
  const [form, setForm] = useState(() => withHukou(content, names))
  const set = (change: Partial<Declaration>) => setForm({ ...form, ...change })
  return (
    <EditorPage
      header={{
        title,
        sub,
        crumbs: [{ title: w('page.claims'), href: '/claims' }, ...(crumb ? [crumb] : []), { title }],
      }}
      effect={beside}
    >
      <Sub>{w('page.form_lead')}</Sub>
      <Form problem={problem} onSubmit={() => undefined} label={title}>
        <FormParts locked={locked}>
          <Adults form={form} names={names} onChange={set} />
          <Card title={w('page.children_section')}>
            <Counts form={form} onChange={set} />
          </Card>
          {form.children.map((child, index) => (
            <ChildFields
              // oxlint-disable-next-line react/no-array-index-key -- a child has no other name while it is written
              key={index}
              index={index}
              child={child}
              onChange={(change) =>
                set({ children: form.children.map((one, i) => (i === index ? { ...one, ...change } : one)) })
              }
              onRemove={() => set({ children: form.children.toSpliced(index, 1) })}
            />
          ))}
          <Card>
            <AddChild form={form} onChange={set} />
            <TextField
              name="content.reason"
              label={w('page.claim_reason')}
              rows={3}
              maxLength={500}
              value={form.reason}
              onChange={(reason) => set({ reason })}
            />
            <TextField
              name="content.pick_up_place"
              label={w('page.pick_up')}
              optional
              maxLength={100}
              value={form.pick_up_place}
              onChange={(pick_up_place) => set({ pick_up_place })}
            />
          </Card>
        </FormParts>
        {acts(form)}
      </Form>
    </EditorPage>
  )
}

function AddChild({ form, onChange }: { form: Declaration; onChange: (change: Partial<Declaration>) => void }) {
  const w = useW()
  if (form.children.length >= 6) return null
  const empty: Declaration['children'][number] = {
    person_id: null,
    name: '',
    sex: 'male',
    birth_month: null,
    origin: null,
    state: 'alive',
    since: null,
    confirmed_by: '',
    disability_kind: null,
    disability_grade: null,
  }
  return <Button onClick={() => onChange({ children: [...form.children, empty] })}>{w('page.add_child')}</Button>
}

/** Applicant and spouse: what identifies them is shown masked, the rest may be changed. */
function Adults({
  form,
  names,
  onChange,
}: {
  form: Declaration
  names: Names
  onChange: (change: Partial<Declaration>) => void
}) {
  const w = useW()
  return (['applicant', 'spouse'] as const).map((who) => {
    const adult = form[who]
    if (adult === null) return null
    const known = names.find((one) => one.person_id === adult.person_id)
    return (
      <Card key={who} title={w(`page.${who}`)}>
        <KeyValue
          pairs={[
            { label: w('page.name'), value: known?.name ?? '' },
            { label: w('page.id_number'), value: known?.id_masked ?? '' },
            { label: w('page.phone'), value: known?.phone_masked ?? '' },
            { label: w('page.hukou_place'), value: known?.hukou_place ?? '' },
          ]}
        />
        <AdultFields
          at={`content.${who}`}
          adult={adult}
          onChange={(change) => onChange({ [who]: { ...adult, ...change } })}
        />
      </Card>
    )
  })
}
