import type { ReactNode } from 'react'
import { Card, KeyValue, Stack, Sub } from '../../../web/design/index.ts'
import { useToday } from '../../../web/clock.ts'
import { useWords } from '../../../web/i18n/index.ts'
import type { FamilyFile } from '../contract/index.ts'
import { familiesWords } from '../words/index.ts'
import { HowToCall } from './MattersCard.tsx'

/** For the worker's pocket: who may be called and how to behave; no number, no address, no reason. */
export function PrintedCard({ family, title, children }: { family: FamilyFile; title: string; children: ReactNode }) {
  const w = useWords(familiesWords)
  const today = useToday()
  return (
    <Card title={w('card_title')} note={today}>
      <Stack>
        <KeyValue
          pairs={[
            { label: w('family'), value: <b>{title}</b> },
            { label: w('file_number'), value: family.file },
            { label: w('place'), value: [family.street_name, family.community_name].filter(Boolean).join(' ') },
            ...family.contacts.map((contact) => ({
              label: contact.relation,
              value: [contact.name, contact.roles.map((role) => w(`contact_role.${role}`)).join(w('list_comma'))]
                .filter((part) => part !== '')
                .join(' · '),
            })),
            { label: w('how_to_call'), value: <HowToCall family={family} /> },
          ]}
        />
        {children}
        <Sub small>{w('card_note')}</Sub>
      </Stack>
    </Card>
  )
}
