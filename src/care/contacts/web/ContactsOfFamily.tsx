import { Chip, KeyValue, Link } from '../../../web/design/index.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { listContactFamilies } from '../contract/index.ts'
import { contactsWords } from '../words/index.ts'

type Named = ResponseOf<typeof listContactFamilies>['items'][number]['street']

/** 双岗: the two named contacts of one family, for its file. Nothing for who may not read them. */
export function ContactsOfFamily({ family_id }: { family_id: string }) {
  return useMay('contacts.read') && isUuid(family_id) ? <Both family_id={family_id} /> : null
}

function Both({ family_id }: { family_id: Uuid }) {
  const w = useWords(contactsWords)
  const read = useApi(listContactFamilies, { query: { family_id, limit: 1 } })
  const family = read.data?.items[0]
  if (!family) return null
  return (
    <KeyValue
      pairs={[
        {
          label: w('post.both'),
          value: (
            <>
              {w('page.street')} <Contact named={family.street} /> · {w('page.community')}{' '}
              <Contact named={family.community_contact} />
            </>
          ),
        },
      ]}
    />
  )
}

function Contact({ named }: { named: Named }) {
  const w = useWords(contactsWords)
  const may = useMay('contacts.assign')
  if (named === null)
    return (
      <>
        <Chip tone="attention">{w('page.nobody')}</Chip>{' '}
        {may ? <Link href="/contacts">{w('page.appoint')}</Link> : null}
      </>
    )
  return (
    <>
      {named.display_name} {named.live ? null : <Chip tone="attention">{w('page.not_live')}</Chip>}
    </>
  )
}
