import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { isOfCalendar } from '../../../kernel/period.ts'
import { careKinds } from '../../../ledgers/care-records/contract/index.ts'
import { listPolicies } from '../../../promises/policies/contract/index.ts'
import { ChoiceField, type Option, SelectField, TextField } from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { contactsWords } from '../words/index.ts'

interface Value {
  readonly policy_id: string
  readonly period: string
  readonly choose: 'all' | 'owed'
}

type Listed = ResponseOf<typeof listPolicies>['items'][number]

/** The policies that apply where the round goes and are handed over there: what another place promises, or the bank pays, is none of it. */
export function usePolicies(division: number): readonly Option<string>[] {
  const locale = useLocale()
  const policies = useApi(listPolicies, { query: { place: division } }, { enabled: division !== 0, keep: true })
  const kinds = useApi(careKinds, {}).data?.kinds ?? []
  const byRoom = new Set(kinds.flatMap((kind) => (kind.written_by === null ? [] : [kind.code])))
  const byBank = ({ care_kind, beneficiary, grant_kind, cadence }: Listed) =>
    byRoom.has(care_kind) || (beneficiary === 'person' && grant_kind === 'cash' && isOfCalendar(cadence))
  const handed = (policies.data?.items ?? []).filter((policy) => !byBank(policy))
  return handed.map((policy) => ({
    value: policy.id as string,
    label: locale === 'zh' ? policy.name_zh : policy.name_en,
  }))
}

interface PolicyFieldsProps {
  readonly options: readonly Option<string>[]
  readonly value: Value
  readonly onChange: (more: Partial<Value>) => void
}

/** The promise a round delivers, for which period, and whether it goes to all or to those still owed it. */
export function PolicyFields({ options, value, onChange }: PolicyFieldsProps) {
  const w = useWords(contactsWords)
  return (
    <>
      <SelectField
        name="policy_id"
        label={w('page.policy')}
        optional
        placeholder={w('page.no_policy')}
        value={value.policy_id}
        options={options}
        onChange={(policy_id) => onChange({ policy_id })}
      />
      {value.policy_id === '' ? null : (
        <>
          <TextField
            name="period"
            label={w('page.period')}
            hint={w('page.period_hint')}
            value={value.period}
            onChange={(period) => onChange({ period })}
          />
          <ChoiceField
            name="families"
            label={w('page.families')}
            value={value.choose}
            options={[
              { value: 'owed', label: w('page.owed_families') },
              { value: 'all', label: w('page.all_families') },
            ]}
            onChange={(choose) => onChange({ choose })}
          />
        </>
      )}
    </>
  )
}
