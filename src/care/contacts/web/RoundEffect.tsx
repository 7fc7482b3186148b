import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { isCivilDate } from '../../../kernel/calendar.ts'
import type { BodyOf, ResponseOf } from '../../../kernel/endpoint.ts'
import { api } from '../../../web/api.ts'
import { Card, Count, Lines, Notice, NumberFacts, Stack } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { previewRound } from '../contract/index.ts'
import { contactsWords } from '../words/index.ts'

type Aim = Omit<BodyOf<typeof previewRound>, 'opens_on'>

/** Whom the form would visit, as it stands; the numbers of the form before stay until then. */
export function useRoundPreview(aim: Aim, opens_on: string) {
  const asked = { ...aim, ...(isCivilDate(opens_on) ? { opens_on } : {}) }
  return useQuery({
    queryKey: ['/api/visit-rounds/preview', asked],
    queryFn: () => api(previewRound, { body: asked }),
    enabled: aim.division !== 0,
    placeholderData: keepPreviousData,
  })
}

/** Whom the round as it is being written would visit, by place. */
export function RoundEffect({ data }: { data: ResponseOf<typeof previewRound> | undefined }) {
  const w = useWords(contactsWords)
  if (!data) return <Card title={w('page.preview_sum')}>{w('page.preview')}</Card>
  return (
    <Card title={w('page.preview_sum')}>
      <Stack>
        <NumberFacts
          facts={[
            { label: w('page.households'), value: <Count value={data.households} unit="household" /> },
            { label: w('page.members'), value: <Count value={data.persons} unit="person" /> },
            { label: w('page.elsewhere'), value: <Count value={data.elsewhere} unit="household" /> },
            { label: w('page.no_contact'), value: <Count value={data.no_contact} unit="household" /> },
          ]}
        />
        {data.same_festival > 0 && (
          <Notice tone="attention" title={w('page.same_festival', { count: data.same_festival })}>
            {w('page.same_festival_note')}
          </Notice>
        )}
        <Lines
          lines={groupsOf(data.places).map(([name, places]) => ({
            id: name,
            name,
            state: <Count value={places.reduce((sum, place) => sum + place.households, 0)} unit="household" />,
            note: places.length === 1 ? undefined : w('page.communities', { count: places.length }),
          }))}
        />
      </Stack>
    </Card>
  )
}

/** By street; within one street by community. */
function groupsOf(places: readonly Place[]): [string, Place[]][] {
  const single = new Set(places.map((place) => place.street_name)).size < 2
  const name = (place: Place) => (single ? place.community_name : place.street_name) ?? String(place.community)
  return [...Map.groupBy(places, name)]
}

interface Place {
  readonly community: number
  readonly community_name: string | null
  readonly street_name: string | null
  readonly households: number
}
