import { type Column, DataTable, DateText, EmptyState, UrlSelect } from '../../../web/design/index.ts'
import { instantParts } from '../../../web/clock.ts'
import { useApi, usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useUrlState } from '../../../web/url.ts'
import { listAccounts, listBanks } from '../contract.ts'
import { bankAccountsWords } from '../words/index.ts'
import { AccountText, PersonCell, type Version } from './parts.tsx'

/** The accounts in use: which one each person is paid to now. */
export function AccountBook() {
  const w = useWords(bankAccountsWords)
  const url = useUrlState()
  const [q, bank] = [url.one('q').trim().slice(0, 40), url.one('bank')]
  const filter = { ...(q === '' ? {} : { q }), ...(/^[A-Z]{2,10}$/.test(bank) ? { bank } : {}) }
  const filtered = Object.keys(filter).length > 0
  const list = usePages(
    listAccounts,
    { query: { limit: 20, ...filter } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const columns: Column<Version>[] = [
    { key: 'person', title: w('column_person'), cell: (row) => <PersonCell version={row} /> },
    { key: 'account', title: w('column_account'), cell: (row) => <AccountText version={row} /> },
    {
      key: 'since',
      title: w('column_since'),
      cell: (row) => (row.effective_at === null ? null : <DateText date={instantParts(row.effective_at).date} />),
    },
  ]
  const none = filtered ? 'found' : 'active'
  return (
    <DataTable
      {...list}
      label={w('tab_active')}
      columns={columns}
      id={(row) => row.version_id}
      name={(row) => row.person_name}
      total={list.first?.total ?? undefined}
      total_or_more={list.first?.total_or_more ?? false}
      empty={<EmptyState title={w(`none_${none}`)}>{w(`none_${none}_text`)}</EmptyState>}
    />
  )
}

/** One bank, or all. */
export function BankSelect() {
  const w = useWords(bankAccountsWords)
  const locale = useLocale()
  const banks = useApi(listBanks, {})
  return (
    <UrlSelect
      name="bank"
      label={w('filter_bank')}
      options={[
        { value: '', label: w('all_banks') },
        ...(banks.data?.items ?? []).map((one) => ({
          value: one.code,
          label: locale === 'zh' ? one.name_zh : one.name_en,
        })),
      ]}
    />
  )
}
