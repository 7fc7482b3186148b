import { isUuid } from '../../../kernel/ids.ts'
import { NotFound, RunPage } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { usePathPart, useUrlState } from '../../../web/url.ts'
import { isAsOf } from '../rules/index.ts'
import { policiesWords } from '../words/index.ts'
import { ExplanationPanel } from './ExplanationPanel.tsx'

/** The decision slip of one person and one policy, which can be sent to a colleague who may see as much. */
export function ExplanationPage() {
  const w = useWords(policiesWords)
  const policy_id = usePathPart('policy_id')
  const person_id = usePathPart('person_id')
  const as_of = useUrlState().one('as_of')
  if (!isUuid(policy_id) || !isUuid(person_id)) return <NotFound />
  return (
    <RunPage header={{ title: w('page.explanation'), crumbs: [{ title: w('title'), href: '/policies' }] }} steps={null}>
      <ExplanationPanel policy_id={policy_id} person_id={person_id} as_of={isAsOf(as_of) ? as_of : undefined} />
    </RunPage>
  )
}
