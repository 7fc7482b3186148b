import { useState } from 'react'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { uuid } from '../../../kernel/ids.ts'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  ChoiceField,
  Dialog,
  Form,
  FormEnd,
  TextField,
  toast,
  ReasonedActDialog,
} from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useShellWords } from '../../../web/i18n/index.ts'
import { decideClaim, fileClaim, recordObjection, returnClaim, reviewClaim, withdrawClaim } from '../contract/index.ts'
import type { Claim } from './ClaimPage.tsx'
import { useW } from './parts.tsx'

interface Props {
  readonly claim: Claim
  readonly onClose: () => void
}

function useDone(onClose: () => void) {
  const w = useW()
  return {
    topics: ['today', 'claim-notices', 'claim-objections'],
    refreshed: true,
    done: () => {
      toast(w('page.sent'))
      onClose()
    },
  }
}

/** The opinion of a review, with the people who were there. */
export function ReviewDialog({ claim, onClose }: Props) {
  const w = useW()
  const shell = useShellWords()
  const today = useToday()
  const [opinion, setOpinion] = useState<'agree' | 'disagree'>('agree')
  const [text, setText] = useState('')
  const [present, setPresent] = useState('')
  const [held_on, setHeld] = useState(today)
  const review = useCommand(reviewClaim, useDone(onClose))
  const submit = () =>
    void review.send({
      params: { claim_id: claim.claim_id },
      body: {
        version: claim.version,
        opinion,
        text,
        present: present
          .split(/[\n、,，;；]/)
          .map((name) => name.trim())
          .filter((name) => name !== ''),
        held_on: held_on as CivilDate,
      },
    })
  return (
    <Dialog title={w('page.review')} onClose={onClose}>
      <Form problem={review.problem} onSubmit={submit}>
        <ChoiceField
          name="opinion"
          label={w('page.opinion')}
          value={opinion}
          options={(['agree', 'disagree'] as const).map((value) => ({ value, label: w(`opinion.${value}`) }))}
          onChange={setOpinion}
        />
        <TextField
          name="text"
          label={w('page.opinion_text')}
          rows={3}
          maxLength={500}
          value={text}
          onChange={setText}
        />
        <TextField
          name="present"
          label={w('page.present_field')}
          hint={w('page.present_hint')}
          rows={3}
          value={present}
          onChange={setPresent}
        />
        <TextField
          name="held_on"
          type="date"
          max={today}
          label={w('page.review_held_on')}
          value={held_on}
          onChange={setHeld}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={review.pending}>
            {w('page.send')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

/** A return or a withdrawal, with its reason. */
export function ReasonedDialog({ claim, act, onClose }: Props & { act: 'return' | 'withdraw' }) {
  const w = useW()
  const back = useCommand(returnClaim, useDone(onClose))
  const away = useCommand(withdrawClaim, useDone(onClose))
  return (
    <ReasonedActDialog
      title={w(`page.${act}`)}
      label={w('page.reason')}
      act={w(`page.${act}`)}
      max={500}
      command={act === 'return' ? back : away}
      onSend={(reason) =>
        void (act === 'return' ? back : away).send({
          params: { claim_id: claim.claim_id },
          body: { version: claim.version, reason },
        })
      }
      onClose={onClose}
    />
  )
}

/** The county's decision. */
export function DecideDialog({ claim, onClose }: Props) {
  const w = useW()
  const shell = useShellWords()
  const today = useToday()
  const [decision, setDecision] = useState<'confirmed' | 'refused'>('confirmed')
  const [from, setFrom] = useState(today)
  const [finding, setFinding] = useState('')
  const decide = useCommand(decideClaim, useDone(onClose))
  const submit = () =>
    void decide.send({
      params: { claim_id: claim.claim_id },
      body:
        decision === 'confirmed'
          ? { version: claim.version, decision, in_force_from: from as CivilDate }
          : { version: claim.version, decision, finding },
    })
  return (
    <Dialog title={w('page.decide')} onClose={onClose}>
      <Form problem={decide.problem} onSubmit={submit}>
        <ChoiceField
          name="decision"
          label={w('page.decide')}
          value={decision}
          options={[
            { value: 'confirmed', label: w('page.confirm_decision') },
            { value: 'refused', label: w('page.refuse_decision') },
          ]}
          onChange={setDecision}
        />
        {decision === 'confirmed' ? (
          <TextField name="in_force_from" type="date" label={w('page.in_force_from')} value={from} onChange={setFrom} />
        ) : (
          <TextField
            name="finding"
            label={w('page.finding')}
            hint={w('page.finding_hint')}
            optional
            rows={3}
            maxLength={500}
            value={finding}
            onChange={setFinding}
          />
        )}
        <FormEnd>
          <Button type="submit" look="primary" busy={decide.pending}>
            {w(decision === 'confirmed' ? 'page.confirm_decision' : 'page.refuse_decision')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

/** How the notice of decision reached the family. */
export function FileDialog({ claim, onClose }: Props) {
  const w = useW()
  const shell = useShellWords()
  const today = useToday()
  const [on, setOn] = useState(today)
  const [by, setBy] = useState<'in_person' | 'letter' | 'home'>('in_person')
  const [received_by, setReceived] = useState('')
  const file = useCommand(fileClaim, useDone(onClose))
  const submit = () =>
    void file.send({
      params: { claim_id: claim.claim_id },
      body: { version: claim.version, delivered_on: on as CivilDate, delivered_by: by, received_by },
    })
  return (
    <Dialog title={w('page.file')} onClose={onClose}>
      <Form problem={file.problem} onSubmit={submit}>
        <TextField
          name="delivered_on"
          type="date"
          max={today}
          label={w('page.delivered_on')}
          value={on}
          onChange={setOn}
        />
        <ChoiceField
          name="delivered_by"
          label={w('page.delivered_by')}
          value={by}
          options={(['in_person', 'letter', 'home'] as const).map((value) => ({
            value,
            label: w(`delivered.${value}`),
          }))}
          onChange={setBy}
        />
        <TextField
          name="received_by"
          label={w('page.received_by')}
          optional
          maxLength={60}
          value={received_by}
          onChange={setReceived}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={file.pending}>
            {w('page.file')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

/** An objection that was brought in person. */
export function ObjectDialog({ claim, onClose }: Props) {
  const w = useW()
  const shell = useShellWords()
  const today = useToday()
  const [id] = useState(() => uuid(crypto.randomUUID()))
  const [said, setSaid] = useState({ text: '', name: '', contact: '', received_on: today })
  const set = (change: Partial<typeof said>) => setSaid({ ...said, ...change })
  const object = useCommand(recordObjection, useDone(onClose))
  const submit = () =>
    void object.send({
      params: { claim_id: claim.claim_id },
      body: { id, ...said, received_on: said.received_on as CivilDate },
    })
  return (
    <Dialog title={w('page.object')} onClose={onClose}>
      <Form problem={object.problem} onSubmit={submit}>
        <TextField
          name="text"
          label={w('page.object_text')}
          rows={4}
          maxLength={1000}
          value={said.text}
          onChange={(text) => set({ text })}
        />
        <TextField
          name="received_on"
          type="date"
          max={today}
          label={w('page.received_on')}
          value={said.received_on}
          onChange={(received_on) => set({ received_on })}
        />
        <TextField
          name="name"
          label={w('page.object_name')}
          optional
          value={said.name}
          onChange={(name) => set({ name })}
        />
        <TextField
          name="contact"
          label={w('page.object_contact')}
          optional
          value={said.contact}
          onChange={(contact) => set({ contact })}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={object.pending}>
            {w('page.object')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
