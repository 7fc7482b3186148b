import { useQuery } from '@tanstack/react-query'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { uuid } from '../../../kernel/ids.ts'
import { api, type Problem } from '../../../web/api.ts'
import {
  Button,
  ButtonLink,
  Card,
  ListPage,
  ListSkeleton,
  ProblemNotice,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import { useLocale } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { usePathPart } from '../../../web/url.ts'
import { openDecision } from '../contract/index.ts'
import { useW } from './parts.tsx'

/** The notice of decision, for printing. Opening it leaves a trace; a refusal says only what failed and what would change it. */
export function DecisionPage() {
  const w = useW()
  const claim_id = uuid(usePathPart('claim_id'))
  const read = useQuery<ResponseOf<typeof openDecision>, Problem>({
    queryKey: ['claim-decision', claim_id],
    queryFn: () => api(openDecision, { params: { claim_id } }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
  const slip = useMay('standing.slip')
  if (read.error) return <ProblemNotice problem={read.error} />
  if (!read.data) return <ListSkeleton />
  return (
    <ListPage
      header={{
        title: w('page.decision_title'),
        sub: read.data.district_name,
        crumbs: [
          { title: w('page.claims'), href: '/claims' },
          { title: read.data.name, href: `/claims/${claim_id}` },
        ],
        actions: (
          <>
            {slip ? (
              <ButtonLink
                href={`/standing/slips/${read.data.policy_id}/${read.data.person_id}?as_of=${read.data.decided_on}`}
              >
                {w('page.decision_slip')}
              </ButtonLink>
            ) : null}
            <Button look="primary" onClick={() => print()}>
              {w('page.print')}
            </Button>
          </>
        ),
      }}
    >
      <Letter notice={read.data} />
    </ListPage>
  )
}

function Letter({ notice }: { notice: ResponseOf<typeof openDecision> }) {
  const w = useW()
  const policy = useLocale() === 'zh' ? notice.policy_name_zh : notice.policy_name_en
  return (
    <Card>
      <Stack>
        <p>{w('page.dear', { name: notice.name })}</p>
        <p>
          {notice.decision === 'confirmed'
            ? w('page.decision_yes', { policy, date: notice.in_force_from ?? '' })
            : w('page.decision_no', { policy })}
        </p>
        {notice.reasons.length === 0 && notice.finding === null ? null : (
          <div>
            <b>{w('page.decision_reasons')}</b>
            <ul>
              {notice.reasons.map((reason) => (
                <li key={reason.text}>
                  {reason.text}
                  {reason.met_on === null ? '' : ` · ${w('page.decision_change', { date: reason.met_on })}`}
                  {reason.missing ? ` · ${w('page.decision_missing')}` : ''}
                </li>
              ))}
              {notice.finding === null ? null : <li>{notice.finding}</li>}
            </ul>
          </div>
        )}
        {notice.decision === 'refused' ? <p>{w('page.decision_again')}</p> : null}
        <Sub>
          {w('page.decision_basis', {
            title: notice.document_title,
            number: notice.document_number === null ? '' : ` ${notice.document_number}`,
          })}
        </Sub>
        <Sub>
          {w('page.decision_file', { file: notice.file })} · {notice.district_name} · {notice.decided_on}
        </Sub>
      </Stack>
    </Card>
  )
}
