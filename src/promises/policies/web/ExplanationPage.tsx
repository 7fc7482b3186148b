import { isUuid } from '../../../kernel/ids.ts'
import { Button, ButtonLink, NotFound, Reading, RunPage, RunSkeleton } from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { usePathPart, useUrlState } from '../../../web/url.ts'
import { explainPolicy } from '../contract/index.ts'
import { isAsOf } from '../rules/index.ts'
import { policiesWords } from '../words/index.ts'
import { Decision, type Told } from './Decision.tsx'

/** The decision slip of one person and one policy, which can be sent to a colleague who may see as much. */
export function ExplanationPage() {
  const policy_id = usePathPart('policy_id')
  const person_id = usePathPart('person_id')
  return isUuid(policy_id) && isUuid(person_id) ? (
    <Explained params={{ policy_id }} person_id={person_id} />
  ) : (
    <NotFound />
  )
}

type Ids = Pick<Told, 'person_id'> & { readonly params: { readonly policy_id: Told['policy']['id'] } }

/** Opening it leaves a trace, as every look at these facts does. */
function Explained({ params, person_id }: Ids) {
  const asked = useUrlState().one('as_of')
  const as_of = isAsOf(asked) ? asked : undefined
  const told = useApi(explainPolicy, { params, query: { person_id, as_of } })
  return (
    <Reading of={told} skeleton={<RunSkeleton />}>
      {(data) => <Slip told={data} />}
    </Reading>
  )
}

function Slip({ told }: { told: Told }) {
  const w = useWords(policiesWords)
  const shell = useShellWords()
  const locale = useLocale()
  const { policy } = told
  const name = locale === 'zh' ? policy.name_zh : policy.name_en
  const mayOpen = useMay('families.read')
  const maySlip = useMay('standing.slip')
  return (
    <RunPage
      header={{
        title: w('page.explanation_of', { name: told.person_name }),
        crumbs: [
          { title: w('title'), href: '/policies' },
          { title: name, href: `/policies/${policy.id}` },
        ],
        sub: w('page.as_of', { date: told.as_of }),
        actions: (
          <>
            <Button onClick={() => globalThis.print()}>{shell('print')}</Button>
            {maySlip ? (
              <ButtonLink href={`/standing/slips/${policy.id}/${told.person_id}?as_of=${told.as_of}`}>
                {w('page.slip')}
              </ButtonLink>
            ) : null}
            {mayOpen ? <ButtonLink href={`/families/${told.family_id}`}>{w('page.open_family')}</ButtonLink> : null}
          </>
        ),
      }}
      steps={null}
    >
      <Decision told={told} />
    </RunPage>
  )
}
