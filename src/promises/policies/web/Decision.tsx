import { Card, Chip, KeyValue, Lines, Money, Notice, Section, Stack } from '../../../web/design/index.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import type { explainPolicy } from '../contract/index.ts'
import { policiesWords } from '../words/index.ts'

export type Told = ResponseOf<typeof explainPolicy>
type Line = Told['lines'][number]

const ANSWER_TONE = { yes: 'done', no: 'plain', unknown: 'attention' } as const
const STATE_TONE = { met: 'done', failed: 'attention', unknown: 'info' } as const

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
      end={<Chip tone={ANSWER_TONE[told.answer]}>{w(`answers_short.${told.answer}`)}</Chip>}
    >
      <Stack gap="wide">
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
      </Stack>
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
