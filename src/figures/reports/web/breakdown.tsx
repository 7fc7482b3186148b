import {
  Bars,
  Beside,
  Card,
  EmptyState,
  ListSkeleton,
  Reading,
  Stack,
  Sub,
  Trend,
  type TrendPoint,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { getBreakdown } from '../contract.ts'
import { addsUp, monthSpan } from '../rules.ts'
import { reportsWords } from '../words.ts'
import { type Asked, useSaying } from './asked.ts'

type Parts = ResponseOf<typeof getBreakdown>

/** A figure by place, each line opening its own list, and by month with the table beside the bars. */
export function Breakdown({ code, asked }: { code: string; asked: Asked }) {
  const parts = useApi(getBreakdown, { params: { code }, query: asked.query }, { topics: ['care-records'], keep: true })
  return (
    <Reading of={parts} part kept skeleton={<ListSkeleton columns={2} />}>
      {(data) => (
        <Beside>
          <ByPlace code={code} asked={asked} parts={data} />
          {data.months.length > 0 ? <ByMonth code={code} asked={asked} parts={data} /> : null}
        </Beside>
      )}
    </Reading>
  )
}

function ByPlace({ code, asked, parts }: { code: string; asked: Asked; parts: Parts }) {
  const w = useWords(reportsWords)
  const say = useSaying()
  const { figure, places } = parts
  const textOf = (value: number) => {
    const said = say(value, figure.unit)
    return { value, text: `${said.text} ${said.unit}`, ...(said.exact === undefined ? {} : { exact: said.exact }) }
  }
  const rest = figure.value - places.reduce((sum, place) => sum + place.value, 0)
  const bars = places.map((place) => ({
    id: String(place.division),
    label: place.name,
    href: asked.href(`/figures/${code}`, { division: place.division }),
    ...textOf(place.value),
  }))
  const own = addsUp(figure) && rest !== 0 ? [{ id: 'own', label: w('this_level'), ...textOf(rest) }] : []
  return (
    <Card title={w('by_place')} note={figure.name}>
      {places.length === 0 ? (
        <EmptyState title={w('no_below')} heading={false} />
      ) : (
        <Stack gap="tight">
          <Bars label={`${figure.name} ${w('by_place')}`} bars={[...bars, ...own]} />
          {addsUp(figure) ? null : <Sub small>{w('not_adding')}</Sub>}
        </Stack>
      )}
    </Card>
  )
}

function ByMonth({ code, asked, parts }: { code: string; asked: Asked; parts: Parts }) {
  const w = useWords(reportsWords)
  const say = useSaying()
  const { figure, months } = parts
  const points: TrendPoint[] = months.map(({ month, value }) => {
    const mark = markOf(month, months.length)
    return {
      label: month,
      value,
      href: asked.href(`/figures/${code}`, { span: monthSpan(month, asked.span) }),
      ...(mark === undefined ? {} : { mark }),
    }
  })
  return (
    <Card title={w('by_month')} note={figure.name}>
      <Stack gap="tight">
        <Trend
          title={`${figure.name} ${w('by_month')}`}
          points={points}
          say={(value) => {
            const said = say(value, figure.unit)
            return <span title={said.exact}>{`${said.text} ${said.unit}`}</span>
          }}
        />
        {addsUp(figure) ? null : <Sub small>{w('not_adding_months')}</Sub>}
      </Stack>
    </Card>
  )
}

/** Within a year every month is named, over years every January by its year. */
function markOf(month: string, length: number): string | undefined {
  if (length <= 12) return String(Number(month.slice(5)))
  return month.endsWith('-01') ? month.slice(0, 4) : undefined
}
