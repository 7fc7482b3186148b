import { isUuid } from '../../../kernel/ids.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  Card,
  Chip,
  NotFound,
  Notice,
  Reading,
  RunPage,
  RunSkeleton,
  Stack,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useShellWords, useWords } from '../../../web/i18n/index.ts'
import { usePathPart, useUrlState } from '../../../web/url.ts'
import { explainFamilyPolicy } from '../contract/index.ts'
import { isAsOf } from '../rules/index.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'
import { ForPersons } from './ForPersons.tsx'
import { ANSWER_TONE, ConditionLines, PolicyBasis } from './Decision.tsx'

type Told = ResponseOf<typeof explainFamilyPolicy>

/** The decision slip of a family: which parent meets the policy, or for each parent why not. */
export function FamilyExplanationPage() {
  const policy_id = usePathPart('policy_id')
  const family_id = usePathPart('family_id')
  return isUuid(policy_id) && isUuid(family_id) ? <Explained asked={{ policy_id, family_id }} /> : <NotFound />
}

function Explained({
  asked: { policy_id, family_id },
}: {
  asked: { policy_id: Told['policy']['id']; family_id: Told['family_id'] }
}) {
  const day = useUrlState().one('as_of')
  const as_of = isAsOf(day) ? day : undefined
  const told = useApi(explainFamilyPolicy, { params: { policy_id }, query: { family_id, as_of } })
  // Promised to persons: nothing failed, it is asked of each of them.
  if (told.error?.code === 'policies.is_for_persons')
    return <ForPersons policy_id={policy_id} family_id={family_id} as_of={as_of} />
  return (
    <Reading of={told} skeleton={<RunSkeleton />}>
      {(data) => <Slip told={data} />}
    </Reading>
  )
}

function Slip({ told }: { told: Told }) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const shell = useShellWords()
  const locale = useLocale()
  const { policy } = told
  const name = locale === 'zh' ? policy.name_zh : policy.name_en
  return (
    <RunPage
      header={{
        title: w('family_why', { name }),
        crumbs: [
          { title: p('title'), href: '/policies' },
          { title: name, href: `/policies/${policy.id}` },
        ],
        sub: p('page.as_of', { date: told.as_of }),
        actions: <Button onClick={() => globalThis.print()}>{shell('print')}</Button>,
      }}
      steps={null}
    >
      <Stack gap="wide">
        <Notice tone={told.answer === 'yes' ? 'done' : 'info'} title={told.summary} />
        {told.parents.map((parent) => (
          <Card
            key={parent.person_id}
            title={parent.name}
            note={w('parent')}
            end={<Chip tone={ANSWER_TONE[parent.answer]}>{p(`answers_short.${parent.answer}`)}</Chip>}
          >
            <ConditionLines lines={parent.lines} />
          </Card>
        ))}
        <Card title={name}>
          <PolicyBasis policy={policy} rate={told.answer === 'yes' ? told.rate : null} />
        </Card>
      </Stack>
    </RunPage>
  )
}
