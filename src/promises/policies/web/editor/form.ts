import { isCivilDate } from '../../../../kernel/calendar.ts'
import { isUuid } from '../../../../kernel/ids.ts'
import type { ResponseOf } from '../../../../kernel/endpoint.ts'
import { exactYuan, fen } from '../../../../kernel/money.ts'
import type { Locale } from '../../../../web/i18n/index.ts'
import { moneyField } from '../../../../web/money-field.ts'
import type { Fault } from '../../../../web/problem.ts'
import type { DraftBody, showPolicy } from '../../contract/index.ts'
import { PERS_OF, type RawGroup, UNITS_OF } from '../../rules/index.ts'

type Create = Extract<DraftBody, { kind: 'create' }>
type Version = Create['version']
type Promised = Create['promise']
type RateBody = NonNullable<Version['rates']>[number]
export type Shown = ResponseOf<typeof showPolicy>

export interface RateForm {
  key: string
  division: number
  branch: RateBody['branch'] | ''
  hukou_kind: RateBody['hukou_kind'] | ''
  valid_from: string
  valid_to: string
  yuan: string
  per: RateBody['per']
}

/** The page's fields as they are typed; `bodyOf` makes the request of them. */
export interface DraftForm {
  division: number
  promise: Omit<Promised, 'replaces_id'> & { replaces_id: string }
  valid_from: string
  valid_to: string
  rule: RawGroup
  grant_kind: Version['grant_kind']
  quantity: string
  cadence: Version['cadence']
  document: string
  document_title: string
  document_number: string
  confidence: Version['confidence']
  source: string
  claim_required: boolean
  keep_rates: boolean
  rates: RateForm[]
}

export function emptyForm(division: number, level: Promised['level'], today: string): DraftForm {
  return {
    division,
    promise: {
      level,
      theme: 'living',
      name_zh: '',
      name_en: '',
      beneficiary: 'person',
      asked: 'parents',
      place_asked: 'residence',
      care_kind: '',
      replaces_id: '',
    },
    valid_from: today,
    valid_to: '',
    rule: { combinator: 'and', rules: [] },
    grant_kind: 'thing',
    quantity: '1',
    cadence: 'yearly',
    document: '',
    document_title: '',
    document_number: '',
    confidence: 'to_confirm',
    source: '',
    claim_required: false,
    keep_rates: false,
    rates: [],
  }
}

/** A new version begins as the newest one reads. */
export function formOfPolicy({ policy, versions, rates }: Shown, today: string): DraftForm | undefined {
  const [newest] = versions
  if (!newest) return undefined
  const { rule, ...version } = newest
  const standing = rates.filter((rate) => rate.valid_to === null || rate.valid_to > today)
  const form = formOfVersion({ ...version, rule, valid_from: newest.valid_from, rates: null } as Version)
  return {
    ...emptyForm(policy.division, policy.level, today),
    promise: { ...policy, replaces_id: policy.replaces_id ?? '' },
    ...form,
    valid_from: today,
    valid_to: '',
    keep_rates: newest.grant_kind === 'cash',
    rates: standing.map((rate, i) => ({
      ...rateForm({ ...rate, document_number: null }, i),
      valid_from: today,
      valid_to: '',
    })),
  }
}

export function formOfDraft(content: Exclude<DraftBody, { kind: 'retire' | 'group' }>, division: number): DraftForm {
  const empty = emptyForm(division, 'district', content.version.valid_from)
  const promise =
    content.kind === 'create' ? { ...content.promise, replaces_id: content.promise.replaces_id ?? '' } : empty.promise
  return { ...empty, promise, ...formOfVersion(content.version) }
}

function formOfVersion(version: Version) {
  return {
    valid_from: version.valid_from,
    valid_to: version.valid_to ?? '',
    rule: version.rule,
    grant_kind: version.grant_kind,
    quantity: version.grant_quantity === null ? '' : String(version.grant_quantity),
    cadence: version.cadence,
    document: version.document_id === null ? '' : `${version.document_id} ${version.document_edition ?? 1}`,
    document_title: version.document_title,
    document_number: version.document_number ?? '',
    confidence: version.confidence,
    source: version.source,
    claim_required: version.claim_required,
    keep_rates: version.grant_kind === 'cash' && version.rates === null,
    rates: (version.rates ?? []).map(rateForm),
  }
}

function rateForm(rate: RateBody, i: number): RateForm {
  return {
    key: String(i),
    division: rate.division,
    branch: rate.branch ?? '',
    hukou_kind: rate.hukou_kind ?? '',
    valid_from: rate.valid_from,
    valid_to: rate.valid_to ?? '',
    yuan: exactYuan(fen(rate.amount_fen)),
    per: rate.per,
  }
}

/** The cadence made another; a rate that would be paid more often than it says is stated by what is usual there. */
export function withCadence(form: DraftForm, cadence: DraftForm['cadence']): Pick<DraftForm, 'cadence' | 'rates'> {
  const pers = PERS_OF[cadence]
  return {
    cadence,
    rates: form.rates.map((rate) => (pers.includes(rate.per) ? rate : { ...rate, per: usual(cadence) })),
  }
}

const usual = (cadence: DraftForm['cadence']): RateForm['per'] => PERS_OF[cadence][0] ?? 'month'

export function freshRate(form: DraftForm): RateForm {
  const key = String(Math.max(0, ...form.rates.map((rate) => Number(rate.key))) + 1)
  return {
    key,
    division: form.division,
    branch: '',
    hukou_kind: '',
    valid_from: form.valid_from,
    valid_to: '',
    yuan: '',
    per: usual(form.cadence),
  }
}

/** What a draft is about, beside what stands in the form. */
export type About = { readonly kind: 'create' } | { readonly kind: 'version'; readonly policy_id: string }

/** The request, or the amounts that cannot be read; what else is not right stays as typed and is refused at its field. */
export function bodyOf(form: DraftForm, about: About, locale: Locale): { body?: DraftBody; faults: readonly Fault[] } {
  const stated = form.grant_kind !== 'cash' || form.keep_rates ? null : form.rates
  const amounts = (stated ?? []).map((rate, at) => moneyField(`version.rates.${at}.amount_fen`, rate.yuan, locale))
  const faults = amounts.flatMap(({ fault }) => (fault === undefined ? [] : [fault]))
  if (faults.length > 0) return { faults }
  // An empty field is refused by the server as no amount.
  const rates = stated?.map((rate, at) => rateOf(rate, amounts[at]?.fen ?? 0)) ?? null
  return { body: contentOf(form, about, rates), faults }
}

function contentOf(form: DraftForm, about: About, rates: readonly ReturnType<typeof rateOf>[] | null): DraftBody {
  const version = { ...versionOf(form), rates }
  if (about.kind === 'version') return { kind: 'version', policy_id: about.policy_id, version } as DraftBody
  const { name_zh, name_en, level, theme, beneficiary, asked, place_asked, care_kind, replaces_id } = form.promise
  const promise = {
    level,
    theme,
    name_zh,
    name_en: name_en.trim() === '' ? name_zh : name_en,
    beneficiary,
    asked: beneficiary === 'family' ? 'parents' : asked,
    place_asked,
    care_kind,
    replaces_id: isUuid(replaces_id) ? replaces_id : null,
  }
  return { kind: 'create', division: form.division, promise, version } as DraftBody
}

function versionOf(form: DraftForm) {
  const cash = form.grant_kind === 'cash'
  const [document_id, edition] = form.document.split(' ')
  return {
    valid_from: form.valid_from,
    valid_to: form.valid_to === '' ? null : form.valid_to,
    rule: form.rule,
    grant_kind: form.grant_kind,
    grant_quantity: cash ? null : Number(form.quantity),
    grant_unit: UNITS_OF[form.grant_kind][0],
    cadence: form.cadence,
    document_id: isUuid(document_id) ? document_id : null,
    document_edition: isUuid(document_id) ? Number(edition) : null,
    document_number: form.document_number.trim() === '' ? null : form.document_number,
    document_title: form.document_title,
    confidence: form.confidence,
    source: form.source,
    claim_required: form.claim_required,
  }
}

function rateOf(rate: RateForm, amount_fen: number) {
  return {
    division: rate.division,
    branch: rate.branch === '' ? null : rate.branch,
    hukou_kind: rate.hukou_kind === '' ? null : rate.hukou_kind,
    valid_from: rate.valid_from,
    valid_to: isCivilDate(rate.valid_to) ? rate.valid_to : null,
    amount_fen,
    per: rate.per,
    document_number: null,
  }
}
