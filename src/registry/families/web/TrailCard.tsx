import { Button, Card, InstantText, Lines, Sub } from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { type FamilyFile, listTrail } from '../contract/index.ts'
import { familiesWords } from '../words/index.ts'

const KNOWN = [
  'families_show',
  'families_reveal',
  'families_see_child',
  'families_register',
  'families_change',
  'families_move',
  'families_close',
  'care_records_timeline',
  'care_records_open_note',
  'policies_explain',
  'policies_of_person',
  'reports_open_act',
] as const

/** Who looked at this file or changed it; the family may read it too. */
export function TrailCard({ family_id }: { family_id: FamilyFile['family_id'] }) {
  const w = useWords(familiesWords)
  const trail = usePages(
    listTrail,
    { params: { family_id }, query: { limit: 5 } },
    { rows: (page) => page.rows, next: (page) => page.next },
  )
  const { more } = trail
  return (
    <Card
      flush
      title={w('who_looked')}
      end={
        more ? (
          <Button look="quiet" busy={trail.fetching_more} onClick={more}>
            {w('who_looked_more')}
          </Button>
        ) : undefined
      }
    >
      {trail.rows.length === 0 && !trail.pending ? <Sub>{w('who_looked_none')}</Sub> : null}
      <Lines
        lines={trail.rows.map((entry) => {
          const known = KNOWN.find((action) => action === entry.action.replaceAll('.', '_'))
          return {
            id: String(entry.seq),
            name: entry.who ?? '—',
            note: [w(`action.${known ?? 'other'}`), entry.reason ?? ''].filter((part) => part !== '').join(' · '),
            state: (
              <Sub small>
                <InstantText at={entry.at} />
              </Sub>
            ),
          }
        })}
      />
    </Card>
  )
}
