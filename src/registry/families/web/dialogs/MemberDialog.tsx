import { useState } from 'react'
import {
  Button,
  ChoiceField,
  Dialog,
  Form,
  FormEnd,
  Notice,
  SelectField,
  Stack,
  TextField,
} from '../../../../web/design/index.ts'
import { useToday } from '../../../../web/clock.ts'
import { DateField } from '../../../../web/design/desk/index.tsx'
import { useWords } from '../../../../web/i18n/index.ts'
import type { Member } from '../../contract/index.ts'
import { MARITAL_CODES, RELATIONS } from '../../rules/draft.ts'
import { familiesWords } from '../../words/index.ts'
import { type DialogProps, useChange } from './change.ts'
import type { Act } from './FamilyDialogs.tsx'
import { emptyPerson, draftOf, PersonFields } from './PersonFields.tsx'

type Step = 'edit' | 'died' | 'left'

/** One member: her fields; her death, or that she left, each as a question of its own. */
export function MemberDialog({ member, open, ...props }: DialogProps & { member: Member; open: (act: Act) => void }) {
  const w = useWords(familiesWords)
  const [step, setStep] = useState<Step>('edit')
  if (step !== 'edit') return <EndDialog {...props} member={member} died={step === 'died'} />
  return (
    <Dialog title={`${w('edit_member')} · ${member.name}`} onClose={props.onClose}>
      <Stack>
        <EditForm {...props} member={member} />
        <Button onClick={() => open({ kind: 'numbers', person: member })}>{w('numbers')}</Button>
        <Button onClick={() => setStep('died')}>{w('record_death')}</Button>
        <Button onClick={() => setStep('left')}>{w('end_member')}</Button>
      </Stack>
    </Dialog>
  )
}

function EditForm({ member, ...props }: DialogProps & { member: Member }) {
  const w = useWords(familiesWords)
  const change = useChange(props)
  const [name, setName] = useState(member.name)
  const [phone, setPhone] = useState('')
  const [marital, setMarital] = useState<NonNullable<Member['marital']> | ''>(member.marital ?? '')
  const save = () =>
    change.send({
      members: [
        {
          person_id: member.person_id,
          set: {
            ...(name === member.name ? {} : { name }),
            ...(phone.trim() === '' ? {} : { phone }),
            ...(marital === (member.marital ?? '') ? {} : { marital: marital === '' ? null : marital }),
          },
        },
      ],
    })
  return (
    <Form problem={change.problem} onSubmit={save}>
      <TextField name="members.0.set.name" label={w('name')} value={name} maxLength={60} onChange={setName} />
      <TextField
        name="members.0.set.phone"
        label={w('new_phone')}
        hint={w('new_phone_hint')}
        optional
        type="tel"
        value={phone}
        onChange={setPhone}
      />
      <SelectField
        name="members.0.set.marital"
        label={w('marital_label')}
        optional
        value={marital}
        options={MARITAL_CODES.map((value) => ({ value, label: w(`marital.${value}`) }))}
        onChange={setMarital}
      />
      <FormEnd>
        <Button type="submit" look="primary" busy={change.pending}>
          {w('save')}
        </Button>
        <Button onClick={props.onClose}>{w('cancel')}</Button>
      </FormEnd>
    </Form>
  )
}

function EndDialog({ member, died, ...props }: DialogProps & { member: Member; died: boolean }) {
  const w = useWords(familiesWords)
  const change = useChange(props)
  const today = useToday()
  const [on, setOn] = useState('')
  const { person_id } = member
  const date = on as Member['birth_date'] & string
  const save = () =>
    change.send(
      died ? { members: [{ person_id, set: { died_on: date } }] } : { end_members: [{ person_id, member_to: date }] },
    )
  return (
    <Dialog title={`${w(died ? 'record_death' : 'end_member')} · ${member.name}`} onClose={props.onClose}>
      <Form problem={change.problem} onSubmit={save}>
        <Notice tone="info" title={w(died ? 'record_death_text' : 'end_member_text')} />
        <DateField
          name={died ? 'members.0.set.died_on' : 'end_members.0.member_to'}
          label={w(died ? 'died_on' : 'member_to')}
          value={on}
          min={died ? (member.birth_date ?? undefined) : member.member_from}
          max={today}
          onChange={setOn}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={change.pending} disabled={on === ''}>
            {w('save')}
          </Button>
          <Button onClick={props.onClose}>{w('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

export function AddMemberDialog(props: DialogProps) {
  const w = useWords(familiesWords)
  const change = useChange(props)
  const [person, setPerson] = useState(emptyPerson('grandchild'))
  return (
    <Dialog title={w('add_member')} onClose={props.onClose}>
      <Form problem={change.problem} onSubmit={() => change.send({ add_members: [draftOf(person)] })}>
        <ChoiceField
          name="add_members.0.relation"
          label={w('relation_label')}
          value={person.relation}
          options={RELATIONS.map((value) => ({ value, label: w(`relation.${value}`) }))}
          onChange={(relation) => setPerson({ ...person, relation })}
        />
        <PersonFields place="add_members.0" person={person} onChange={setPerson} />
        <FormEnd>
          <Button type="submit" look="primary" busy={change.pending}>
            {w('save')}
          </Button>
          <Button onClick={props.onClose}>{w('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
