import { useState } from 'react'
import {
  Button,
  ButtonLink,
  Chip,
  Dialog,
  FormEnd,
  Lines,
  ProblemNotice,
  QueueSkeleton,
  Reading,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useAttempt } from '../../../web/attempt.ts'
import { useMay } from '../../../web/session.ts'
import { type FamilyFile, showFamily } from '../contract/index.ts'
import { familiesWords } from '../words/index.ts'
import { HowToCall, useReveal } from './MattersCard.tsx'

/** 打电话: whom one may call, in the order to call them, and how; a number opens for this reason and leaves its trace. */
export function CallDialog({ family_id, onClose }: { family_id: FamilyFile['family_id']; onClose: () => void }) {
  const w = useWords(familiesWords)
  const file = useApi(showFamily, { params: { family_id } })
  return (
    <Dialog title={w('call_title')} onClose={onClose} onInside={onClose}>
      <Reading of={file} skeleton={<QueueSkeleton />} part>
        {(family) => <Whom family={family} />}
      </Reading>
    </Dialog>
  )
}

/** Those with a number: who was named for it first, then the family itself. */
function peopleOf(family: FamilyFile) {
  const named = family.contacts
    .filter((contact) => contact.has_phone)
    .toSorted((a, b) => Number(b.roles.includes('call_first')) - Number(a.roles.includes('call_first')))
    .map((contact) => ({
      id: contact.contact_id,
      name: contact.name,
      relation: contact.relation,
      first: contact.roles.includes('call_first'),
      sealed: { of: 'contact', id: contact.contact_id, field: 'phone' } as const,
    }))
  const members = family.members
    .filter((member) => member.has_phone)
    .map((member) => ({
      id: member.person_id,
      name: member.name,
      relation: undefined,
      first: false,
      sealed: { of: 'person', id: member.person_id, field: 'phone' } as const,
    }))
  return [...named, ...members]
}

function Whom({ family }: { family: FamilyFile }) {
  const w = useWords(familiesWords)
  const shell = useShellWords()
  const mayLog = useMay('care_records.log')
  const people = peopleOf(family)
  return (
    <Stack>
      <Sub>
        <HowToCall family={family} />
      </Sub>
      {people.length === 0 ? <p>{w('call_nobody')}</p> : null}
      <Lines
        lines={people.map((person) => ({
          id: person.id,
          name: (
            <>
              {person.name} {person.first ? <Chip tone="info">{w('contact_role.call_first')}</Chip> : null}
            </>
          ),
          note: person.relation,
          action: <PhoneNumber family={family} person={person} />,
        }))}
      />
      <Sub small>{shell('reason_note')}</Sub>
      <FormEnd>
        {mayLog ? (
          <ButtonLink look="primary" href={`/families/${family.family_id}/log`}>
            {w('log')}
          </ButtonLink>
        ) : null}
      </FormEnd>
    </Stack>
  )
}

const focused = (link: HTMLElement | null) => link?.focus()

function PhoneNumber({ family, person }: { family: FamilyFile; person: ReturnType<typeof peopleOf>[number] }) {
  const w = useWords(familiesWords)
  const shell = useShellWords()
  const reveal = useReveal(family.family_id)
  const [phone, setPhone] = useState<string>()
  const { busy, problem, attempt } = useAttempt()
  const open = () => void attempt(async () => setPhone(await reveal(person.sealed)(shell('reason_contact'))))
  // The button that was pressed is gone: who came by the keyboard goes on at the number.
  if (phone !== undefined)
    return (
      <a ref={focused} href={`tel:${phone.replaceAll(/[^\d+]/g, '')}`}>
        {phone}
      </a>
    )
  return (
    <>
      {problem ? <ProblemNotice problem={problem} /> : null}
      <Button busy={busy} onClick={open} aria-label={`${w('call_show')} ${person.name}`}>
        {w('call_show')}
      </Button>
    </>
  )
}
