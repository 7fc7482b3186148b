import type { Uuid } from '../../../kernel/ids.ts'
import { showFamily } from '../../../registry/families/contract/index.ts'
import {
  ButtonLink,
  Card,
  Lines,
  Link,
  ListSkeleton,
  Notice,
  Reading,
  RunPage,
  RunSkeleton,
  Stack,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { showPolicy } from '../contract/index.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'

type Asked = { policy_id: Uuid; family_id: Uuid; as_of: string | undefined }

/** A family asked about a policy that is promised to persons: what it is, and the way to each person's explanation. */
export function ForPersons({ policy_id, family_id, as_of }: Asked) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const locale = useLocale()
  const mayRead = useMay('families.read')
  const shown = useApi(showPolicy, { params: { policy_id } })
  return (
    <Reading of={shown} skeleton={<RunSkeleton />}>
      {({ policy }) => {
        const name = locale === 'zh' ? policy.name_zh : policy.name_en
        return (
          <RunPage
            header={{
              title: w('family_why', { name }),
              crumbs: [
                { title: p('title'), href: '/policies' },
                { title: name, href: `/policies/${policy_id}` },
              ],
              actions: mayRead ? (
                <ButtonLink href={`/families/${family_id}`}>{w('open_family')}</ButtonLink>
              ) : undefined,
            }}
            steps={null}
          >
            <Stack gap="wide">
              <Notice tone="info" title={w('for_persons', { name })}>
                {w('for_persons_text')}
              </Notice>
              {mayRead ? <Persons policy_id={policy_id} family_id={family_id} as_of={as_of} /> : null}
            </Stack>
          </RunPage>
        )
      }}
    </Reading>
  )
}

function Persons({ policy_id, family_id, as_of }: Asked) {
  const w = useWords(editorWords)
  const family = useApi(showFamily, { params: { family_id } })
  const day = as_of === undefined ? '' : `?as_of=${as_of}`
  return (
    <Reading of={family} skeleton={<ListSkeleton />} part>
      {({ members }) => (
        <Card title={w('each_person')}>
          <Lines
            lines={members.map(({ person_id, name }) => ({
              id: person_id,
              name: <Link href={`/policies/${policy_id}/persons/${person_id}${day}`}>{name}</Link>,
            }))}
          />
        </Card>
      )}
    </Reading>
  )
}
