import { formatCount } from '../../../kernel/units.ts'
import { Chip, Cluster, Notice, ProblemNotice, Sub } from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { getChain } from '../contract.ts'
import { auditWords } from '../words/index.ts'

/** Whether the chain of the district still holds, recomputed now; the list below does not wait for it. */
export function ChainState({ where }: { where: { readonly district?: number } }) {
  const w = useWords(auditWords)
  const locale = useLocale()
  const chain = useApi(getChain, { query: where })
  if (chain.error) return <ProblemNotice problem={chain.error} retry={() => void chain.refetch()} />
  if (!chain.data) return <Sub>{w('chain_checking')}</Sub>
  const { entries, unbroken_to, fault } = chain.data
  const count = formatCount(unbroken_to, locale)
  if (fault === null) {
    return (
      <Cluster>
        <Chip tone="done">{entries === 0 ? w('chain_empty') : w('chain_whole', { count })}</Chip>
      </Cluster>
    )
  }
  return (
    <Notice tone="attention" title={w('chain_broken', { seq: formatCount(unbroken_to + 1, locale), count })}>
      {w('chain_broken_next')}
    </Notice>
  )
}
