import { uuid } from '../../../kernel/ids.ts'
import { fen, formatYuan } from '../../../kernel/money.ts'
import {
  Button,
  Card,
  CheckField,
  ChoiceField,
  Form,
  OneQuestionPage,
  Stack,
  Sub,
  TextField,
  toast,
  useDraft,
} from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { tickLine } from '../contract/index.ts'
import { CHANNELS, type Channel, OUTCOMES, type Outcome } from '../rules/index.ts'
import { contactsWords } from '../words/index.ts'
import { headsText, type Line, type Round, Wishes } from './line.tsx'

/** One family: how it went, how, whether the gift is there, and one big answer. The tick's id lives in the draft, so that it is made once. */
export function TickForm({ round, line, left, done }: { round: Round; line: Line; left: number; done: () => void }) {
  const w = useWords(contactsWords)
  const locale = useLocale()
  const peaceful = line.no_contact || line.quiet_today
  const [draft, change, clear] = useDraft(`tick.${line.line_id}`, {
    id: crypto.randomUUID() as string,
    outcome: (peaceful ? 'quiet' : 'reached') as Outcome,
    channel: (line.no_home_visit ? 'phone' : 'visit') as Channel,
    given: true,
    note: '',
  })
  const tick = useCommand(tickLine, {
    topics: ['today', 'care-records', 'entitlements', 'contacts'],
    refreshed: true,
    done: () => {
      clear()
      toast(`${headsText(line, locale)} · ${w(`state.${draft.outcome}`)}`)
      done()
    },
  })
  const params = { round_id: round.round_id, line_id: line.line_id }
  const hasGift = round.cash_fen > 0 || round.gift !== null
  const reached = draft.outcome === 'reached'
  const submit = () =>
    void tick.send({ params, body: { ...draft, id: uuid(draft.id), given: reached && hasGift ? draft.given : false } })
  return (
    <OneQuestionPage
      title={round.title}
      back={{ href: `/rounds/${round.round_id}/walk` }}
      beside={<Sub small>{w('page.left_of', { count: left })}</Sub>}
      end={
        <Button look="primary" wide busy={tick.pending} onClick={submit}>
          {w('page.record')}
        </Button>
      }
    >
      <Card title={headsText(line, locale)}>
        <Sub>{[line.street_name, line.community_name].filter((name) => name !== null).join(' · ')}</Sub>
        <Wishes line={line} />
      </Card>
      <Form problem={tick.problem} onSubmit={submit}>
        <TickFields draft={draft} change={change} gift={reached && hasGift ? giftText(round, w) : undefined} />
      </Form>
    </OneQuestionPage>
  )
}

interface TickDraft {
  id: string
  outcome: Outcome
  channel: Channel
  given: boolean
  note: string
}

type Say = ReturnType<typeof useWords<typeof contactsWords>>

function giftText(round: Round, w: Say): string {
  const cash = round.cash_fen > 0 ? w('page.given_cash', { yuan: formatYuan(fen(round.cash_fen)) }) : null
  return [round.gift, cash].filter((text) => text !== null).join(' · ')
}

/** How it went, how, whether the gift is there (only where there is one to give), and what to remember. */
function TickFields({
  draft,
  change,
  gift,
}: {
  draft: TickDraft
  change: (more: Partial<TickDraft>) => void
  gift: string | undefined
}) {
  const w = useWords(contactsWords)
  return (
    <Stack>
      <ChoiceField
        name="outcome"
        label={w('page.outcome')}
        size="small"
        value={draft.outcome}
        options={OUTCOMES.map((value) => ({ value, label: w(`state.${value}`) }))}
        onChange={(outcome) => change({ outcome })}
      />
      {draft.outcome === 'quiet' ? null : (
        <ChoiceField
          name="channel"
          label={w('page.how')}
          value={draft.channel}
          options={CHANNELS.map((value) => ({ value, label: w(`channel.${value}`) }))}
          onChange={(channel) => change({ channel })}
        />
      )}
      {gift !== undefined ? (
        <CheckField
          name="given"
          label={`${w('page.given')} · ${gift}`}
          checked={draft.given}
          onChange={(given) => change({ given })}
        />
      ) : null}
      <TextField
        name="note"
        label={w('page.note')}
        hint={w('page.note_hint')}
        optional
        rows={3}
        maxLength={2000}
        value={draft.note}
        onChange={(note) => change({ note })}
      />
    </Stack>
  )
}
