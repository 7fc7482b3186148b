import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { Card, Cluster, ProgressBar, Stack, Sub } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import type { showRound } from '../contract/index.ts'
import { contactsWords } from '../words/index.ts'

export type Places = ResponseOf<typeof showRound>['places']

/** Progress by street, its communities added up: what compares, without a league table of workers. */
export function PlacesCard({ places }: { places: Places }) {
  const w = useWords(contactsWords)
  const single = new Set(places.map((place) => place.street_name)).size < 2
  const groups = Map.groupBy(
    places,
    (place) => (single ? place.community_name : place.street_name) ?? String(place.community),
  )
  return (
    <Card title={w('page.by_place')}>
      <Stack>
        {[...groups].map(([name, rows]) => {
          const households = rows.reduce((sum, row) => sum + row.households, 0)
          const reached = rows.reduce((sum, row) => sum + row.reached, 0)
          return (
            <div key={name}>
              <Cluster spread>
                <span>{name}</span>
                <Sub small>{w('page.progress', { reached, households })}</Sub>
              </Cluster>
              <ProgressBar
                value={reached}
                of={households}
                tone={reached === households ? 'done' : 'accent'}
                label={name}
              />
            </div>
          )
        })}
      </Stack>
    </Card>
  )
}
