import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../../../web/api.ts'
import type { BodyOf, ResponseOf } from '../../../../kernel/endpoint.ts'
import {
  Card,
  Earlier,
  Kpi,
  Kpis,
  Lines,
  Notice,
  ProblemNotice,
  Section,
  Stack,
  Sub,
} from '../../../../web/design/index.ts'
import { useLocale, useWords } from '../../../../web/i18n/index.ts'
import type { Problem } from '../../../../web/problem.ts'
import { previewRule } from '../../contract/index.ts'
import { checkRule } from '../../rules/index.ts'
import { editorWords } from '../../words/editor/index.ts'
import { policiesWords } from '../../words/index.ts'

type Asked = BodyOf<typeof previewRule>
type Told = ResponseOf<typeof previewRule>

const PAUSE_MS = 500

interface RuleEffectProps {
  readonly asked: Asked
  /** The page has the rule in words already: only who meets it is told. */
  readonly counts_only?: boolean
}

/** Beside the rule as it is built: how it reads in both languages, and how many of one's own area meet it today. */
export function RuleEffect({ asked, counts_only = false }: RuleEffectProps) {
  const w = useWords(editorWords)
  const body = useSettled(JSON.stringify(asked))
  const ready = asked.rule.rules.length > 0 && checkRule(asked.rule).length === 0
  const told = useQuery<Told, Problem>({
    queryKey: ['policies.preview_rule', body],
    queryFn: ({ signal }) => api(previewRule, { body: JSON.parse(body) as Asked }, { signal }),
    enabled: ready && body === JSON.stringify(asked),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  return (
    <Card {...(counts_only ? {} : { title: w('effect') })}>
      {ready ? (
        <Stack gap="wide">
          {told.error ? <ProblemNotice problem={told.error} /> : null}
          {told.data ? (
            <Earlier now={told.isPlaceholderData || body !== JSON.stringify(asked)}>
              {counts_only ? null : <InWords told={told.data} />}
              <Section title={w('who')} note={told.data.as_of}>
                <Counts told={told.data} family={asked.beneficiary === 'family'} />
              </Section>
            </Earlier>
          ) : (
            <Sub>{w('counting')}</Sub>
          )}
        </Stack>
      ) : (
        <Notice tone="info" title={w('not_yet')} />
      )}
    </Card>
  )
}

function InWords({ told }: { told: Told }) {
  const w = useWords(editorWords)
  const locale = useLocale()
  const order = locale === 'zh' ? (['zh', 'en'] as const) : (['en', 'zh'] as const)
  return (
    <>
      {order.map((language) => (
        <Section key={language} title={w(language === 'zh' ? 'in_chinese' : 'in_english')}>
          <div lang={language === 'zh' ? 'zh-CN' : 'en'}>
            <RuleWords lines={told.words[language]} />
          </div>
        </Section>
      ))}
    </>
  )
}

function Counts({ told, family }: { told: Told; family: boolean }) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  return (
    <Stack>
      <Kpis>
        {(['yes', 'no', 'unknown'] as const).map((answer) => (
          <Kpi
            key={answer}
            label={p(`answers_short.${answer}`)}
            value={family ? told.counts[answer].households : told.counts[answer].persons}
            unit={p(family ? 'page.households' : 'page.persons')}
          />
        ))}
      </Kpis>
      <Sub small>{w('who_note')}</Sub>
    </Stack>
  )
}

/** A rule in words, each line as deep as it stands. */
export function RuleWords({ lines }: { lines: readonly { depth: number; text: string }[] }) {
  return <Lines lines={lines.map(({ depth, text }, i) => ({ id: String(i), name: text, depth }))} />
}

/** The value once it has stood still for a moment. */
function useSettled(value: string): string {
  const [settled, settle] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => settle(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
