import { api } from '../../../web/api.ts'
import { Chip, Link, MaskedValue, Stack, Sub } from '../../../web/design/index.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { instantParts } from '../../../web/clock.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { type listWaiting, revealAccount } from '../contract.ts'
import { bankAccountsWords } from '../words/index.ts'

export type Version = ResponseOf<typeof listWaiting>['items'][number]

/** One sealed value of a version, for a reason. */
export function useReveal(version_id: Version['version_id'], field: 'number' | 'notice_phone' | 'notice_former_phone') {
  return async (reason: string) => {
    const sending = { idempotency_key: crypto.randomUUID(), reason }
    return (await api(revealAccount, { params: { version_id }, body: { field } }, sending)).value
  }
}

/** Whose account: her history behind the name, where she lives below. */
export function PersonCell({ version }: { version: Version }) {
  return (
    <Stack gap="tight">
      <Link href={`/bank-accounts/${version.person_id}`}>{version.person_name}</Link>
      <Sub>{version.community_name}</Sub>
    </Stack>
  )
}

/** Bank, kind and number; the number masked, in clear for those who may, for a reason. */
export function AccountText({ version }: { version: Version }) {
  const w = useWords(bankAccountsWords)
  const locale = useLocale()
  const may = useMay('bank_accounts.reveal')
  const reveal = useReveal(version.version_id, 'number')
  const bank = [locale === 'zh' ? version.bank_zh : version.bank_en, version.branch, w(`kind_${version.kind}`)]
  return (
    <Stack gap="tight">
      <span>{bank.filter((part) => part !== null).join(' · ')}</span>
      {may ? (
        <MaskedValue masked={version.masked} what={w('account_of', { name: version.person_name })} reveal={reveal} />
      ) : (
        <span>{version.masked}</span>
      )}
      {version.holder_name === version.person_name ? null : (
        <Sub>
          {w('holder')} {version.holder_name}
        </Sub>
      )}
    </Stack>
  )
}

/** How the version stands, with the day it takes effect and why it was stopped. */
export function Standing({ version }: { version: Version }) {
  const w = useWords(bankAccountsWords)
  const date = version.effective_at === null ? '' : instantParts(version.effective_at).date
  const tone = { requested: 'attention', cooling: 'info', active: 'done' } as const
  const stopped = version.stopped_why === 'family' ? ` · ${w('stopped_family')}` : ''
  const text = `${w(`standing_${version.standing}`, { date })}${stopped}`
  return version.standing in tone ? (
    <Chip tone={tone[version.standing as keyof typeof tone]}>{text}</Chip>
  ) : (
    <Chip>{text}</Chip>
  )
}

/** Why it was asked for, and what the approver should look at. */
export function Why({ version }: { version: Version }) {
  const w = useWords(bankAccountsWords)
  return (
    <Stack gap="tight">
      <span>{version.reason}</span>
      {version.former_masked === null ? null : <Sub>{w('former', { masked: version.former_masked })}</Sub>}
      {version.shared_with > 0 ? (
        <Sub>
          <Chip tone="attention">{w('shared', { count: version.shared_with })}</Chip> {version.shared_reason}
        </Sub>
      ) : null}
      {version.warnings.map((warning) => (
        <Sub key={warning}>{w(`warning_${warning}`)}</Sub>
      ))}
      {version.warning_reason === null ? null : (
        <Sub>
          {w('warning_reason')}: {version.warning_reason}
        </Sub>
      )}
    </Stack>
  )
}
