import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import {
  Button,
  ButtonLink,
  Card,
  Dialog,
  Lines,
  Link,
  Pad,
  QueueSkeleton,
  Reading,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { claimsOfFamily } from '../contract/index.ts'
import { Deadline, PolicyText, StateChip, useW } from './parts.tsx'

type OpenTo = ResponseOf<typeof claimsOfFamily>['open_to'][number]

/** 扶助申报 in the right column of the family file: where each claim stands, and the way to a new one. */
export function FamilyClaims({ family_id }: { family_id: Uuid }) {
  const w = useW()
  const may = useMay('claims.declare')
  const read = useApi(claimsOfFamily, { params: { family_id } })
  return (
    <Reading of={read} skeleton={<QueueSkeleton />} part>
      {({ items, open_to }) => (
        <Card flush title={w('page.panel')}>
          {items.length === 0 ? (
            <Pad>
              <Sub>{w('page.panel_none')}</Sub>
            </Pad>
          ) : (
            <Lines
              lines={items.map((claim) => ({
                id: claim.claim_id,
                name: <Link href={`/claims/${claim.claim_id}`}>{claim.name}</Link>,
                state: <StateChip row={claim} />,
                note: <PolicyText row={claim} />,
                action: <Deadline row={claim} />,
              }))}
            />
          )}
          {may ? (
            <Pad>
              <Stack gap="tight">
                {open_to
                  .filter((person) => person.policies.length > 0)
                  .map((person) => (
                    <Begin key={person.person_id} person={person} />
                  ))}
              </Stack>
            </Pad>
          ) : null}
        </Card>
      )}
    </Reading>
  )
}

function Begin({ person }: { person: OpenTo }) {
  const w = useW()
  const locale = useLocale()
  const [choosing, setChoosing] = useState(false)
  return (
    <>
      <Button look="quiet" onClick={() => setChoosing(true)}>
        {w('page.panel_new', { name: person.name })}
      </Button>
      {choosing ? (
        <Dialog title={w('page.panel_choose')} onClose={() => setChoosing(false)} onInside={() => setChoosing(false)}>
          <Stack>
            {person.policies.map((policy) => (
              <ButtonLink
                wide
                key={policy.policy_id}
                href={`/claims/new?person_id=${person.person_id}&policy_id=${policy.policy_id}`}
              >
                {locale === 'zh' ? policy.name_zh : policy.name_en}
              </ButtonLink>
            ))}
          </Stack>
        </Dialog>
      ) : null}
    </>
  )
}
