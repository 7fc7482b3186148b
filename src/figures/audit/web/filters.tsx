import { useState } from 'react'
import { codeOfDistrict, districtOf, tierOf } from '../../../kernel/division-code.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { DivisionPicker } from '../../../registry/divisions/web/DivisionPicker.tsx'
import { Button, Cluster, Dialog, FilterFields, Stack, UrlDate, UrlSelect } from '../../../web/design/index.ts'
import { useJoining, useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import type { listFacets } from '../contract.ts'
import { auditWords } from '../words/index.ts'

const KEYS = ['action', 'account', 'subject', 'from', 'to'] as const
const CLEAR = Object.fromEntries(KEYS.map((key) => [key, undefined]))

interface Held {
  readonly action?: string
  readonly account_id?: string
  readonly subject_id?: string
}

/** What, who and when, all in the address. */
export function Filters({ facets, filter }: { facets: ResponseOf<typeof listFacets> | undefined; filter: Held }) {
  const w = useWords(auditWords)
  const shell = useShellWords()
  const url = useUrlState()
  const actions = (facets?.actions ?? []).map((one) => ({ value: one.action, label: one.name }))
  const accounts = (facets?.accounts ?? []).map((one) => ({ value: one.account_id, label: one.name }))
  return (
    <FilterFields>
      <UrlSelect
        name="action"
        label={w('filter_action')}
        options={[{ value: '', label: w('any_action') }, ...withHeld(actions, filter.action)]}
      />
      <UrlSelect
        name="account"
        label={w('filter_account')}
        options={[{ value: '', label: w('any_account') }, ...withHeld(accounts, filter.account_id)]}
      />
      <UrlDate name="from" label={w('filter_from')} />
      <UrlDate name="to" label={w('filter_to')} />
      {filter.subject_id === undefined ? null : (
        <Button aria-pressed="true" onClick={() => url.change({ subject: undefined })}>
          {w('filter_subject')} {filter.subject_id.slice(-8)} <span aria-hidden="true">×</span>
        </Button>
      )}
      {KEYS.some((key) => url.one(key) !== '') ? (
        <Button look="quiet" onClick={() => url.change(CLEAR)}>
          {shell('clear_filters')}
        </Button>
      ) : null}
    </FilterFields>
  )
}

interface Choice {
  readonly value: string
  readonly label: string
}

/** What the address asks for is shown as chosen, also where the trail knows nothing of it. */
function withHeld(options: readonly Choice[], held: string | undefined): readonly Choice[] {
  if (held === undefined || options.some((option) => option.value === held)) return options
  return [...options, { value: held, label: held }]
}

/** Which district's trail; only where the post reaches more than one. */
export function DistrictChoice({ name, district }: { name: string | undefined; district: number | undefined }) {
  const w = useWords(auditWords)
  const shell = useShellWords()
  const joined = useJoining()
  const url = useUrlState()
  const own = useSession().data?.active_post?.division
  const [open, setOpen] = useState(false)
  if (own === undefined || !['nation', 'province', 'city'].includes(tierOf(own))) return null
  const choose = (chosen: number | undefined) => {
    url.change({ ...CLEAR, district: chosen === undefined ? undefined : String(chosen) }, { push: true })
    setOpen(false)
  }
  return (
    <>
      <Button
        aria-haspopup="dialog"
        aria-label={joined.labelled(w('district'), name ?? '')}
        onClick={() => setOpen(true)}
      >
        {district === undefined ? w('district') : (name ?? codeOfDistrict(district))} <span aria-hidden="true">▾</span>
      </Button>
      {open ? (
        <Dialog title={w('district')} onClose={() => setOpen(false)}>
          <Stack>
            <DivisionPicker
              name="district"
              label={w('district')}
              value={null}
              within={own}
              tier="district"
              onChange={(place) => choose(place === null ? undefined : districtOf(place.code))}
            />
            <Cluster>
              {district === undefined ? null : <Button onClick={() => choose(undefined)}>{w('own_district')}</Button>}
              <Button onClick={() => setOpen(false)}>{shell('cancel')}</Button>
            </Cluster>
          </Stack>
        </Dialog>
      ) : null}
    </>
  )
}
