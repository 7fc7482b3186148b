import { ChoiceField, TextField } from '../../../../web/design/index.ts'
import { DateField } from '../../../../web/design/desk/index.tsx'
import { useWords } from '../../../../web/i18n/index.ts'
import type { CivilDate } from '../../../../kernel/calendar.ts'
import type { Identity, PersonDraft, Relation } from '../../rules/draft.ts'
import { familiesWords } from '../../words/index.ts'

/** A person while she is being written: texts, '' where nothing is said yet. */
export interface PersonEntry {
  readonly relation: Relation
  readonly name: string
  readonly id_kind: Identity['kind']
  readonly number: string
  readonly sex: 'male' | 'female' | ''
  readonly birth_date: string
  readonly died_on: string
  readonly phone: string
}

export function emptyPerson(relation: Relation): PersonEntry {
  return { relation, name: '', id_kind: 'resident', number: '', sex: '', birth_date: '', died_on: '', phone: '' }
}

/** What was written, as a draft: empty texts are absent; sex and birth of a resident come from her number. */
export function draftOf(person: PersonEntry): PersonDraft {
  const { relation, name, id_kind, number, sex, birth_date, died_on, phone } = person
  const said = id_kind === 'resident' ? {} : { ...(sex === '' ? {} : { sex }), ...dateOf('birth_date', birth_date) }
  return {
    relation,
    name,
    identity: id_kind === 'none' ? { kind: 'none' } : { kind: id_kind, number },
    ...said,
    ...dateOf('died_on', died_on),
    ...(phone.trim() === '' ? {} : { phone }),
  }
}

function dateOf<K extends string>(key: K, text: string): Partial<Record<K, CivilDate>> {
  return text === '' ? {} : ({ [key]: text as CivilDate } as Partial<Record<K, CivilDate>>)
}

type IdentityEntry = Pick<PersonEntry, 'id_kind' | 'number' | 'sex' | 'birth_date'>

/** Her document with its number; where no number says them, sex and birth. */
export function IdentityFields({
  place,
  person,
  hint,
  onChange,
}: {
  place: string
  person: IdentityEntry
  hint?: string
  onChange: (part: Partial<IdentityEntry>) => void
}) {
  const w = useWords(familiesWords)
  const set = onChange
  const kinds = (['resident', 'foreign', 'none'] as const).map((value) => ({ value, label: w(`identity.${value}`) }))
  return (
    <>
      <ChoiceField
        name={`${place}.identity.kind`}
        label={w('identity_label')}
        value={person.id_kind}
        options={kinds}
        onChange={(id_kind) => set({ id_kind })}
      />
      {person.id_kind === 'none' ? null : (
        <TextField
          name={`${place}.identity.number`}
          label={w(person.id_kind === 'resident' ? 'id_number' : 'identity_label')}
          value={person.number}
          hint={hint}
          maxLength={40}
          autoComplete="off"
          onChange={(number) => set({ number })}
        />
      )}
      {person.id_kind === 'resident' ? null : (
        <>
          <ChoiceField
            name={`${place}.sex`}
            label={w('sex_label')}
            value={person.sex}
            options={(['male', 'female'] as const).map((value) => ({ value, label: w(`sex.${value}`) }))}
            onChange={(sex) => set({ sex })}
          />
          <DateField
            name={`${place}.birth_date`}
            label={w('birth_date')}
            value={person.birth_date}
            onChange={(birth_date) => set({ birth_date })}
          />
        </>
      )}
    </>
  )
}

export function PersonFields({
  place,
  person,
  onChange,
  departed = false,
}: {
  place: string
  person: PersonEntry
  onChange: (person: PersonEntry) => void
  departed?: boolean
}) {
  const w = useWords(familiesWords)
  const set = (part: Partial<PersonEntry>) => onChange({ ...person, ...part })
  return (
    <>
      <TextField
        name={`${place}.name`}
        label={w('name')}
        value={person.name}
        maxLength={60}
        onChange={(name) => set({ name })}
      />
      <IdentityFields place={place} person={person} onChange={set} />
      {departed ? (
        <DateField
          name={`${place}.died_on`}
          label={w('died_on')}
          value={person.died_on}
          onChange={(died_on) => set({ died_on })}
        />
      ) : (
        <TextField
          name={`${place}.phone`}
          label={w('phone')}
          optional
          type="tel"
          value={person.phone}
          onChange={(phone) => set({ phone })}
        />
      )}
    </>
  )
}
