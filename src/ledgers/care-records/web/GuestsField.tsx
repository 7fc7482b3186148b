import { useDeferredValue, useState } from 'react'
import { findFamilies } from '../../../registry/families/contract/index.ts'
import {
  Button,
  EmptyState,
  Field,
  Lines,
  PartFault,
  ProblemNotice,
  SearchInput,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import { FindHint } from '../../../registry/families/web/FindHint.tsx'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { logForm } from '../contract/index.ts'
import { careRecordsWords } from '../words/index.ts'
import type { Guest } from './many-draft.ts'
import { personPlace } from './said.ts'

interface GuestsProps {
  readonly guests: readonly Guest[]
  readonly optional: boolean
  readonly onChange: (guests: Guest[]) => void
}

/** As many hits as a phone shows above the list; who is not among them is found by more of her name. */
const SHOWN = 6

/** Who of the register came: found by name, as everywhere, and put on the list one by one. */
export function GuestsField({ guests, optional, onChange }: GuestsProps) {
  const w = useWords(careRecordsWords)
  const [text, setText] = useState('')
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map())
  const q = useDeferredValue(text.trim())
  // One letter is the beginning of a name, not a question.
  const asked = Array.from(q).length > 1
  const found = useApi(findFamilies, { query: { q } }, { enabled: asked, keep: true })
  const all = asked ? (found.data?.rows ?? []).filter((row) => row.state === 'active' && !row.left) : []
  const hits = all.slice(0, SHOWN)
  const hint = found.data?.hint
  const more = all.length > SHOWN || (asked && found.data?.more === true)
  const onList = (id: string) => guests.some((guest) => guest.person_id === id)
  const add = ({ person_id, family_id, name }: (typeof hits)[number]) => {
    setNames(new Map([...names, [person_id, name]]))
    onChange([...guests, { person_id, family_id }])
  }
  return (
    <Stack gap="tight">
      <Field name="person_ids" label={w('page.guests')} hint={w('page.guests_hint')} optional={optional}>
        {(control) => (
          <SearchInput
            {...control}
            placeholder={w('page.guest_search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              const best = hits.find((row) => !onList(row.person_id))
              if (best !== undefined && !found.isPlaceholderData) add(best)
            }}
          />
        )}
      </Field>
      {found.error ? <ProblemNotice problem={found.error} retry={() => void found.refetch()} /> : null}
      {asked ? <FindHint hint={hint} /> : null}
      {asked && found.data !== undefined && hits.length === 0 && !hint ? (
        <EmptyState title={w('page.guest_none')} heading={false} />
      ) : null}
      <Lines
        lines={hits.map((row) => ({
          id: row.person_id,
          name: row.name,
          note: row.community_name,
          action: onList(row.person_id) ? (
            <Sub small>{w('page.guest_added')}</Sub>
          ) : (
            <Button aria-label={w('page.guest_add_name', { name: row.name })} onClick={() => add(row)}>
              {w('page.guest_add')}
            </Button>
          ),
        }))}
      />
      {more && !hint ? <Sub small>{w('page.guests_more')}</Sub> : null}
      <Chosen guests={guests} names={names} onChange={onChange} />
    </Stack>
  )
}

/** Who is on the list already, each to be taken off it again. */
function Chosen({
  guests,
  names,
  onChange,
}: Pick<GuestsProps, 'guests' | 'onChange'> & { names: ReadonlyMap<string, string> }) {
  const w = useWords(careRecordsWords)
  return (
    <>
      {guests.length === 0 ? null : <b>{w('page.guests_count', { count: guests.length })}</b>}
      <Lines
        lines={guests.map((guest) => ({
          id: guest.person_id,
          name: <GuestName guest={guest} known={names.get(guest.person_id)} />,
          note: <GuestFault guest={guest} known={names.get(guest.person_id)} />,
          action: (
            <Button
              look="quiet"
              aria-label={w('page.guest_remove_name', { name: names.get(guest.person_id) ?? '' })}
              onClick={() => onChange(guests.filter((other) => other.person_id !== guest.person_id))}
            >
              {w('page.guest_remove')}
            </Button>
          ),
        }))}
      />
    </>
  )
}

interface GuestSaid {
  readonly guest: Guest
  readonly known: string | undefined
}

function GuestName(said: GuestSaid) {
  return <>{useGuestName(said)}</>
}

/** Why she was not accepted, called by her name at the top of the form too. */
function GuestFault(said: GuestSaid) {
  return <PartFault name={personPlace(said.guest.person_id)} label={useGuestName(said) ?? ''} />
}

/** Names are not kept on the device: after a reload they are asked for again. */
function useGuestName({ guest, known }: GuestSaid): string | undefined {
  const form = useApi(
    logForm,
    { params: { family_id: guest.family_id }, query: {} },
    { enabled: known === undefined },
  ).data
  return known ?? form?.persons.find((person) => person.person_id === guest.person_id)?.name
}
