import { isUuid } from '../../../kernel/ids.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Card,
  Chip,
  Count,
  InstantText,
  KeyValue,
  Kpi,
  Kpis,
  Lines,
  Money,
  NotFound,
  Notice,
  Reading,
  RunPage,
  RunSkeleton,
  Section,
  Stepper,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { usePathPart } from '../../../web/url.ts'
import { showRound } from '../contract/index.ts'
import type { RoundState } from '../rules/states.ts'
import { paymentsWords } from '../words/index.ts'
import { Arrears } from './Arrears.tsx'
import { Changes } from './Changes.tsx'
import { Papers } from './Papers.tsx'
import { LeftOut, Payments } from './Payments.tsx'
import { RoundActions } from './RoundActions.tsx'
import { STATE_TONE } from './RoundsPage.tsx'

export type Shown = ResponseOf<typeof showRound>

/** One round: what it pays, who took which step, and what is to be done next by whom. */
export function PaymentRoundPage() {
  const round_id = usePathPart('round_id')
  const read = useApi(showRound, { params: { round_id: round_id as never } }, { enabled: isUuid(round_id) })
  if (!isUuid(round_id)) return <NotFound />
  return (
    <Reading of={read} skeleton={<RunSkeleton />}>
      {(shown) => <Round shown={shown} />}
    </Reading>
  )
}

const STEPS = ['draft', 'submitted', 'approved', 'funded', 'exported', 'reconciled', 'closed'] as const

function Round({ shown }: { shown: Shown }) {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const { round } = shown
  const policies = round.policies.map((policy) => (locale === 'zh' ? policy.name_zh : policy.name_en))
  const at = STEPS.indexOf(round.state as (typeof STEPS)[number])
  const steps = STEPS.map((step, i) => ({
    id: step,
    title: w(`state.${step}`),
    state: i < at || round.state === 'closed' ? ('done' as const) : i === at ? ('now' as const) : ('todo' as const),
  }))
  return (
    <RunPage
      header={{
        title: round.title,
        crumbs: [{ title: w('page.rounds'), href: '/payments' }, { title: round.title }],
        sub: [round.division_name, round.as_of, ...policies].filter((part) => part !== null).join(' · '),
        beside: <Chip tone={STATE_TONE[round.state]}>{w(`state.${round.state}`)}</Chip>,
        actions: <RoundActions shown={shown} />,
      }}
      steps={round.state === 'cancelled' ? null : <Stepper label={w('page.round')} steps={steps} />}
      figures={<Figures shown={shown} />}
    >
      {round.left_out > 0 && round.state === 'draft' ? (
        <Notice tone="attention" title={w('page.left_out_notice', { count: round.left_out })} />
      ) : null}
      {shown.days_without_answer === null ? null : (
        <Notice tone="attention" title={w('page.answer_late', { count: shown.days_without_answer })}>
          {w('page.answer_late_text')}
        </Notice>
      )}
      <Section title={w('page.changes')} note={w('page.changes_note')}>
        <Changes round={round} />
      </Section>
      <Section title={w('page.lines')} note={w('page.lines_note')} end={<Papers round={round} />}>
        {round.arrears > 0 && round.arrears === round.item_count ? null : <Payments round={round} />}
      </Section>
      {round.arrears === 0 ? null : (
        <Section title={w('page.arrears')} note={w('page.arrears_note')}>
          <Arrears round={round} />
        </Section>
      )}
      {round.left_out === 0 ? null : (
        <Section title={w('page.left_out')} note={w('page.left_out_note')}>
          <LeftOut round={round} />
        </Section>
      )}
      <Section title={w('page.powers')} note={w('page.powers_note')}>
        <Powers shown={shown} />
      </Section>
    </RunPage>
  )
}

function Figures({ shown: { round, answer } }: { shown: Shown }) {
  const w = useWords(paymentsWords)
  return (
    <Kpis>
      <Kpi label={w('page.total')} value={<Money fen={round.total_fen} />} />
      {round.arrears === 0 ? null : <Kpi label={w('page.arrears_yuan')} value={<Money fen={round.arrears_fen} />} />}
      <Kpi label={w('page.persons')} value={<Count value={round.persons} unit="person" />} />
      <Kpi label={w('page.households')} value={<Count value={round.households} unit="household" />} />
      {round.left_out > 0 || answer === null ? (
        <Kpi label={w('page.left_out')} value={w('page.count_lines', { count: round.left_out })} />
      ) : null}
      {answer ? <Kpi label={w('page.paid')} value={<Money fen={answer.paid_fen} />} /> : null}
      {answer ? <Kpi label={w('page.failed')} value={<Money fen={answer.failed_fen} />} /> : null}
    </Kpis>
  )
}

/** The four powers with their holders, and every step with its person and time. */
function Powers({ shown: { powers, events, round, file } }: { shown: Shown }) {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const said = (state: RoundState) => w(`state.${state}`)
  return (
    <Card>
      <KeyValue
        pairs={[
          ...powers.map(({ power, name }) => ({ label: w(`held.${power}`), value: name ?? w('page.nobody_yet') })),
          ...(round.content_hash === null
            ? []
            : [{ label: w('page.content_hash'), value: round.content_hash.slice(0, 16) }]),
          ...(file === null
            ? []
            : [
                { label: w('page.file_hash'), value: file.sha256.slice(0, 16) },
                {
                  label: w('template.page.used'),
                  value: `${locale === 'zh' ? file.template_zh : file.template_en} · ${w('template.page.version', { version: file.template_version })}`,
                },
              ]),
        ]}
      />
      <Lines
        lines={events.toReversed().map((event) => ({
          id: String(event.seq),
          name: said(event.to_state),
          note: event.reason ?? undefined,
          state: (
            <>
              {event.name} · <InstantText at={event.at} />
            </>
          ),
        }))}
      />
    </Card>
  )
}
