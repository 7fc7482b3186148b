import { addDays } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { Card, DataTable, DateText, EmptyState, QueueSkeleton, Reading } from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { policiesOfDocument } from '../contract/index.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'

/** Which policies hang on a document of the library, version by version. */
export function PoliciesOfDocument({ document_id }: { document_id: Uuid }) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const locale = useLocale()
  const read = useApi(policiesOfDocument, { params: { document_id } })
  return (
    <Reading of={read} skeleton={<QueueSkeleton />} part>
      {({ items }) => (
        <Card title={w('resting')} flush>
          <DataTable
            label={w('resting')}
            rows={items}
            id={(row) => `${row.policy_id} ${row.version}`}
            href={(row) => `/policies/${row.policy_id}`}
            empty={<EmptyState title={w('none_resting')} heading={false} />}
            columns={[
              { key: 'name', title: p('page.name'), cell: (row) => (locale === 'zh' ? row.name_zh : row.name_en) },
              { key: 'owner', title: p('page.owner'), cell: (row) => row.division_name },
              { key: 'version', title: w('version'), cell: (row) => w('version_n', { n: row.version }) },
              { key: 'from', title: p('page.from'), cell: (row) => <DateText date={row.valid_from} weekday={false} /> },
              {
                key: 'to',
                title: p('page.until'),
                cell: (row) =>
                  row.valid_to === null ? (
                    p('page.no_end')
                  ) : (
                    <DateText date={addDays(row.valid_to, -1)} weekday={false} />
                  ),
              },
            ]}
          />
        </Card>
      )}
    </Reading>
  )
}
