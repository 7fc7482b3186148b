import { useState } from 'react'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  Card,
  CheckField,
  ChoiceField,
  EditorPage,
  Form,
  FormEnd,
  Stack,
  Stepper,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useGo } from '../../../web/url.ts'
import { registerFamily } from '../contract/index.ts'
import { type Branch, BRANCHES, type FamilyDraft, LIVING_ARRANGEMENTS, type LivingArrangement } from '../rules/draft.ts'
import { familiesWords } from '../words/index.ts'
import { CommunityField } from './CommunityField.tsx'
import { draftOf, emptyPerson, PersonFields, type PersonEntry } from './dialogs/PersonFields.tsx'

const STEPS = ['step_home', 'step_members', 'step_contact'] as const

interface Entry {
  community: string
  address: string
  living: LivingArrangement
  branch: Branch | ''
  members: readonly PersonEntry[]
  certificate: string
  holds_certificate: boolean
  contact: { name: string; relation: string; phone: string }
}

const EMPTY: Entry = {
  community: '',
  address: '',
  living: 'couple',
  branch: '',
  members: [emptyPerson('parent'), emptyPerson('parent'), emptyPerson('child')],
  certificate: '',
  holds_certificate: false,
  contact: { name: '', relation: '', phone: '' },
}

/** One family, one question after the other. Nothing is kept in the browser: what is written here is sealed only on the server. */
export function RegisterPage() {
  const w = useWords(familiesWords)
  const go = useGo()
  const today = useToday() as CivilDate
  const [step, setStep] = useState(0)
  const [entry, setEntry] = useState(EMPTY)
  const register = useCommand(registerFamily, {
    done: ({ id, file }) => {
      toast(w('registered', { file }))
      go(`/families/${id}`)
    },
  })
  const set = (part: Partial<Entry>) => setEntry({ ...entry, ...part })
  const last = step === STEPS.length - 1
  const submit = () => (last ? void register.send({ body: familyOf(entry, today) }) : setStep(step + 1))
  return (
    <EditorPage
      header={{ title: w('register'), crumbs: [{ title: w('families'), href: '/families' }, { title: w('register') }] }}
      effect={
        <Stepper
          label={w('register')}
          steps={STEPS.map((id, i) => ({ id, title: w(id), state: i < step ? 'done' : i === step ? 'now' : 'todo' }))}
        />
      }
    >
      <Form problem={register.problem} onSubmit={submit} label={w(STEPS[step] ?? 'step_home')}>
        {step === 0 ? <Home entry={entry} set={set} /> : null}
        {step === 1 ? <People entry={entry} set={set} /> : null}
        {step === 2 ? <Contact entry={entry} set={set} /> : null}
        <FormEnd>
          {step > 0 ? <Button onClick={() => setStep(step - 1)}>{w('back')}</Button> : null}
          <Button
            type="submit"
            look="primary"
            busy={register.pending}
            disabled={entry.community === '' || entry.branch === ''}
          >
            {w(last ? 'register' : 'next')}
          </Button>
        </FormEnd>
      </Form>
    </EditorPage>
  )
}

/** Where a member stands in the draft: those without a name are left out of it. */
function placeOf(members: readonly PersonEntry[], index: number): number {
  return members.slice(0, index).filter((member) => member.name.trim() !== '').length
}

/** A member without a name was not meant: the second parent of a single one. */
function familyOf(entry: Entry, today: CivilDate): FamilyDraft {
  const members = entry.members.filter((member) => member.name.trim() !== '')
  const child = members.findIndex((member) => member.relation === 'child')
  const parents = members.flatMap((member, i) => (member.relation === 'parent' ? [i] : []))
  const [one, two] = parents
  const { contact } = entry
  return {
    community: Number(entry.community),
    branch: entry.branch === '' ? 'death' : entry.branch,
    living_arrangement: entry.living,
    registered_on: today,
    ...(entry.address.trim() === '' ? {} : { address: entry.address }),
    ...(entry.holds_certificate ? { only_child_certificate: true } : {}),
    members: members.map((member) => draftOf(entry.branch === 'death' ? member : { ...member, died_on: '' })),
    certificates:
      entry.branch === 'disability' && child >= 0
        ? [
            {
              member: child,
              kind: 'disability',
              number: entry.certificate.trim() === '' ? undefined : entry.certificate,
            },
          ]
        : [],
    relations: one !== undefined && two !== undefined ? [{ member: one, other: two, kind: 'spouse' }] : [],
    decision_contacts:
      contact.name.trim() === ''
        ? []
        : [
            {
              name: contact.name,
              relation: contact.relation,
              roles: ['call_first'],
              ...(contact.phone.trim() === '' ? {} : { phone: contact.phone }),
            },
          ],
    tags: [],
  }
}

interface StepProps {
  readonly entry: Entry
  readonly set: (part: Partial<Entry>) => void
}

function Home({ entry, set }: StepProps) {
  const w = useWords(familiesWords)
  return (
    <>
      <CommunityField
        name="community"
        label={w('community')}
        value={entry.community}
        onChange={(community) => set({ community })}
      />
      <TextField
        name="address"
        label={w('address')}
        optional
        value={entry.address}
        maxLength={200}
        onChange={(address) => set({ address })}
      />
      <ChoiceField
        name="living_arrangement"
        label={w('living')}
        value={entry.living}
        options={LIVING_ARRANGEMENTS.map((value) => ({ value, label: w(`living_arrangement.${value}`) }))}
        onChange={(living) => set({ living })}
      />
      <ChoiceField
        name="branch"
        label={w('branch_label')}
        hint={w('branch_hint')}
        value={entry.branch}
        options={BRANCHES.map((value) => ({ value, label: w(`branch.${value}`) }))}
        onChange={(branch) => set({ branch })}
      />
    </>
  )
}

function People({ entry, set }: StepProps) {
  const w = useWords(familiesWords)
  const change = (index: number, person: PersonEntry) =>
    set({ members: entry.members.map((known, i) => (i === index ? person : known)) })
  return (
    <Stack>
      {entry.members.map((person, index) => (
        <Card key={index} title={w(`relation.${person.relation}`)}>
          <PersonFields
            place={`members.${placeOf(entry.members, index)}`}
            person={person}
            departed={person.relation === 'child' && entry.branch === 'death'}
            onChange={(next) => change(index, next)}
          />
        </Card>
      ))}
      {entry.branch === 'disability' ? (
        <TextField
          name="certificates.0.number"
          label={w('disability_certificate')}
          value={entry.certificate}
          maxLength={40}
          autoComplete="off"
          onChange={(certificate) => set({ certificate })}
        />
      ) : null}
      <CheckField
        name="only_child_certificate"
        label={w('holds_certificate')}
        checked={entry.holds_certificate}
        onChange={(holds_certificate) => set({ holds_certificate })}
      />
    </Stack>
  )
}

function Contact({ entry, set }: StepProps) {
  const w = useWords(familiesWords)
  const { contact } = entry
  const change = (part: Partial<Entry['contact']>) => set({ contact: { ...contact, ...part } })
  return (
    <>
      <TextField
        name="decision_contacts.0.name"
        label={w('name')}
        optional
        value={contact.name}
        maxLength={60}
        onChange={(name) => change({ name })}
      />
      <TextField
        name="decision_contacts.0.relation"
        label={w('relation_in_words')}
        optional
        value={contact.relation}
        maxLength={40}
        onChange={(relation) => change({ relation })}
      />
      <TextField
        name="decision_contacts.0.phone"
        label={w('phone')}
        optional
        type="tel"
        value={contact.phone}
        onChange={(phone) => change({ phone })}
      />
    </>
  )
}
