import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { formatYuan } from '../../../kernel/money.ts'
import { periodLabel } from '../../../kernel/period.ts'
import {
  Button,
  type Column,
  DataTable,
  EmptyState,
  KeyValue,
  ListPage,
  ListSkeleton,
  Money,
  Reading,
  ScreenOnly,
  Section,
  Sub,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { usePathPart } from '../../../web/url.ts'
import { type Payment, showRound, showSheet } from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'
import type { Shown } from './RoundPage.tsx'

type Group = ResponseOf<typeof showSheet>['groups'][number]

/** The round on paper: its lines by community with their sums, and room for the four signatures. */
export function PaymentSheetPage() {
  const params = { round_id: usePathPart('round_id') as never }
  const round = useApi(showRound, { params })
  const sheet = useApi(showSheet, { params })
  return (
    <Reading of={round} skeleton={<ListSkeleton />}>
      {(shown) => (
        <Reading of={sheet} skeleton={<ListSkeleton />}>
          {({ groups }) => <Paper shown={shown} groups={groups} />}
        </Reading>
      )}
    </Reading>
  )
}

function Paper({ shown, groups }: { shown: Shown; groups: readonly Group[] }) {
  const w = useWords(paymentsWords)
  const { round } = shown
  const sum = (lines: number, fen: number) => w('page.sheet_sum', { lines, yuan: formatYuan(fen as never) })
  return (
    <ListPage
      header={{
        title: round.title,
        crumbs: [
          { title: w('page.rounds'), href: '/payments' },
          { title: round.title, href: `/payments/${round.id}` },
          { title: w('page.sheet') },
        ],
        sub: [w('page.sheet'), round.division_name, round.as_of, w(`state.${round.state}`)].filter(Boolean).join(' · '),
        actions: (
          <ScreenOnly>
            <Button look="primary" onClick={() => globalThis.print()}>
              {w('page.print')}
            </Button>
          </ScreenOnly>
        ),
      }}
    >
      {groups.length === 0 ? <EmptyState title={w('page.no_lines')} /> : null}
      {groups.map((group) => (
        <Section
          key={group.community}
          title={group.community_name ?? String(group.community)}
          note={sum(group.lines.length, group.total_fen)}
        >
          <Lines group={group} />
        </Section>
      ))}
      <Section title={w('page.all')} note={sum(round.item_count, round.total_fen)}>
        <Sub>{round.content_hash === null ? null : `${w('page.content_hash')} ${round.content_hash.slice(0, 16)}`}</Sub>
      </Section>
      <Section title={w('page.signatures')}>
        <KeyValue
          pairs={shown.powers.map(({ power, name }) => ({
            label: w(`held.${power}`),
            value: [name, w('page.signature')].filter(Boolean).join('　'),
          }))}
        />
      </Section>
    </ListPage>
  )
}

function Lines({ group }: { group: Group }) {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const columns: Column<Payment>[] = [
    { key: 'name', title: w('page.person'), width: 90, cell: (line) => line.name },
    { key: 'line', title: w('page.line_no'), cell: (line) => line.line_no, width: 60 },
    {
      key: 'what',
      title: w('page.for'),
      cell: (line) =>
        [
          locale === 'zh' ? line.policy_name_zh : line.policy_name_en,
          periodLabel(line.period, locale),
          ...(line.kind === 'arrears' ? [w('kind.arrears')] : []),
        ].join(' · '),
    },
    { key: 'account', title: w('page.ending'), width: 90, cell: (line) => line.account },
    {
      key: 'amount',
      title: w('page.amount'),
      align: 'end',
      width: 110,
      cell: (line) => <Money fen={line.amount_fen} exact />,
    },
  ]
  return (
    <DataTable
      label={group.community_name ?? ''}
      columns={columns}
      rows={group.lines}
      id={(line) => line.id}
      empty={<EmptyState title={w('page.no_lines')} />}
    />
  )
}
