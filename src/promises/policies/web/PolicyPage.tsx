import { addDays } from '../../../kernel/calendar.ts'
import {
  ButtonLink,
  Card,
  Chip,
  DataTable,
  EditorPage,
  KeyValue,
  Kpi,
  Kpis,
  Lines,
  Link,
  Money,
  NotFound,
  Notice,
  Reading,
  RunSkeleton,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import type { Role } from '../../../kernel/role.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { usePathPart } from '../../../web/url.ts'
import { previewPolicy, showPolicy } from '../contract/index.ts'
import { actsFor } from '../rules/index.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'
import { History } from './Changes.tsx'

type Shown = ResponseOf<typeof showPolicy>
type Version = Shown['versions'][number]

/** One promise: its conditions in plain words, its rates by date, its document, and who meets it here. */
export function PolicyPage() {
  const policy_id = usePathPart('policy_id')
  return isUuid(policy_id) ? <Policy policy_id={policy_id} /> : <NotFound />
}

function Policy({ policy_id }: { policy_id: Uuid }) {
  const w = useWords(policiesWords)
  const locale = useLocale()
  const shown = useApi(showPolicy, { params: { policy_id } })
  const may = useMay('policies.preview')
  return (
    <Reading of={shown} skeleton={<RunSkeleton />}>
      {(data) => {
        const { policy, versions, rates, groups } = data
        return (
          <EditorPage
            header={{
              title: locale === 'zh' ? policy.name_zh : policy.name_en,
              crumbs: [{ title: w('title'), href: '/policies' }],
              actions: <PolicyActs policy={policy} />,
              sub: [policy.division_name, w(`levels.${policy.level}`), w(`themes.${policy.theme}`)].join(' · '),
            }}
            effect={may ? <WhoMeetsIt policy_id={policy_id} /> : <Facts shown={data} />}
          >
            {versions.map((version) => (
              <VersionCard key={version.version} version={version} policy={policy} />
            ))}
            {rates.length === 0 ? null : <Rates rates={rates} />}
            {groups.map((group) => (
              <GroupCard key={group.id} group={group} />
            ))}
            <History policy_id={policy_id} />
            {may ? <Facts shown={data} /> : null}
          </EditorPage>
        )
      }}
    </Reading>
  )
}

/** What may be done with it here: whether it is one's own to write is said by the server at saving. */
function PolicyActs({ policy }: { policy: Shown['policy'] }) {
  const w = useWords(editorWords)
  const may = useMay('policies.write')
  const post = useSession().data?.active_post
  const role = post?.role as Role | undefined
  const mine = post && role && actsFor({ role, division: post.division, scope: post.scope }, policy.division, 'write')
  if (!may || mine !== true || policy.state === 'retired') return null
  return (
    <>
      <ButtonLink href={`/policies/${policy.id}/end`}>{w('retire')}</ButtonLink>
      <ButtonLink href={`/policies/${policy.id}/new-version`} look="primary">
        {w('new_version')}
      </ButtonLink>
    </>
  )
}

function VersionCard({ version, policy }: { version: Version; policy: Shown['policy'] }) {
  const w = useWords(policiesWords)
  const { valid_from: from, valid_to: to } = version
  const asked = [w(`asks.${policy.asked}`), w(`places.${policy.place_asked}`)].join(' · ')
  return (
    <Card
      title={w('page.rule')}
      note={to === null ? w('page.valid_from', { from }) : w('page.valid_from_to', { from, to: addDays(to, -1) })}
      end={
        <Chip tone={version.confidence === 'sourced' ? 'done' : 'attention'}>
          {w(`confidences.${version.confidence}`)}
        </Chip>
      }
    >
      <Sub>{asked}</Sub>
      <Lines
        lines={version.rule_text.map(({ depth, text }, i) => ({
          id: String(i),
          name: text,
          depth,
        }))}
      />
      <KeyValue
        pairs={[
          { label: w('page.grant'), value: w(`grants.${version.grant_kind}`, { count: version.grant_quantity ?? 1 }) },
          { label: w('page.cadence'), value: w(`cadences.${version.cadence}`) },
          {
            label: w('page.document'),
            value:
              version.document_id === null ? (
                version.document_title
              ) : (
                <Link href={`/library/${version.document_id}`}>{version.document_title}</Link>
              ),
          },
          { label: w('page.document_number'), value: version.document_number ?? w('page.no_number') },
          { label: w('page.source'), value: version.source },
        ]}
      />
      {version.gaps.map((gap) => (
        <GapNotice key={`${gap.branch ?? ''}${gap.hukou_kind ?? ''}${gap.from}`} gap={gap} />
      ))}
    </Card>
  )
}

function GapNotice({ gap: { hukou_kind, from, to } }: { gap: Version['gaps'][number] }) {
  const w = useWords(policiesWords)
  const title = () => {
    if (hukou_kind === null)
      return to === null ? w('page.gap_open', { from }) : w('page.gap', { from, to: addDays(to, -1) })
    const kind = w(`hukou_kinds.${hukou_kind}`)
    return to === null ? w('page.gap_open_of', { kind, from }) : w('page.gap_of', { kind, from, to: addDays(to, -1) })
  }
  return <Notice tone="attention" title={title()} />
}

function Rates({ rates }: { rates: Shown['rates'] }) {
  const w = useWords(policiesWords)
  return (
    <Card title={w('page.rates')} flush>
      <DataTable
        label={w('page.rates')}
        rows={rates}
        id={(rate) => rate.id}
        empty={null}
        columns={[
          {
            key: 'from',
            title: w('page.from'),
            width: 130,
            cell: ({ valid_from: from, valid_to: to }) =>
              to === null ? w('page.valid_from', { from }) : w('page.valid_from_to', { from, to: addDays(to, -1) }),
          },
          { key: 'kind', title: w('page.kind'), cell: (rate) => w(`hukou_kinds.${rate.hukou_kind ?? 'any'}`) },
          {
            key: 'amount',
            title: w('page.amount'),
            align: 'end',
            cell: (rate) => (
              <>
                <Money fen={rate.amount_fen} exact /> {w(`per.${rate.per}`)}
              </>
            ),
          },
          {
            key: 'document',
            title: w('page.document_number'),
            cell: (rate) => rate.document_number ?? <Sub small>{rate.source}</Sub>,
          },
          {
            key: 'confidence',
            title: w('page.documents'),
            cell: (rate) => (
              <Chip tone={rate.confidence === 'sourced' ? 'done' : 'attention'}>
                {w(`confidences.${rate.confidence}`)}
              </Chip>
            ),
          },
        ]}
      />
    </Card>
  )
}

function Facts({ shown: { policy, replaces, replaced_by } }: { shown: Shown }) {
  const w = useWords(policiesWords)
  return (
    <Card title={w('page.about')}>
      <KeyValue
        pairs={[
          { label: w('page.owner'), value: policy.division_name },
          { label: w('page.to'), value: w(`beneficiaries.${policy.beneficiary}`) },
          { label: w('page.place'), value: w(`places.${policy.place_asked}`) },
          ...(replaces === null ? [] : [{ label: w('page.replaces'), value: <Beside of={[replaces]} /> }]),
          ...(replaced_by.length === 0 ? [] : [{ label: w('page.replaced_by'), value: <Beside of={replaced_by} /> }]),
        ]}
      />
    </Card>
  )
}

/** Other policies, each with the place that made it. */
function Beside({ of }: { of: Shown['replaced_by'] }) {
  const locale = useLocale()
  return (
    <Stack gap="tight">
      {of.map((one) => (
        <span key={one.id}>
          <Link href={`/policies/${one.id}`}>{locale === 'zh' ? one.name_zh : one.name_en}</Link>{' '}
          <Sub small>{one.division_name}</Sub>
        </span>
      ))}
    </Stack>
  )
}

function GroupCard({ group }: { group: Shown['groups'][number] }) {
  const w = useWords(policiesWords)
  const locale = useLocale()
  const { valid_from: from, valid_to: to } = group
  return (
    <Card
      title={w('page.group', { name: locale === 'zh' ? group.name_zh : group.name_en })}
      note={to === null ? w('page.valid_from', { from }) : w('page.valid_from_to', { from, to: addDays(to, -1) })}
    >
      <KeyValue
        pairs={[
          { label: w('page.group_with'), value: <Beside of={group.others} /> },
          { label: w('page.document'), value: group.document_title },
          { label: w('page.document_number'), value: group.document_number ?? w('page.no_number') },
        ]}
      />
    </Card>
  )
}

function WhoMeetsIt({ policy_id }: { policy_id: Uuid }) {
  const w = useWords(policiesWords)
  const preview = useApi(previewPolicy, { params: { policy_id }, query: {} }, { topics: ['families'] })
  return (
    <Reading of={preview} skeleton={<RunSkeleton />} part>
      {(counts) => (
        <Card title={w('page.who')} note={w('page.who_on', { date: counts.as_of })}>
          <Kpis>
            {(['yes', 'no', 'unknown'] as const).map((answer) => (
              <Kpi
                key={answer}
                label={w(`answers_short.${answer}`)}
                value={counts.beneficiary === 'family' ? counts[answer].households : counts[answer].persons}
                unit={w(counts.beneficiary === 'family' ? 'page.households' : 'page.persons')}
                note={
                  counts.beneficiary === 'family'
                    ? undefined
                    : w('page.in_households', { count: counts[answer].households })
                }
              />
            ))}
          </Kpis>
        </Card>
      )}
    </Reading>
  )
}
