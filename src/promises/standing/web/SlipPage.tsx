import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import { isPeriod, periodLabel } from '../../../kernel/period.ts'
import {
  Button,
  ButtonLink,
  Card,
  Chip,
  KeyValue,
  Lines,
  Link,
  ListPage,
  ListSkeleton,
  Money,
  NotFound,
  Notice,
  type Pair,
  Reading,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { usePathPart, useUrlState } from '../../../web/url.ts'
import { isAsOf } from '../../policies/rules/describe.ts'
import { policiesWords } from '../../policies/words/index.ts'
import { decisionSlip, type Slip, type SlipLine } from '../contract/index.ts'
import { standingWords } from '../words/index.ts'

const ANSWER_TONE = { yes: 'done', no: 'plain', unknown: 'attention', excluded: 'info' } as const
const STATE_TONE = { met: 'done', failed: 'attention', unknown: 'info', not_needed: 'plain' } as const

/** The decision slip of one person and one policy, as it is handed over. Opening it leaves a trace. */
export function SlipPage() {
  const policy_id = usePathPart('policy_id')
  const person_id = usePathPart('person_id')
  return isUuid(policy_id) && isUuid(person_id) ? <Asked policy_id={policy_id} person_id={person_id} /> : <NotFound />
}

function Asked({ policy_id, person_id }: { policy_id: Uuid; person_id: Uuid }) {
  const day = useUrlState().one('as_of')
  const as_of = isAsOf(day) ? day : undefined
  const slip = useApi(decisionSlip, { params: { policy_id }, query: { person_id, as_of } })
  return (
    <Reading of={slip} skeleton={<ListSkeleton />}>
      {(data) => <Paper slip={data} />}
    </Reading>
  )
}

function Paper({ slip }: { slip: Slip }) {
  const w = useWords(standingWords)
  const shell = useShellWords()
  const { policy, person_id, as_of } = slip
  const may = { family: useMay('families.read'), why: useMay('policies.explain') }
  return (
    <ListPage
      header={{
        title: w('slip.title'),
        crumbs: [{ title: w('page.title'), href: '/standing' }, { title: slip.person_name }],
        actions: (
          <>
            {may.family ? <ButtonLink href={`/families/${slip.family_id}`}>{w('slip.open_family')}</ButtonLink> : null}
            {may.why ? (
              <ButtonLink href={`/policies/${policy.policy_id}/persons/${person_id}?as_of=${as_of}`}>
                {w('slip.open_why')}
              </ButtonLink>
            ) : null}
            <Button look="primary" onClick={() => globalThis.print()}>
              {shell('print')}
            </Button>
          </>
        ),
      }}
    >
      <Stack gap="wide">
        <Whose slip={slip} />
        {slip.lines.length === 0 ? null : (
          <Card title={w(`slip.lines.${slip.answer}`)}>
            <Lines lines={slip.lines.map((line, index) => lineOf(line, index, slip.answer))} />
          </Card>
        )}
        <Basis slip={slip} />
        <Card>
          <Stack>
            <KeyValue
              pairs={[
                { label: w('slip.signed'), value: slip.association },
                { label: w('slip.printed'), value: slip.printed_on },
              ]}
            />
            <Sub small>{w('slip.ask')}</Sub>
          </Stack>
        </Card>
      </Stack>
    </ListPage>
  )
}

function Whose({ slip }: { slip: Slip }) {
  const w = useWords(standingWords)
  const locale = useLocale()
  const name = locale === 'zh' ? slip.policy.name_zh : slip.policy.name_en
  return (
    <Card title={name} end={<Chip tone={ANSWER_TONE[slip.answer]}>{w(`slip.answer.${slip.answer}`)}</Chip>}>
      <Stack>
        <KeyValue
          pairs={[
            { label: w('slip.to'), value: slip.person_name },
            { label: w('slip.file'), value: slip.file },
            { label: w('slip.community'), value: slip.community_name },
            { label: w('slip.as_of'), value: slip.as_of },
          ]}
        />
        <Notice tone={slip.answer === 'yes' ? 'done' : 'info'} title={slip.summary} />
        {slip.policy.beneficiary === 'family' ? <Sub small>{w('slip.family')}</Sub> : null}
      </Stack>
    </Card>
  )
}

function lineOf(line: SlipLine, index: number, answer: Slip['answer']) {
  const { text: name, depth } = line
  if (line.kind === 'group') return { id: String(index), name, depth }
  return {
    id: String(index),
    name,
    depth,
    state: <StateOf line={line} />,
    note: (
      <>
        <SaidBy line={line} />
        {/* Of a yes nothing needs to change: a condition that failed had another beside it that was met. */}
        {answer === 'yes' || answer === 'excluded' ? null : <WayOut line={line} />}
      </>
    ),
  }
}

function StateOf({ line }: { line: SlipLine }) {
  const w = useWords(standingWords)
  return <Chip tone={STATE_TONE[line.state]}>{w(`slip.state.${line.state}`)}</Chip>
}

/** What the register says, which entry of it, and since when. */
function SaidBy({ line }: { line: SlipLine }) {
  const w = useWords(standingWords)
  const parts = [
    w('slip.number', { number: line.number }),
    line.clause === null ? null : w('slip.clause', { clause: line.clause }),
    line.state === 'unknown' ? null : line.fact,
    line.source === null ? null : w(`slip.sources.${line.source}`),
    line.since === null || line.since_kind === null ? null : w(`slip.${line.since_kind}`, { date: line.since }),
  ]
  return <>{parts.filter((part) => part !== null).join(' · ')}</>
}

/** Of what failed what would change it, of what is missing who can supply it. */
function WayOut({ line }: { line: SlipLine }) {
  const w = useWords(standingWords)
  const locale = useLocale()
  if (line.state === 'met' || line.state === 'not_needed' || line.source === null) return null
  const way =
    line.met_on !== null
      ? w('slip.met_on', { date: line.met_on })
      : line.state === 'failed'
        ? w(`slip.change.${line.source}`)
        : w(`slip.supply.${line.source}`)
  const head = line.state === 'failed' ? w('slip.what_changes') : w('slip.who')
  return <Sub small>{locale === 'zh' ? `${head}：${way}` : `${head}: ${way}`}</Sub>
}

function Basis({ slip }: { slip: Slip }) {
  const w = useWords(standingWords)
  const p = useWords(policiesWords)
  const locale = useLocale()
  const label = (period: string) => (isPeriod(period) ? periodLabel(period, locale) : period)
  const { policy, rate, claim } = slip
  const document =
    policy.document_id === null ? (
      policy.document_title
    ) : (
      <Link href={`/library/${policy.document_id}`}>{policy.document_title}</Link>
    )
  const edition = policy.document_edition === null ? null : w('slip.edition', { edition: policy.document_edition })
  const pairs: Pair[] = [
    ...(slip.answer === 'yes' ? [{ label: w('slip.grant'), value: <Granted slip={slip} /> }] : []),
    ...(slip.higher === null ? [] : [{ label: w('slip.instead'), value: <Instead higher={slip.higher} /> }]),
    ...(slip.paid_period === null
      ? []
      : [{ label: w('slip.paid'), value: w('slip.paid_text', { period: label(slip.paid_period) }) }]),
    ...(rate === null
      ? []
      : [
          {
            label: w('slip.amount'),
            value: (
              <>
                <Money fen={rate.amount_fen} exact /> {w(`slip.per.${rate.per}`)} {rate.document_number}
              </>
            ),
          },
        ]),
    ...(claim === null
      ? []
      : [{ label: w('slip.claim'), value: w(`slip.claim_state.${claim.state}`, { date: claim.in_force_from ?? '' }) }]),
    {
      label: w('slip.document'),
      value: (
        <>
          {document} {edition}
        </>
      ),
    },
    { label: w('slip.document_number'), value: policy.document_number ?? w('slip.no_number') },
    {
      label: w('slip.version'),
      value: w('slip.version_text', { version: policy.version, date: policy.valid_from }),
    },
    ...(policy.confidence === 'to_confirm' ? [{ label: p('page.confidence'), value: w('slip.to_confirm') }] : []),
  ]
  return (
    <Card title={w('slip.basis')}>
      <KeyValue pairs={pairs} />
    </Card>
  )
}

/** The other of the group that is given for the period: its name, what it comes to, and whether it was paid or is the higher. */
function Instead({ higher }: { higher: NonNullable<Slip['higher']> }) {
  const w = useWords(standingWords)
  const locale = useLocale()
  const { period, paid, amount_fen } = higher
  return (
    <>
      {locale === 'zh' ? higher.name_zh : higher.name_en} · {isPeriod(period) ? periodLabel(period, locale) : period}{' '}
      <Money fen={amount_fen} exact /> · {w(paid ? 'slip.instead_paid' : 'slip.instead_higher')}
    </>
  )
}

/** What is granted and how often: 现金 · 每半年. */
function Granted({ slip: { policy } }: { slip: Slip }) {
  const p = useWords(policiesWords)
  const { grant_kind, grant_quantity, cadence } = policy
  const what = grant_kind === 'cash' ? p('grants.cash') : p(`grants.${grant_kind}`, { count: grant_quantity ?? 1 })
  return (
    <>
      {what} · {p(`cadences.${cadence}`)}
    </>
  )
}
