import { Card, Chip, KeyValue, Lines, Link, Money, Notice, Section, Stack } from '../../../web/design/index.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import type { explainPolicy } from '../contract/index.ts'
import { policiesWords } from '../words/index.ts'

export type Told = ResponseOf<typeof explainPolicy>
type Line = Told['lines'][number]

export const ANSWER_TONE = { yes: 'done', no: 'plain', unknown: 'attention' } as const
const STATE_TONE = { met: 'done', failed: 'attention', unknown: 'info', not_needed: 'plain' } as const

/** Why a person is or is not entitled, condition by condition: first those that decide, then all. */
export function Decision({ told }: { told: Told }) {
  const w = useWords(policiesWords)
  const locale = useLocale()
  const { policy, rate } = told
  const reasons = told.lines.filter((line) => line.kind === 'condition' && line.decides)
  return (
    <Card
      title={locale === 'zh' ? policy.name_zh : policy.name_en}
      note={told.person_name}
      end={<Verdict told={told} />}
    >
      <Stack gap="wide">
        <Notice tone={told.answer === 'yes' && told.higher === null ? 'done' : 'info'} title={told.summary} />
        {reasons.length === 0 ? null : (
          <Section title={w('page.reasons')} note={w('page.how_many', { count: reasons.length })}>
            <Lines lines={reasons.map((line, i) => ({ id: String(i), name: line.text, ...stateOf(line, w) }))} />
          </Section>
        )}
        <Section title={w('page.conditions')}>
          <ConditionLines lines={told.lines} />
        </Section>
        <PolicyBasis policy={policy} rate={told.answer === 'yes' ? rate : null} />
      </Stack>
    </Card>
  )
}

/** Who meets it, and is given another of its group in its place, is not told that she gets it. */
function Verdict({ told }: { told: Told }) {
  const w = useWords(policiesWords)
  if (told.higher !== null) return <Chip tone="info">{w('page.excluded')}</Chip>
  return <Chip tone={ANSWER_TONE[told.answer]}>{w(`answers_short.${told.answer}`)}</Chip>
}

/** Every condition with what the register says and whether it is met, as deep as it stands. */
export function ConditionLines({ lines }: { lines: readonly Line[] }) {
  const w = useWords(policiesWords)
  return (
    <Lines
      lines={lines.map((line, i) => ({ id: String(i), name: line.text, depth: line.depth, ...stateOf(line, w) }))}
    />
  )
}

/** What the policy rests on, and the money it promises where there is a rate to be shown. */
export function PolicyBasis({ policy, rate }: { policy: Told['policy']; rate: Told['rate'] }) {
  const w = useWords(policiesWords)
  const title =
    policy.document_id === null ? (
      policy.document_title
    ) : (
      <Link href={`/library/${policy.document_id}`}>{policy.document_title}</Link>
    )
  const amount = rate === null ? [] : [{ label: w('page.amount'), value: <RateText rate={rate} /> }]
  return (
    <KeyValue
      pairs={[
        { label: w('page.document'), value: title },
        { label: w('page.document_number'), value: policy.document_number ?? w('page.no_number') },
        { label: w('page.confidence'), value: w(`confidences.${policy.confidence}`) },
        ...amount,
      ]}
    />
  )
}

function RateText({ rate }: { rate: NonNullable<Told['rate']> }) {
  const w = useWords(policiesWords)
  return (
    <>
      <Money fen={rate.amount_fen} exact /> {w(`per.${rate.per}`)}
    </>
  )
}

type Say = ReturnType<typeof useWords<typeof policiesWords>>

function stateOf(line: Line, w: Say) {
  const source = (Object.keys(policiesWords.zh.sources) as (keyof typeof policiesWords.zh.sources)[]).find(
    (known) => known === line.source,
  )
  return {
    state: <Chip tone={STATE_TONE[line.state]}>{w(`states.${line.state}`)}</Chip>,
    ...(source === undefined
      ? {}
      : { note: [w(`sources.${source}`), ...(line.clause ? [line.clause] : [])].join(' · ') }),
  }
}
