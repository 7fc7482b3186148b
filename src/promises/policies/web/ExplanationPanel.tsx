import {
  Card,
  Chip,
  KeyValue,
  Lines,
  Money,
  Notice,
  QueueSkeleton,
  Reading,
  Section,
} from '../../../web/design/index.ts'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { explainPolicy } from '../contract/index.ts'
import { policiesWords } from '../words/index.ts'

type Told = ResponseOf<typeof explainPolicy>
type Line = Told['lines'][number]

const ANSWER_TONE = { yes: 'done', no: 'plain', unknown: 'attention' } as const
const STATE_TONE = { met: 'done', failed: 'attention', unknown: 'info' } as const

/** Why a person is or is not entitled, condition by condition. Opening it leaves a trace, as every look at these facts does. */
export function ExplanationPanel({
  policy_id,
  person_id,
  as_of,
}: {
  policy_id: Uuid
  person_id: Uuid
  as_of?: CivilDate | undefined
}) {
  const told = useApi(explainPolicy, { params: { policy_id }, query: { person_id, as_of } })
  return (
    <Reading of={told} skeleton={<QueueSkeleton />} part>
      {(data) => <Decision told={data} />}
    </Reading>
  )
}

function Decision({ told }: { told: Told }) {
  const w = useWords(policiesWords)
  const locale = useLocale()
  const { policy, rate } = told
  const reasons = told.lines.filter((line) => line.kind === 'condition' && line.decides)
  return (
    <Card
      title={locale === 'zh' ? policy.name_zh : policy.name_en}
      note={w('page.as_of', { date: told.as_of })}
      end={<Chip tone={ANSWER_TONE[told.answer]}>{w(`answers_short.${told.answer}`)}</Chip>}
    >
      <Notice tone={told.answer === 'yes' ? 'done' : 'info'} title={told.summary} />
      {reasons.length === 0 ? null : (
        <Section title={w('page.reasons')} note={w('page.how_many', { count: reasons.length })}>
          <Lines lines={reasons.map((line, i) => ({ id: String(i), name: line.text, ...stateOf(line, w) }))} />
        </Section>
      )}
      <Section title={w('page.conditions')}>
        <Lines lines={told.lines.map((line, i) => ({ id: String(i), name: indented(line), ...stateOf(line, w) }))} />
      </Section>
      <KeyValue
        pairs={[
          { label: w('page.document'), value: policy.document_title },
          { label: w('page.document_number'), value: policy.document_number ?? w('page.no_number') },
          { label: w('page.confidence'), value: w(`confidences.${policy.confidence}`) },
          ...(rate === null || told.answer !== 'yes'
            ? []
            : [
                {
                  label: w('page.amount'),
                  value: (
                    <>
                      <Money fen={rate.amount_fen} exact /> {w(`per.${rate.per}`)}
                    </>
                  ),
                },
              ]),
        ]}
      />
    </Card>
  )
}

function indented({ depth, text }: Line): string {
  return `${'\u3000'.repeat(depth)}${text}`
}

type Say = ReturnType<typeof useWords<typeof policiesWords>>

function stateOf(line: Line, w: Say) {
  const source = (Object.keys(policiesWords.zh.sources) as (keyof typeof policiesWords.zh.sources)[]).find(
    (known) => known === line.source,
  )
  return {
    state: <Chip tone={STATE_TONE[line.state]}>{w(`states.${line.state}`)}</Chip>,
    ...(source === undefined ? {} : { note: w(`sources.${source}`) }),
  }
}
