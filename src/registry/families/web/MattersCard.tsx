import type { ReactNode } from 'react'
import { api } from '../../../web/api.ts'
import { Button, Card, KeyValue, Lines, MaskedValue, Stack, Sub, type Pair } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { type FamilyFile, revealField } from '../contract/index.ts'
import { familiesWords } from '../words/index.ts'
import type { Act } from './dialogs/FamilyDialogs.tsx'

type Sealed = Parameters<typeof api<typeof revealField>>[1]['body']

/** Opens one sealed field of a family: the server asks for the reason and keeps the trace. */
export function useReveal(family_id: FamilyFile['family_id']) {
  return (body: Sealed) => async (reason: string) =>
    (await api(revealField, { params: { family_id }, body }, { idempotency_key: crypto.randomUUID(), reason })).value
}

export function MattersCard({
  family,
  edit,
  children,
}: {
  family: FamilyFile
  edit: ((act: Act) => void) | undefined
  children: ReactNode
}) {
  const w = useWords(familiesWords)
  const reveal = useReveal(family.family_id)
  const mayReveal = useMay('families.reveal')
  const first = family.contacts.find((contact) => contact.roles.includes('call_first')) ?? family.contacts[0]
  const signer = family.contacts.find((contact) => contact.roles.includes('guardian'))
  const pairs: Pair[] = [
    {
      label: w('whom_to_call'),
      value: first ? (
        <>
          {first.relation} {first.name}{' '}
          {first.has_phone && mayReveal ? (
            <MaskedValue
              masked={w('sealed')}
              what={w('phone')}
              reveal={reveal({ of: 'contact', id: first.contact_id, field: 'phone' })}
            />
          ) : null}
        </>
      ) : (
        w('no_contact_named')
      ),
    },
    { label: w('how_to_call'), value: <HowToCall family={family} /> },
    ...(signer
      ? [{ label: w('who_signs'), value: `${signer.relation} ${signer.name} ${signer.document_title ?? ''}` }]
      : []),
    ...(family.has_address && mayReveal
      ? [
          {
            label: w('address'),
            value: (
              <MaskedValue
                masked={w('sealed')}
                what={w('address')}
                reveal={reveal({ of: 'family', field: 'address' })}
              />
            ),
          },
        ]
      : []),
    { label: w('living'), value: w(`living_arrangement.${family.living_arrangement}`) },
    { label: w('file_number'), value: family.file },
  ]
  return (
    <Card
      title={w('matters_now')}
      end={
        edit ? (
          <Button look="quiet" onClick={() => edit({ kind: 'preference' })}>
            {w('edit')}
          </Button>
        ) : undefined
      }
    >
      <Stack gap="tight">
        <KeyValue pairs={pairs} />
        {children}
      </Stack>
    </Card>
  )
}

/** When and by what means they wish to be reached, in their own words where they said so. */
export function HowToCall({ family: { preference } }: { family: FamilyFile }) {
  const w = useWords(familiesWords)
  if (!preference) return <>{w('not_said')}</>
  const said = [
    preference.no_contact ? w('no_contact') : '',
    preference.hours ? w(`hours.${preference.hours}`) : '',
    preference.channels.length > 0
      ? w('prefer_channel', {
          channels: preference.channels.map((channel) => w(`channel.${channel}`)).join(w('list_comma')),
        })
      : '',
    preference.no_home_visit ? w('no_home_visit') : '',
    preference.quiet_days.length > 0 ? w('quiet_days', { days: preference.quiet_days.join(w('list_comma')) }) : '',
  ].filter((part) => part !== '')
  return (
    <>
      {said.length > 0 ? said.join(w('list_semicolon')) : w('not_said')}
      {preference.wish ? (
        <>
          <br />
          <Sub small>{preference.wish}</Sub>
        </>
      ) : null}
    </>
  )
}

/** Everybody who may be called or may sign, in the order to call them. */
export function ContactCard({ family, edit }: { family: FamilyFile; edit: ((act: Act) => void) | undefined }) {
  const w = useWords(familiesWords)
  const reveal = useReveal(family.family_id)
  const mayReveal = useMay('families.reveal')
  return (
    <Card
      flush
      title={w('contacts_title')}
      end={
        edit ? (
          <Button look="quiet" onClick={() => edit({ kind: 'contact' })}>
            {w('add_contact')}
          </Button>
        ) : undefined
      }
    >
      <Lines
        lines={family.contacts.map((contact) => ({
          id: contact.contact_id,
          name: (
            <>
              {contact.name} <Sub small>{contact.relation}</Sub>
            </>
          ),
          note: contact.roles.map((role) => w(`contact_role.${role}`)).join(' · '),
          state: edit ? (
            <Button
              look="quiet"
              onClick={() => edit({ kind: 'contact', contact })}
              aria-label={`${w('edit_contact')} ${contact.name}`}
            >
              {w('edit')}
            </Button>
          ) : undefined,
          action:
            contact.has_phone && mayReveal ? (
              <MaskedValue
                masked={w('sealed')}
                what={`${contact.name} ${w('phone')}`}
                reveal={reveal({ of: 'contact', id: contact.contact_id, field: 'phone' })}
              />
            ) : undefined,
        }))}
      />
    </Card>
  )
}
