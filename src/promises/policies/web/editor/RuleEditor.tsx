import { useState } from 'react'
import { Button, Cluster, FieldRow, Nested, SelectField, Told } from '../../../../web/design/index.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import {
  added,
  changed,
  freshCondition,
  type GroupWord,
  isGroup,
  moved,
  type Part,
  type Path,
  type RawGroup,
  removed,
  withWord,
  wordOf,
} from '../../rules/index.ts'
import { editorWords } from '../../words/editor/index.ts'
import { ConditionFields } from './ConditionFields.tsx'

interface EditorProps {
  readonly rule: RawGroup
  readonly onChange: (rule: RawGroup) => void
  /** The path of the rule in the request: faults of it stand at the fields they are about. */
  readonly place: string
}

const WORDS = ['all', 'any', 'none', 'not_all'] as const
const DEPTH_MAX = 5

/** A rule as nested groups of questions; every control is a native one, so the keyboard reaches them all in reading order. */
export function RuleEditor({ rule, onChange, place }: EditorProps) {
  const [told, tell] = useState('')
  const edit = (next: RawGroup, said = '') => {
    tell(said)
    onChange(next)
  }
  return (
    <>
      <Group group={rule} path={[]} rule={rule} place={place} edit={edit} />
      <Told>{told}</Told>
    </>
  )
}

interface PartProps {
  readonly path: Path
  readonly rule: RawGroup
  readonly place: string
  readonly edit: (rule: RawGroup, said?: string) => void
}

const placeOf = (place: string, path: Path) => path.reduce((text, at) => `${text}.rules.${at}`, place)
/** 2.1: the first part of the second. */
const numbered = (path: Path) => path.map((at) => at + 1).join('.')

function Group({ group, path, rule, place, edit }: PartProps & { group: RawGroup }) {
  const w = useWords(editorWords)
  const here = placeOf(place, path)
  const label = path.length === 0 ? w('whole') : w('group', { at: numbered(path) })
  return (
    <Nested
      label={label}
      head={
        <FieldRow end={path.length === 0 ? undefined : <PartActs path={path} rule={rule} edit={edit} what={label} />}>
          <SelectField<GroupWord>
            name={path.length === 0 ? here : `${here}.combinator`}
            label={`${label} · ${w('group_reads')}`}
            value={wordOf(group)}
            options={WORDS.map((value) => ({ value, label: w(`group_words.${value}`) }))}
            onChange={(word) =>
              edit(changed(rule, path, (part) => (isGroup(part) && word !== '' ? withWord(part, word) : part)))
            }
          />
        </FieldRow>
      }
      items={group.rules.map((part, i) => ({
        key: String(i),
        content: <PartFields part={part} path={[...path, i]} rule={rule} place={place} edit={edit} />,
      }))}
      end={
        <Cluster>
          <Button onClick={() => edit(added(rule, path, freshCondition('age')))}>{w('add_condition')}</Button>
          {path.length >= DEPTH_MAX - 1 ? null : (
            <Button onClick={() => edit(added(rule, path, { combinator: 'or', rules: [freshCondition('age')] }))}>
              {w('add_group')}
            </Button>
          )}
        </Cluster>
      }
    />
  )
}

function PartFields({ part, path, rule, place, edit }: PartProps & { part: Part }) {
  const w = useWords(editorWords)
  if (isGroup(part)) return <Group group={part} path={path} rule={rule} place={place} edit={edit} />
  const label = w('condition', { at: numbered(path) })
  return (
    <ConditionFields
      condition={part}
      label={label}
      place={placeOf(place, path)}
      onChange={(next) => edit(changed(rule, path, () => next))}
      acts={<PartActs path={path} rule={rule} edit={edit} what={label} />}
    />
  )
}

function PartActs({ path, rule, edit, what }: Omit<PartProps, 'place'> & { what: string }) {
  const w = useWords(editorWords)
  return (
    <>
      <Button
        look="quiet"
        aria-label={w('up', { what })}
        onClick={() => edit(moved(rule, path, -1), w('up', { what }))}
      >
        {w('up_short')}
      </Button>
      <Button
        look="quiet"
        aria-label={w('down', { what })}
        onClick={() => edit(moved(rule, path, 1), w('down', { what }))}
      >
        {w('down_short')}
      </Button>
      <Button
        look="quiet"
        aria-label={w('remove', { what })}
        onClick={() => edit(removed(rule, path), w('remove', { what }))}
      >
        {w('remove_short')}
      </Button>
    </>
  )
}
