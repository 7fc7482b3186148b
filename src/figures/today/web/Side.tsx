import { Card, Chip, Cluster, Count, Link, ProgressBar, Stack, Sub } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { leftOf } from '../../../care/contacts/rules/index.ts'
import { claimsWords } from '../../../promises/claims/words/index.ts'
import { standingWords } from '../../../promises/standing/words/index.ts'
import { useMay } from '../../../web/session.ts'
import { todayWords } from '../words.ts'
import type { TodayData } from './TodayPage.tsx'

/** Rounds under way, what is owed, and how complete care is: beside what waits. */
export function Side({ data }: { data: TodayData }) {
  const w = useWords(todayWords)
  return (
    <>
      {data.rounds.map((round) => (
        <RoundCard key={round.round_id} round={round} />
      ))}
      {data.rounds.length === 0 ? (
        <Card title={w('rounds')}>
          <Sub>{w('no_round')}</Sub>
        </Card>
      ) : null}
      {data.owed === null ? null : <OwedCard owed={data.owed} />}
      {data.claims === null || data.claims.total === 0 ? null : <ClaimsCard claims={data.claims} />}
      {data.standing === null ? null : <StandingCard standing={data.standing} />}
      {data.coverage === null ? null : <CoverageCard coverage={data.coverage} />}
    </>
  )
}

function RoundCard({ round }: { round: TodayData['rounds'][number] }) {
  const w = useWords(todayWords)
  const { reached, reached_by_phone, households } = round.progress
  const left = leftOf(round.progress)
  const walks = useMay('contacts.tick') && left > 0
  return (
    <Card
      title={<Link href={`/rounds/${round.round_id}`}>{round.title}</Link>}
      note={w('round_by', { date: round.closes_on.slice(5) })}
    >
      <Cluster spread>
        <Sub>
          {w('round_reached', { count: reached })}
          {reached_by_phone > 0 ? ` · ${w('round_phone', { count: reached_by_phone })}` : ''}
        </Sub>
        <b>
          {reached} / {households}
        </b>
      </Cluster>
      <ProgressBar value={reached} of={households} label={round.title} />
      <Sub>
        {w('round_left', { count: left })}
        {round.mine_open > 0 ? ` · ${w('round_mine', { count: round.mine_open })}` : ''} ·{' '}
        <Link href={walks ? `/rounds/${round.round_id}/walk` : `/rounds/${round.round_id}`}>
          {w(walks ? 'walk' : 'open_round')}
        </Link>
      </Sub>
    </Card>
  )
}

function OwedCard({ owed }: { owed: NonNullable<TodayData['owed']> }) {
  const w = useWords(todayWords)
  const items = (count: number, more: boolean) => w(more ? 'items_more' : 'items', { count })
  return (
    <Card title={w('owed')}>
      <Cluster spread>
        <span>{w('owed_due')}</span>
        <Link href="/due?state=due">{owed.due === 0 ? w('none') : items(owed.due, owed.due_or_more)}</Link>
      </Cluster>
      <Cluster spread>
        <span>{w('owed_held')}</span>
        <span>{owed.held === 0 ? w('none') : items(owed.held, owed.held_or_more)}</span>
      </Cluster>
    </Card>
  )
}

/** Claims that wait for the reader; which of them press is said among the deadlines. */
function ClaimsCard({ claims }: { claims: NonNullable<TodayData['claims']> }) {
  const w = useWords(claimsWords)
  return (
    <Card title={w('page.today_title')}>
      <Cluster spread>
        <span>{w('page.today_waiting')}</span>
        <Link href="/claims">{w('page.group_note', { count: claims.total })}</Link>
      </Cluster>
    </Card>
  )
}

/** Policy finds people: each number opens its list. */
function StandingCard({ standing }: { standing: NonNullable<TodayData['standing']> }) {
  const w = useWords(standingWords)
  const { soon, missed, lost, until } = standing
  const lines = [
    ['today.soon', `/standing?list=soon&until=${until}`, soon],
    ['today.missed', '/standing?list=missed', missed],
    ['today.lost', '/standing?list=lost', lost],
  ] as const
  return (
    <Card title={w('today.title')}>
      {lines.map(([key, href, count]) => (
        <Cluster spread key={key}>
          <span>{w(key)}</span>
          <Link href={href}>{count === 0 ? w('today.none') : w('today.items', { count })}</Link>
        </Cluster>
      ))}
    </Card>
  )
}

function CoverageCard({ coverage: { total, places } }: { coverage: NonNullable<TodayData['coverage']> }) {
  const w = useWords(todayWords)
  const missing = total.households - total.with_both
  return (
    <Card title={w('coverage')} note={<Count value={total.households} unit="household" />}>
      <Stack>
        <div>
          <Cluster spread>
            <span>{w('both')}</span>
            {missing === 0 ? (
              <Chip tone="done">{w('all')}</Chip>
            ) : (
              <Link href="/contacts">{w('lacking', { count: missing })}</Link>
            )}
          </Cluster>
          <ProgressBar value={total.with_both} of={total.households} tone="done" label={w('both')} />
        </div>
        <div>
          <Cluster spread>
            <span>{w('contacted')}</span>
            {total.due === 0 ? (
              <Chip tone="done">{w('all')}</Chip>
            ) : (
              <Link href="/contacts/due">{w('behind', { count: total.due })}</Link>
            )}
          </Cluster>
          <ProgressBar value={total.households - total.due} of={total.households} tone="done" label={w('contacted')} />
        </div>
        {places.length < 2
          ? null
          : places.slice(0, 20).map((place) => (
              <div key={place.division}>
                <Cluster spread>
                  <Sub small>{place.division_name ?? place.division}</Sub>
                  <Sub small>
                    {place.with_both} / {place.households}
                  </Sub>
                </Cluster>
                <ProgressBar
                  value={place.with_both}
                  of={place.households}
                  tone="done"
                  label={place.division_name ?? ''}
                />
              </div>
            ))}
      </Stack>
    </Card>
  )
}
