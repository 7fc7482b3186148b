import { useState } from 'react'
import { tierOf } from '../../../kernel/division-code.ts'
import { type Role, ROLES } from '../../../kernel/role.ts'
import { SelectField, TextField } from '../../../web/design/index.ts'
import { SearchableSelectField } from '../../../web/design/desk/index.tsx'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { searchDivisions } from '../../divisions/contract.ts'
import { getSession } from '../contract/index.ts'
import { ROLE_TIERS } from '../rules/roles.ts'
import { staffWords } from '../words/index.ts'
import { staffPageWords } from '../words/pages.ts'

export interface PostDraft {
  role: Role | ''
  division: string
  title: string
}

export const no_post: PostDraft = { role: '', division: '', title: '' }

/** The code chosen; nothing chosen is no code at all, and above all not the nation's, which is 0. */
export function codeOf(chosen: string): number {
  return chosen === '' ? Number.NaN : Number(chosen)
}

/** What the endpoint takes of a draft that is complete enough to be judged. */
export function postOf(draft: PostDraft) {
  const title = draft.title.trim()
  return { role: draft.role as Role, division: codeOf(draft.division), ...(title === '' ? {} : { title }) }
}

/**
 * Role, place and title of a post; only roles and places the granter reaches are offered, and of those what lies in `within`, the
 * association's place, where it is said. `at` is their path in the body.
 */
export function PostFields({
  at,
  draft,
  change,
  within,
}: {
  at: '' | 'post.'
  draft: PostDraft
  change: (part: Partial<PostDraft>) => void
  within?: number | undefined
}) {
  const w = useWords(staffPageWords)
  const roles = useWords(staffWords)
  const granters = useApi(getSession, {}).data?.active_post?.division
  const own = within ?? granters
  const [q, setQ] = useState('')
  const role = draft.role
  const reach = own === undefined ? [] : ROLES.filter((one) => ROLE_TIERS[one].some((tier) => narrower(own, tier)))
  const asked = q || draft.division
  const found = useApi(
    searchDivisions,
    { query: { q: asked || '0', within: own ?? 0, limit: 20 } },
    { enabled: asked !== '' && own !== undefined, keep: true },
  )
  const places = (found.data?.items ?? []).filter((place) => role === '' || ROLE_TIERS[role].includes(place.tier))
  return (
    <>
      <SelectField<Role>
        name={`${at}role`}
        label={w('role')}
        value={role}
        options={reach.map((value) => ({ value, label: roles(`role_${value}`) }))}
        onChange={(value) => change({ role: value })}
      />
      <SearchableSelectField
        name={`${at}division`}
        label={w('post_place')}
        hint={w('place_hint')}
        value={draft.division}
        options={places.map((place) => ({ value: String(place.code), label: place.path_name }))}
        onChange={(division) => change({ division })}
        onSearch={setQ}
        busy={found.isFetching}
      />
      <TextField
        name={`${at}title`}
        label={w('post_title')}
        hint={w('post_title_hint')}
        optional
        maxLength={60}
        value={draft.title}
        onChange={(title) => change({ title })}
      />
    </>
  )
}

const order = ['nation', 'province', 'city', 'district', 'street', 'community'] as const

const narrower = (own: number, tier: (typeof order)[number]): boolean =>
  order.indexOf(tier) >= order.indexOf(tierOf(own))
