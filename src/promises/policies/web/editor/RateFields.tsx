import { listChildren, showDivision } from '../../../../registry/divisions/contract.ts'
import {
  Button,
  CheckField,
  Cluster,
  FieldRow,
  Nested,
  SelectField,
  Stack,
  Sub,
  TextField,
} from '../../../../web/design/index.ts'
import { useApi } from '../../../../web/hooks.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import { editorWords } from '../../words/editor/index.ts'
import { HUKOU_KINDS, PERS_OF } from '../../rules/index.ts'
import { policiesWords } from '../../words/index.ts'
import { type DraftForm, freshRate, type RateForm } from './form.ts'

interface Props {
  readonly form: DraftForm
  /** Whether there are rates in force that could stay. */
  readonly may_keep: boolean
  readonly change: (more: Partial<DraftForm>) => void
}

/** How much, where, for whom, from when to when: one line a rate. */
export function RateFields({ form, may_keep, change }: Props) {
  const w = useWords(editorWords)
  const set = (key: string, more: Partial<RateForm>) =>
    change({ rates: form.rates.map((rate) => (rate.key === key ? { ...rate, ...more } : rate)) })
  return (
    <Stack>
      {may_keep ? (
        <CheckField
          name="version.rates"
          label={w('keep_rates')}
          checked={form.keep_rates}
          onChange={(keep_rates) => change({ keep_rates })}
        />
      ) : null}
      {form.keep_rates ? null : (
        <>
          <Sub>{w('rates_hint')}</Sub>
          <Nested
            label={w('rates')}
            items={form.rates.map((rate, i) => ({
              key: rate.key,
              content: (
                <OneRate
                  rate={rate}
                  at={i}
                  division={form.division}
                  cadence={form.cadence}
                  set={(more) => set(rate.key, more)}
                  remove={() => change({ rates: form.rates.filter((each) => each.key !== rate.key) })}
                />
              ),
            }))}
            end={
              <Cluster>
                <Button onClick={() => change({ rates: [...form.rates, freshRate(form)] })}>{w('add_rate')}</Button>
              </Cluster>
            }
          />
        </>
      )}
    </Stack>
  )
}

interface RateProps {
  readonly rate: RateForm
  readonly at: number
  readonly division: number
  readonly cadence: DraftForm['cadence']
  readonly set: (more: Partial<RateForm>) => void
  readonly remove: () => void
}

function OneRate({ rate, at, division, cadence, set, remove }: RateProps) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const name = (field: string) => `version.rates.${at}.${field}`
  const label = (text: string) => `${w('rate', { n: at + 1 })} · ${text}`
  return (
    <FieldRow
      end={
        <Button look="quiet" aria-label={w('remove', { what: w('rate', { n: at + 1 }) })} onClick={remove}>
          {w('remove_short')}
        </Button>
      }
    >
      <RatePlace rate={rate} name={name('division')} label={label(w('rate_place'))} division={division} set={set} />
      <SelectField
        name={name('branch')}
        label={label(w('rate_branch'))}
        optional
        placeholder={w('any')}
        value={rate.branch ?? ''}
        options={(['death', 'disability'] as const).map((value) => ({ value, label: p(`branches.${value}`) }))}
        onChange={(branch) => set({ branch })}
      />
      <SelectField
        name={name('hukou_kind')}
        label={label(w('rate_hukou'))}
        optional
        placeholder={w('any')}
        value={rate.hukou_kind ?? ''}
        options={HUKOU_KINDS.map((value) => ({ value, label: p(`hukou_kinds.${value}`) }))}
        onChange={(hukou_kind) => set({ hukou_kind })}
      />
      <TextField
        name={name('amount_fen')}
        label={label(w('rate_amount'))}
        inputMode="decimal"
        unit={w('yuan')}
        value={rate.yuan}
        onChange={(yuan) => set({ yuan })}
      />
      <SelectField
        name={name('per')}
        label={label(w('rate_per'))}
        value={rate.per}
        options={PERS_OF[cadence].map((value) => ({ value, label: p(`per.${value}`) }))}
        onChange={(per) => per !== '' && set({ per })}
      />
      <TextField
        name={name('valid_from')}
        label={label(w('rate_from'))}
        type="date"
        value={rate.valid_from}
        onChange={(valid_from) => set({ valid_from })}
      />
      <TextField
        name={name('valid_to')}
        label={label(w('rate_to'))}
        type="date"
        optional
        value={rate.valid_to}
        onChange={(valid_to) => set({ valid_to })}
      />
    </FieldRow>
  )
}

type PlaceProps = Pick<RateProps, 'rate' | 'division' | 'set'> & { readonly name: string; readonly label: string }

/** The policy's own place, or one right below it. */
function RatePlace({ rate, division, set, name, label }: PlaceProps) {
  const here = useApi(showDivision, { params: { code: division } })
  const inside = useApi(listChildren, { params: { code: division }, query: { limit: 100 } })
  const places = [...(here.data ? [here.data.division] : []), ...(inside.data?.items ?? [])]
  return (
    <SelectField
      name={name}
      label={label}
      value={String(rate.division)}
      options={places.map((place) => ({ value: String(place.code), label: place.name }))}
      onChange={(code) => set({ division: Number(code) })}
    />
  )
}
