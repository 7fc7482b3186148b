import { uuid } from '../../../kernel/ids.ts'
import { usePathPart, useUrlState } from '../../../web/url.ts'
import {
  Button,
  ButtonLink,
  Card,
  Chip,
  EmptyState,
  Lines,
  Link,
  ListSkeleton,
  OneQuestionPage,
  ProblemNotice,
  Reading,
  Stack,
} from '../../../web/design/index.ts'
import { useApi, usePages } from '../../../web/hooks.ts'
import { useLocale, useShellWords, useWords } from '../../../web/i18n/index.ts'
import { listLines, showRound } from '../contract/index.ts'
import { leftOf } from '../rules/index.ts'
import { contactsWords } from '../words/index.ts'
import { type Line, Wishes, headsText } from './line.tsx'
import { TickForm } from './TickForm.tsx'

const PAGE = 100

/** The round on a phone: my open families in the order of the walk, then one family and how it went. */
export function WalkPage() {
  const round_id = uuid(usePathPart('round_id'))
  const url = useUrlState()
  const w = useWords(contactsWords)
  const shell = useShellWords()
  const round = useApi(showRound, { params: { round_id } })
  const mine = (round.data?.mine.households ?? 0) > 0
  const lines = usePages(
    listLines,
    { params: { round_id }, query: { open: 'yes', worker: mine ? 'me' : undefined, limit: PAGE } },
    { rows: (page) => page.items, next: (page) => page.next_cursor, enabled: round.data !== undefined },
  )
  // The list is read page by page: how many are left is what the round counts, not what has been read.
  const left = round.data && (mine ? round.data.mine.open : leftOf(round.data.round.progress))
  const at = lines.rows.find((line) => line.line_id === url.one('line'))
  if (at && round.data) {
    const next = () => url.change({ line: undefined })
    return <TickForm key={at.line_id} round={round.data.round} line={at} left={left ?? 0} done={next} />
  }
  return (
    <OneQuestionPage
      title={round.data?.round.title ?? w('page.walk')}
      back={{ href: `/rounds/${round_id}`, title: w('page.rounds') }}
      beside={left === undefined ? null : <Chip tone="accent">{w('page.left_of', { count: left })}</Chip>}
    >
      <Reading of={round} skeleton={<ListSkeleton />} part>
        {() =>
          lines.problem ? (
            <ProblemNotice problem={lines.problem} retry={lines.retry} />
          ) : lines.pending ? (
            <ListSkeleton />
          ) : (
            <Stack gap="wide">
              <WalkList lines={lines.rows} round_id={round_id} mine={mine} />
              {lines.more ? (
                <Button onClick={lines.more} busy={lines.fetching_more}>
                  {shell('more_unknown')}
                </Button>
              ) : null}
            </Stack>
          )
        }
      </Reading>
    </OneQuestionPage>
  )
}

function WalkList({ lines, round_id, mine }: { lines: readonly Line[]; round_id: string; mine: boolean }) {
  const w = useWords(contactsWords)
  const locale = useLocale()
  if (lines.length === 0) {
    return (
      <EmptyState
        title={w(mine ? 'page.empty_mine' : 'page.empty_lines')}
        action={<ButtonLink href="/today">{w('page.rounds')}</ButtonLink>}
      >
        {w('page.empty_mine_text')}
      </EmptyState>
    )
  }
  const places = Map.groupBy(lines, (line) => line.community)
  return (
    <Stack gap="wide">
      {[...places].map(([community, here]) => (
        <Card
          flush
          key={community}
          title={here[0]?.community_name ?? String(community)}
          note={w('page.families_of', { count: here.length })}
        >
          <Lines
            lines={here.map((line) => ({
              id: line.line_id,
              name: <Link href={`/rounds/${round_id}/walk?line=${line.line_id}`}>{headsText(line, locale)}</Link>,
              state:
                line.state === 'away' ? (
                  <Chip tone="attention">{w('state.away')}</Chip>
                ) : (
                  <Chip>{w('state.planned')}</Chip>
                ),
              note: <Wishes line={line} />,
            }))}
          />
        </Card>
      ))}
    </Stack>
  )
}
