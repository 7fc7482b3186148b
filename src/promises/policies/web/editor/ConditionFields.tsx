import type { ReactNode } from 'react'
import { isCode } from '../../../../kernel/division-code.ts'
import { showDivision } from '../../../../registry/divisions/contract.ts'
import { DivisionPicker } from '../../../../registry/divisions/web/DivisionPicker.tsx'
import { CheckField, Cluster, FieldRow, SelectField, Stack, TextField } from '../../../../web/design/index.ts'
import { useApi } from '../../../../web/hooks.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import {
  FACT_KEYS,
  type FactKey,
  factOf,
  freshCondition,
  isFactKey,
  numberTyped,
  type Operator,
  OPERATORS_OF,
  ORDER_WORDS,
  type RawCondition,
  type RuleValue,
  withClause,
  withOperator,
} from '../../rules/index.ts'
import { editorWords } from '../../words/editor/index.ts'
import { policiesWords } from '../../words/index.ts'

interface ConditionProps {
  readonly condition: RawCondition
  readonly label: string
  readonly place: string
  readonly onChange: (condition: RawCondition) => void
  readonly acts: ReactNode
}

/** One question: the fact, how it is compared, with what. A yes/no fact has only its answer. */
export function ConditionFields({ condition, label, place, onChange, acts }: ConditionProps) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const field = isFactKey(condition.field) ? condition.field : 'age'
  const { type } = factOf(field)
  const operators = OPERATORS_OF[type].map((value) => ({ value, label: w(operatorWord(type, value)) }))
  return (
    <Stack gap="tight">
      <FieldRow end={acts}>
        <SelectField<FactKey>
          name={`${place}.field`}
          label={`${label} · ${w('fact')}`}
          value={field}
          options={FACT_KEYS.map((value) => ({ value, label: p(`facts.${value}`) }))}
          onChange={(key) => onChange(freshCondition(key === '' ? field : key))}
        />
        {type === 'boolean' ? null : (
          <SelectField
            name={`${place}.operator`}
            label={`${label} · ${w('asks_how')}`}
            value={operators.find((each) => each.value === condition.operator)?.value ?? ''}
            options={operators}
            onChange={(operator) => onChange(withOperator(condition, operator))}
          />
        )}
        {type === 'division' || Array.isArray(condition.value) ? null : (
          <OneValue
            field={field}
            label={`${label} · ${w('value')}`}
            name={`${place}.value`}
            condition={condition}
            onChange={onChange}
          />
        )}
      </FieldRow>
      {Array.isArray(condition.value) ? (
        <SeveralValues field={field} label={label} place={place} condition={condition} onChange={onChange} />
      ) : null}
      {type === 'division' ? (
        <PlaceValue
          label={`${label} · ${w('value')}`}
          name={`${place}.value`}
          condition={condition}
          onChange={onChange}
        />
      ) : null}
      <TextField
        name={`${place}.clause`}
        label={`${label} · ${w('clause')}`}
        hint={w('clause_hint')}
        optional
        value={condition.clause ?? ''}
        onChange={(clause) => onChange(withClause(condition, clause))}
      />
    </Stack>
  )
}

interface ValueProps {
  readonly field: FactKey
  readonly label: string
  readonly name: string
  readonly condition: RawCondition
  readonly onChange: (condition: RawCondition) => void
}

function OneValue({ field, label, name, condition, onChange }: ValueProps) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const { type, choices = [] } = factOf(field)
  const set = (value: RuleValue) => onChange({ ...condition, value })
  const value = String(condition.value)
  if (type === 'boolean') {
    const yes = (condition.value === true) === (condition.operator === '=')
    return (
      <SelectField
        name={name}
        label={label}
        value={yes ? 'yes' : 'no'}
        options={[
          { value: 'yes', label: w('yes') },
          { value: 'no', label: w('no') },
        ]}
        onChange={(chosen) => onChange({ ...condition, operator: '=', value: chosen === 'yes' })}
      />
    )
  }
  if (type === 'choice') {
    const options = choices.map((choice) => ({ value: choice, label: choiceName(choice, p) }))
    return <SelectField name={name} label={label} value={value} options={options} onChange={set} />
  }
  if (type === 'grade') {
    const options = ['1', '2', '3', '4'].map((n) => ({ value: n, label: w('grade', { n }) }))
    return (
      <SelectField
        name={name}
        label={label}
        value={value}
        options={options}
        onChange={(n) => set(n === '' ? '' : Number(n))}
      />
    )
  }
  return <Scalar field={field} name={name} label={label} value={value} onChange={set} />
}

function Scalar({
  field,
  name,
  label,
  value,
  onChange,
}: {
  field: FactKey
  name: string
  label: string
  value: string
  onChange: (value: number | string) => void
}) {
  const w = useWords(editorWords)
  const { type } = factOf(field)
  if (type === 'date') return <TextField name={name} label={label} type="date" value={value} onChange={onChange} />
  return (
    <TextField
      name={name}
      label={label}
      inputMode="numeric"
      unit={w(type === 'years' ? 'years_unit' : 'count_unit')}
      value={value}
      onChange={(text) => onChange(numberTyped(text))}
    />
  )
}

/** A range has two ends; of several choices any number are ticked. */
function SeveralValues({ field, label, place, condition, onChange }: Omit<ValueProps, 'name'> & { place: string }) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const { type, choices = [] } = factOf(field)
  const list = Array.isArray(condition.value) ? condition.value : []
  if (type === 'choice') {
    const chosen = new Set(list)
    const flip = (choice: string, on: boolean) =>
      onChange({ ...condition, value: choices.filter((each) => (each === choice ? on : chosen.has(each))) })
    return (
      <Cluster>
        {choices.map((choice, i) => (
          <CheckField
            key={choice}
            name={i === 0 ? `${place}.value` : `${place}.value.${choice}`}
            label={choiceName(choice, p)}
            checked={chosen.has(choice)}
            onChange={(on) => flip(choice, on)}
          />
        ))}
      </Cluster>
    )
  }
  const [low = '', high = ''] = list
  return (
    <FieldRow>
      <Scalar
        field={field}
        name={`${place}.value`}
        label={`${label} · ${w('value')}`}
        value={String(low)}
        onChange={(value) => onChange({ ...condition, value: [value, high] })}
      />
      <Scalar
        field={field}
        name={`${place}.value.1`}
        label={`${label} · ${w('value_to')}`}
        value={String(high)}
        onChange={(value) => onChange({ ...condition, value: [low, value] })}
      />
    </FieldRow>
  )
}

function PlaceValue({ label, name, condition, onChange }: Omit<ValueProps, 'field'>) {
  const code = isCode(condition.value) ? condition.value : undefined
  const shown = useApi(showDivision, { params: { code: code ?? 0 } }, { enabled: code !== undefined })
  return (
    <DivisionPicker
      name={name}
      label={label}
      value={code === undefined ? null : (shown.data?.division ?? null)}
      onChange={(place) => onChange({ ...condition, value: place?.code ?? '' })}
    />
  )
}

type Say = ReturnType<typeof useWords<typeof policiesWords>>

function choiceName(choice: string, p: Say): string {
  const known = (Object.keys(policiesWords.zh.choices) as (keyof typeof policiesWords.zh.choices)[]).find(
    (key) => key === choice,
  )
  return known === undefined ? choice : p(`choices.${known}`)
}

function operatorWord(type: ReturnType<typeof factOf>['type'], operator: Operator) {
  if (operator === 'within') return 'operators.within' as const
  if (operator === 'notWithin') return 'operators.not_within' as const
  if (operator === 'atLeastAsSevere') return 'operators.severe' as const
  if (operator === 'notAsSevere') return 'operators.not_severe' as const
  if (operator === 'in') return 'operators.one_of' as const
  if (operator === 'notIn') return 'operators.none_of' as const
  if (type === 'years' || type === 'number' || type === 'date')
    return `operators.${type}.${ORDER_WORDS[operator]}` as const
  return operator === '=' ? ('operators.is' as const) : ('operators.is_not' as const)
}
