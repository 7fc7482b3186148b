import { useState } from 'react'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { type Uuid, uuid } from '../../../kernel/ids.ts'
import type { BodyOf } from '../../../kernel/endpoint.ts'
import type { Division } from '../../../registry/divisions/contract.ts'
import { DivisionPicker } from '../../../registry/divisions/web/DivisionPicker.tsx'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  ChoiceField,
  Dialog,
  Form,
  FormEnd,
  SelectField,
  Sub,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useShellWords } from '../../../web/i18n/index.ts'
import { checkReview, proposeChange, showClaim } from '../contract/index.ts'
import { CHANGE_KINDS, type ChangeKind, EXIT_CAUSES, type ExitCause } from '../rules/index.ts'
import { useW } from './parts.tsx'

type Asked = BodyOf<typeof proposeChange>['change']

interface Props {
  readonly claim: { claim_id: Uuid }
  readonly onClose: () => void
  /** In a yearly review the person is checked with it. */
  readonly review_id?: Uuid
}

/** An exit, a change of category, a transfer: asked for here, confirmed by another account. */
export function ChangeDialog({ claim, onClose, review_id }: Props) {
  const w = useW()
  const shell = useShellWords()
  const today = useToday()
  const [id] = useState(() => uuid(crypto.randomUUID()))
  const [kind, setKind] = useState<ChangeKind>('exit')
  const [cause, setCause] = useState<ExitCause>('death')
  const [policy, setPolicy] = useState('')
  const [place, setPlace] = useState<Division | null>(null)
  const [on, setOn] = useState(today)
  const [note, setNote] = useState('')
  const { used, send } = useSend({ claim, review_id, onClose })
  return (
    <Dialog title={w('page.change')} onClose={onClose}>
      <Form problem={used.problem} onSubmit={() => send(id, changeOf({ kind, cause, policy, place, on, note }))}>
        <ChoiceField
          name="change.kind"
          label={w('page.change_kind')}
          value={kind}
          options={CHANGE_KINDS.map((value) => ({ value, label: w(`change.${value}`) }))}
          onChange={setKind}
        />
        {kind === 'exit' ? <Cause value={cause} onChange={setCause} /> : null}
        {kind === 'branch_change' ? <OtherBranch claim={claim} value={policy} onChange={setPolicy} /> : null}
        {kind === 'transfer' ? (
          <DivisionPicker
            name="change.to_division"
            label={w('page.change_to')}
            hint={w('page.change_to_hint')}
            value={place}
            onChange={setPlace}
          />
        ) : null}
        <TextField
          name="change.happens_on"
          type="date"
          max={today}
          label={w('page.change_on')}
          value={on}
          onChange={setOn}
        />
        <TextField
          name="change.note"
          label={w('page.note')}
          optional
          rows={2}
          maxLength={500}
          value={note}
          onChange={setNote}
        />
        <FormEnd>
          <Button
            type="submit"
            look="primary"
            busy={used.pending}
            disabled={(kind === 'branch_change' && policy === '') || (kind === 'transfer' && place === null)}
          >
            {w('page.change')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

interface Said {
  kind: ChangeKind
  cause: ExitCause
  policy: string
  place: Division | null
  on: string
  note: string
}

/** The day is sent as it stands: an empty one is refused at its field. */
function changeOf({ kind, cause, policy, place, on, note }: Said): Asked {
  const happens_on = on as CivilDate
  if (kind === 'branch_change') return { kind, to_policy_id: uuid(policy), happens_on, note }
  return kind === 'transfer'
    ? { kind, to_division: place?.code ?? 0, happens_on, note }
    : { kind, cause, happens_on, note }
}

/** Only what the claim can go on under; before the register knows the child's death, what is to be done first. */
function OtherBranch({
  claim,
  value,
  onChange,
}: {
  claim: Props['claim']
  value: string
  onChange: (value: string) => void
}) {
  const w = useW()
  const locale = useLocale()
  const other = useApi(showClaim, { params: { claim_id: claim.claim_id } }).data?.other_branch
  if (!other) return null
  if (other.policies.length === 0) return <Sub>{w('page.change_no_branch')}</Sub>
  if (!other.death_known) return <Sub>{w('page.change_death_first')}</Sub>
  return (
    <SelectField
      name="change.to_policy_id"
      label={w('page.change_policy')}
      value={value}
      options={other.policies.map((policy) => ({
        value: policy.policy_id as string,
        label: locale === 'zh' ? policy.name_zh : policy.name_en,
      }))}
      onChange={onChange}
    />
  )
}

function Cause({ value, onChange }: { value: ExitCause; onChange: (value: ExitCause) => void }) {
  const w = useW()
  return (
    <SelectField
      name="change.cause"
      label={w('page.change_cause')}
      value={value}
      options={EXIT_CAUSES.map((one) => ({ value: one, label: w(`cause.${one}`) }))}
      onChange={(chosen) => onChange(chosen || value)}
    />
  )
}

/** Sends the change by itself, or as the result of a yearly review. */
function useSend({ claim, review_id, onClose }: Props) {
  const w = useW()
  const options = {
    topics: ['claims', 'roll-changes', 'annual-reviews'],
    done: () => {
      toast(w('page.sent'))
      onClose()
    },
  }
  const propose = useCommand(proposeChange, options)
  const check = useCommand(checkReview, options)
  const send = (id: Uuid, change: Asked) => {
    if (review_id === undefined) void propose.send({ params: { claim_id: claim.claim_id }, body: { id, change } })
    else void check.send({ params: { review_id }, body: { result: 'change', claim_ids: [claim.claim_id], id, change } })
  }
  return { used: review_id === undefined ? propose : check, send }
}
