import { useState } from 'react'
import { SearchableSelectField } from '../../../web/design/desk/index.tsx'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { searchDivisions } from '../../divisions/contract.ts'
import { familiesWords } from '../words/index.ts'

/** A community of the reader's jurisdiction: typed by name, pinyin or code, then chosen. */
export function CommunityField({
  name,
  label,
  value,
  onChange,
}: {
  name: string
  label: string
  value: string
  onChange: (code: string) => void
}) {
  const w = useWords(familiesWords)
  const within = useSession().data?.active_post?.division ?? 0
  const [q, setQ] = useState('')
  const found = useApi(
    searchDivisions,
    { query: { q, within, tier: 'community', limit: 20 } },
    { enabled: q.trim() !== '', keep: true },
  )
  const options = (found.data?.items ?? []).map(({ code, path_name }) => ({ value: String(code), label: path_name }))
  return (
    <SearchableSelectField
      name={name}
      label={label}
      hint={w('community_hint')}
      value={value}
      options={options}
      busy={found.isFetching}
      onSearch={setQ}
      onChange={onChange}
    />
  )
}
