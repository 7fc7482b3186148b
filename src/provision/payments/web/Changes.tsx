import {
  type Column,
  DataTable,
  EmptyState,
  Lines,
  ListSkeleton,
  Money,
  Reading,
  Stack,
  Count,
  Sub,
} from '../../../web/design/index.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { compareRound, type Round } from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'

type Compared = ResponseOf<typeof compareRound>
type Change = Compared['items'][number]

/** This round against the one before: by cause, then person by person. */
export function Changes({ round }: { round: Round }) {
  const w = useWords(paymentsWords)
  const compared = useApi(compareRound, { params: { round_id: round.id } })
  return (
    <Reading of={compared} skeleton={<ListSkeleton />} part>
      {(data) =>
        data.previous === null ? (
          <EmptyState title={w('page.first_round')}>{w('page.first_round_text')}</EmptyState>
        ) : data.items.length === 0 ? (
          <EmptyState title={w('page.no_changes', { title: data.previous.title })} />
        ) : (
          <Stack>
            <Lines
              lines={data.sums.map((sum) => ({
                id: `${sum.change} ${sum.cause}`,
                name: `${w(`change.${sum.change}`)} · ${w(`cause.${sum.cause}`)}`,
                state: (
                  <>
                    <Count value={sum.persons} unit="person" /> · <Money fen={sum.fen} exact />
                  </>
                ),
              }))}
            />
            <ChangeTable items={data.items} />
            {data.not_listed === 0 ? null : <Sub>{w('page.not_listed', { count: data.not_listed })}</Sub>}
          </Stack>
        )
      }
    </Reading>
  )
}

/** Who was not in a round has no sum there, not a sum of nothing. */
function sumOrNone(fen: number) {
  return fen === 0 ? '—' : <Money fen={fen} exact />
}

function ChangeTable({ items }: { items: readonly Change[] }) {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const columns: Column<Change>[] = [
    { key: 'name', title: w('page.person'), width: 110, cell: (row) => row.name },
    { key: 'what', title: w('page.for'), cell: (row) => (locale === 'zh' ? row.policy_name_zh : row.policy_name_en) },
    { key: 'before', title: w('page.before'), align: 'end', cell: (row) => sumOrNone(row.before_fen) },
    { key: 'after', title: w('page.after'), align: 'end', cell: (row) => sumOrNone(row.after_fen) },
    {
      key: 'cause',
      title: w('page.cause'),
      cell: (row) => `${w(`change.${row.change}`)} · ${w(`cause.${row.cause}`)}`,
    },
  ]
  return (
    <DataTable
      label={w('page.changes')}
      columns={columns}
      rows={items}
      id={(row) => `${row.person_id} ${row.policy_name_zh}`}
      name={(row) => row.name}
      empty={null}
    />
  )
}
