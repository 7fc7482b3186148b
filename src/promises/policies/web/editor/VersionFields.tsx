import { useState } from 'react'
import { listDocuments } from '../../../library/contract.ts'
import { CheckField, ChoiceField, SelectField, TextField } from '../../../../web/design/index.ts'
import { SearchableSelectField } from '../../../../web/design/desk/index.tsx'
import { useApi } from '../../../../web/hooks.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import { editorWords } from '../../words/editor/index.ts'
import { policiesWords } from '../../words/index.ts'
import { type DraftForm, withCadence } from './form.ts'

interface Props {
  readonly form: DraftForm
  readonly change: (more: Partial<DraftForm>) => void
}

const CADENCES = ['once', 'yearly', 'half_yearly', 'quarterly', 'monthly', 'festival'] as const
const GRANTS = ['thing', 'service', 'hours', 'enrolment', 'cash'] as const

/** From when, what, how often. */
export function VersionFields({ form, change }: Props) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  return (
    <>
      <TextField
        name="version.valid_from"
        label={w('valid_from')}
        type="date"
        value={form.valid_from}
        onChange={(valid_from) => change({ valid_from })}
      />
      <TextField
        name="version.valid_to"
        label={w('valid_to')}
        type="date"
        optional
        value={form.valid_to}
        onChange={(valid_to) => change({ valid_to })}
      />
      <SelectField
        name="version.grant_unit"
        label={w('grant')}
        value={form.grant_kind}
        options={GRANTS.map((value) => ({ value, label: w(`grants.${value}`) }))}
        onChange={(grant_kind) =>
          grant_kind !== '' && change({ grant_kind, quantity: grant_kind === 'cash' ? '' : form.quantity || '1' })
        }
      />
      {form.grant_kind === 'cash' ? null : (
        <TextField
          name="version.grant_quantity"
          label={w('quantity')}
          inputMode="numeric"
          value={form.quantity}
          onChange={(quantity) => change({ quantity })}
        />
      )}
      <SelectField
        name="version.cadence"
        label={w('cadence')}
        value={form.cadence}
        options={CADENCES.map((value) => ({ value, label: p(`cadences.${value}`) }))}
        onChange={(cadence) => cadence !== '' && change(withCadence(form, cadence))}
      />
      <CheckField
        name="version.claim_required"
        label={w('claim_required')}
        checked={form.claim_required}
        onChange={(claim_required) => change({ claim_required })}
      />
    </>
  )
}

/** What it rests on: an edition of the library, or a title as it is known until the document is there. */
export function BasisFields({ form, change }: Props) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const [q, setQ] = useState('')
  const found = useApi(listDocuments, { query: { q: q.trim() === '' ? undefined : q, limit: 20 } }, { keep: true })
  const options = (found.data?.items ?? []).map((item) => ({
    value: `${item.id} ${item.edition}`,
    label: item.number === null ? item.title : `${item.title} ${item.number}`,
  }))
  const chosen = form.document !== '' && !options.some((option) => option.value === form.document)
  const all = chosen ? [{ value: form.document, label: form.document_title }, ...options] : options
  return (
    <>
      <SearchableSelectField
        name="version.document_id"
        label={w('document_pick')}
        hint={w('document_find')}
        optional
        placeholder={w('document_none')}
        value={form.document}
        options={all}
        onSearch={setQ}
        busy={found.isFetching}
        onChange={(document) => {
          const item = found.data?.items.find((each) => `${each.id} ${each.edition}` === document)
          change({
            document,
            ...(item
              ? { document_title: item.title, document_number: item.number ?? '', confidence: 'sourced' }
              : { confidence: 'to_confirm' }),
          })
        }}
      />
      {form.document === '' ? (
        <>
          <TextField
            name="version.document_title"
            label={w('document_title')}
            maxLength={200}
            value={form.document_title}
            onChange={(document_title) => change({ document_title })}
          />
          <TextField
            name="version.document_number"
            label={w('document_number')}
            optional
            maxLength={80}
            value={form.document_number}
            onChange={(document_number) => change({ document_number })}
          />
        </>
      ) : null}
      <ChoiceField
        name="version.confidence"
        label={w('confidence')}
        value={form.confidence}
        options={(['sourced', 'to_confirm'] as const).map((value) => ({ value, label: p(`confidences.${value}`) }))}
        onChange={(confidence) => change({ confidence })}
      />
      <TextField
        name="version.source"
        label={w('source')}
        hint={w('source_hint')}
        maxLength={300}
        value={form.source}
        onChange={(source) => change({ source })}
      />
    </>
  )
}
