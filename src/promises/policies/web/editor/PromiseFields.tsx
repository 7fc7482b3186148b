import { careKinds } from '../../../../ledgers/care-records/contract/index.ts'
import { showDivision } from '../../../../registry/divisions/contract.ts'
import { DivisionPicker } from '../../../../registry/divisions/web/DivisionPicker.tsx'
import { ChoiceField, SelectField, TextField } from '../../../../web/design/index.ts'
import { useApi } from '../../../../web/hooks.ts'
import { useLocale, useWords } from '../../../../web/i18n/index.ts'
import { listPolicies, THEMES } from '../../contract/index.ts'
import { levelsOf } from '../../rules/index.ts'
import { editorWords } from '../../words/editor/index.ts'
import { policiesWords } from '../../words/index.ts'
import type { DraftForm } from './form.ts'

interface Props {
  readonly form: DraftForm
  readonly own: number
  readonly change: (more: Partial<DraftForm>) => void
}

/** What a new policy is, once and for all. */
export function PromiseFields({ form, own, change }: Props) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const { promise } = form
  const set = (more: Partial<DraftForm['promise']>) => change({ promise: { ...promise, ...more } })
  const place = useApi(showDivision, { params: { code: form.division } })
  return (
    <>
      <TextField
        name="promise.name_zh"
        label={w('name_zh')}
        maxLength={60}
        value={promise.name_zh}
        onChange={(name_zh) => set({ name_zh })}
      />
      <TextField
        name="promise.name_en"
        label={w('name_en')}
        optional
        maxLength={120}
        value={promise.name_en}
        onChange={(name_en) => set({ name_en })}
      />
      <DivisionPicker
        name="division"
        label={w('division')}
        within={own}
        value={place.data?.division ?? null}
        onChange={(chosen) => {
          const division = chosen?.code ?? own
          const [level = 'district'] = levelsOf(division)
          change({ division, promise: { ...promise, level }, rates: form.rates.map((rate) => ({ ...rate, division })) })
        }}
      />
      <SelectField
        name="promise.level"
        label={w('level')}
        value={promise.level}
        options={levelsOf(form.division).map((value) => ({ value, label: p(`levels.${value}`) }))}
        onChange={(level) => level !== '' && set({ level })}
      />
      <SelectField
        name="promise.theme"
        label={w('theme')}
        value={promise.theme}
        options={THEMES.map((value) => ({ value, label: p(`themes.${value}`) }))}
        onChange={(theme) => theme !== '' && set({ theme })}
      />
      <WhoFields promise={promise} set={set} />
      <CareKind value={promise.care_kind} onChange={(care_kind) => set({ care_kind })} />
      <Replaces form={form} onChange={(replaces_id) => set({ replaces_id })} />
    </>
  )
}

interface WhoProps {
  readonly promise: DraftForm['promise']
  readonly set: (more: Partial<DraftForm['promise']>) => void
}

/** Whom it is promised to, of whom the rule is asked, and which of the two places counts. */
function WhoFields({ promise, set }: WhoProps) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  return (
    <>
      <ChoiceField
        name="promise.beneficiary"
        label={w('beneficiary')}
        value={promise.beneficiary}
        options={(['person', 'family'] as const).map((value) => ({ value, label: p(`beneficiaries.${value}`) }))}
        onChange={(beneficiary) => set({ beneficiary, ...(beneficiary === 'family' ? { asked: 'parents' } : {}) })}
      />
      {promise.beneficiary === 'family' ? null : (
        <ChoiceField
          name="promise.asked"
          label={w('asked')}
          value={promise.asked}
          options={(['parents', 'members'] as const).map((value) => ({ value, label: p(`asks.${value}`) }))}
          onChange={(asked) => set({ asked })}
        />
      )}
      <ChoiceField
        name="promise.place_asked"
        label={w('place_asked')}
        value={promise.place_asked}
        options={(['residence', 'hukou'] as const).map((value) => ({ value, label: p(`places.${value}`) }))}
        onChange={(place_asked) => set({ place_asked })}
      />
    </>
  )
}

function CareKind({ value, onChange }: { value: string; onChange: (kind: string) => void }) {
  const w = useWords(editorWords)
  const locale = useLocale()
  const kinds = useApi(careKinds, {})
  const options = (kinds.data?.kinds ?? []).map((kind) => ({
    value: kind.code as string,
    label: locale === 'zh' ? kind.name_zh : kind.name_en,
  }))
  return (
    <SelectField name="promise.care_kind" label={w('care_kind')} value={value} options={options} onChange={onChange} />
  )
}

/** Only a policy of a wider place, of the same kind, can be stood in for. */
function Replaces({ form, onChange }: { form: DraftForm; onChange: (id: string) => void }) {
  const w = useWords(editorWords)
  const locale = useLocale()
  const { division, promise } = form
  const list = useApi(listPolicies, { query: { place: division } })
  const options = (list.data?.items ?? [])
    .filter(
      (each) =>
        each.division !== division &&
        each.beneficiary === promise.beneficiary &&
        each.place_asked === promise.place_asked,
    )
    .map((each) => ({
      value: each.id as string,
      label: `${locale === 'zh' ? each.name_zh : each.name_en} · ${each.division_name}`,
    }))
  return (
    <SelectField
      name="promise.replaces_id"
      label={w('replaces')}
      hint={w('replaces_hint')}
      optional
      placeholder={w('replaces_none')}
      value={promise.replaces_id}
      options={options}
      onChange={onChange}
    />
  )
}
