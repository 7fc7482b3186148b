import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  Chip,
  Cluster,
  ConfirmWithNumbers,
  Lines,
  ListSkeleton,
  ProblemNotice,
  Reading,
  Sub,
  toast,
} from '../../../web/design/index.ts'
import { useToday } from '../../../web/clock.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { askToClose, closeYear, keepOpen, listYears } from '../contract.ts'
import { fundsWords } from '../words/index.ts'

/** What is asked for and decided here also waits, or no longer does, on the first page. */
export const TODAY = ['today']

type Year = ResponseOf<typeof listYears>['items'][number]

/** The years of the books, each with what may be done with it. */
export function Years() {
  const w = useWords(fundsWords)
  const years = useApi(listYears, { query: {} })
  const said = (year: Year) => {
    const name = year.state === 'closed' ? year.closed_by_name : year.closing_by_name
    return w(`year_${year.state}`, { name: name ?? '' })
  }
  return (
    <Reading of={years} part skeleton={<ListSkeleton columns={2} />}>
      {({ items }) => (
        <Lines
          lines={items.map((year) => ({
            id: `${year.district} ${year.year}`,
            name: w('year_label', { year: year.year }),
            state: <Chip tone={year.state === 'closing' ? 'attention' : 'done'}>{said(year)}</Chip>,
            action: <YearActs year={year} />,
          }))}
        />
      )}
    </Reading>
  )
}

function YearActs({ year }: { year: Year }) {
  const w = useWords(fundsWords)
  const today = useToday()
  const may_write = useMay('funds.write')
  const may_confirm = useMay('funds.confirm')
  const own = useSession().data?.account?.account_id === year.closing_by
  const [sure, setSure] = useState(false)
  const input = { params: { year: String(year.year) } }
  const ask = useCommand(askToClose, { topics: TODAY, done: () => toast(w('closing_asked')) })
  const open = useCommand(keepOpen, { topics: TODAY, done: () => toast(w('year_kept_open')) })
  const close = useCommand(closeYear, {
    topics: TODAY,
    done: ({ carried }) => {
      setSure(false)
      toast(w('year_is_closed', { count: carried }))
    },
  })
  if (year.state === 'open') {
    if (!may_write || today < `${year.year}-12-31`) return null
    return (
      <Cluster>
        <Button busy={ask.pending} onClick={() => void ask.send(input)}>
          {w('ask_to_close')}
        </Button>
        {ask.problem ? <ProblemNotice problem={ask.problem} /> : null}
      </Cluster>
    )
  }
  if (year.state === 'closed' || !may_confirm) return null
  return (
    <Cluster>
      {own ? null : (
        <Button look="primary" onClick={() => setSure(true)}>
          {w('close_year')}
        </Button>
      )}
      <Button busy={open.pending} onClick={() => void open.send(input)}>
        {w('keep_open')}
      </Button>
      {open.problem ? <ProblemNotice problem={open.problem} /> : null}
      {sure ? (
        <ConfirmWithNumbers
          title={w('close_year')}
          facts={[{ label: w('year'), value: w('year_label', { year: year.year }) }]}
          act={w('close_year')}
          busy={close.pending}
          problem={close.problem}
          onConfirm={() => void close.send(input)}
          onClose={() => setSure(false)}
        >
          <Sub>{w('close_text')}</Sub>
        </ConfirmWithNumbers>
      ) : null}
    </Cluster>
  )
}
