import { useEffect, useState } from 'react'
import { Button, Dialog, FieldsOf, Form, FormEnd, Notice, TextField } from '../../../../web/design/index.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import type { FamilyFile } from '../../contract/index.ts'
import { familiesWords } from '../../words/index.ts'
import { type DialogProps, useChange } from './change.ts'
import { atWhoWasSent, type Mended, placeOf } from './numbers.ts'
import { IdentityFields, type PersonEntry } from './PersonFields.tsx'

/** Whose number is put right. */
export type Numbered = FamilyFile['left'][number]
type Entry = Pick<PersonEntry, 'id_kind' | 'number' | 'sex' | 'birth_date'>

function entryOf({ id_kind, sex, birth_date }: Numbered): Entry {
  return {
    id_kind: id_kind === 'none' ? 'resident' : id_kind,
    number: '',
    sex: sex === 'unknown' ? '' : sex,
    birth_date: birth_date ?? '',
  }
}

/** What is set of her; nothing where no number was written and none is taken away. */
function setOf(person: Numbered, { id_kind, number, sex, birth_date }: Entry): Mended['set'] | undefined {
  const said = { sex: sex === '' ? null : sex, birth_date: birth_date === '' ? null : (birth_date as BirthDate) }
  if (id_kind === 'none') return person.id_kind === 'none' ? undefined : { identity: { kind: 'none' }, ...said }
  if (number.trim() === '') return undefined
  // A citizen's number says both itself.
  const own = id_kind === 'resident' ? { sex: null, birth_date: null } : said
  return { identity: { kind: id_kind, number }, ...own }
}
type BirthDate = NonNullable<Numbered['birth_date']>

/**
 * Numbers put right, become known or taken away: of one member, or of several together, since numbers that stand at each other's members
 * move at once. Of who left, and of a file that has ended, it is all that can be changed, and it asks why.
 */
export function NumbersDialog({
  first,
  others,
  ...props
}: DialogProps & { first: Numbered; others: readonly Numbered[] }) {
  const { family, onClose } = props
  const w = useWords(familiesWords)
  const change = useChange(props)
  const [people, setPeople] = useState<readonly Numbered[]>([first])
  const [entries, setEntries] = useState<ReadonlyMap<string, Entry>>(new Map())
  const [reason, setReason] = useState('')
  const [sent, setSent] = useState<readonly Mended[]>([])
  const entry = (person: Numbered) => entries.get(person.person_id) ?? entryOf(person)
  const left = (person: Numbered) => family.left.some((one) => one.person_id === person.person_id)
  // Who left and has died is told by the refusal: the page does not show her.
  const refused = change.problem?.code === 'families.number_reason_needed'
  const asksWhy = refused || family.state !== 'active' || people.some(left)
  // Who says nothing stands in no change.
  const members = people.flatMap((person) => {
    const set = setOf(person, entry(person))
    return set === undefined ? [] : [{ person_id: person.person_id, set }]
  })
  const submit = () => {
    setSent(members)
    change.send({ members }, asksWhy ? reason.trim() : undefined)
  }
  useEffect(() => {
    // The button that added her has gone, and the focus with it: it goes on where her number is written.
    const [added] = people.slice(1).slice(-1)
    if (added) document.getElementsByName(`${placeOf(added.person_id)}.identity.number`)[0]?.focus()
  }, [people])
  const more = others.filter((other) => !people.some((one) => one.person_id === other.person_id))
  return (
    <Dialog title={people.length > 1 ? w('numbers') : `${w('numbers')} · ${first.name}`} onClose={onClose}>
      <Form problem={atWhoWasSent(change.problem, sent)} onSubmit={submit}>
        {asksWhy ? (
          <Notice tone="info" title={w(family.state === 'active' ? 'numbers_of_left' : 'numbers_of_ended')} />
        ) : null}
        {people.map((person) => (
          <FieldsOf key={person.person_id} name={people.length > 1 ? person.name : undefined}>
            <IdentityFields
              place={placeOf(person.person_id)}
              person={entry(person)}
              hint={w('new_number_hint')}
              onChange={(part) => setEntries(new Map([...entries, [person.person_id, { ...entry(person), ...part }]]))}
            />
          </FieldsOf>
        ))}
        {asksWhy ? (
          <TextField
            name="reason"
            label={w('number_reason')}
            hint={w('next_number_reason')}
            maxLength={200}
            value={reason}
            onChange={setReason}
          />
        ) : null}
        {more.map((other) => (
          <Button key={other.person_id} wide onClick={() => setPeople([...people, other])}>
            {w(left(other) ? 'number_of_left_too' : 'number_of_too', { name: other.name })}
          </Button>
        ))}
        <FormEnd>
          <Button type="submit" look="primary" busy={change.pending} disabled={members.length === 0}>
            {w('save')}
          </Button>
          <Button onClick={onClose}>{w('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
