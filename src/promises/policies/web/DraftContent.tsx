import { Card, KeyValue, Stack } from '../../../web/design/index.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import type { DraftShown } from '../contract/index.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'

type Of<K extends DraftShown['content']['kind']> = Extract<DraftShown['content'], { kind: K }>

/** What a draft says beside its conditions: whoever approves it reads here all she answers for. */
export function DraftContent({ draft }: { draft: DraftShown }) {
  const { content } = draft
  switch (content.kind) {
    case 'create':
      return <Promised draft={draft} content={content} />
    case 'version':
      return null
    case 'retire':
      return <Ended content={content} />
    case 'group':
      return <Grouped draft={draft} content={content} />
  }
}

function Promised({ draft, content: { promise } }: { draft: DraftShown; content: Of<'create'> }) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const name = useName()
  const [replaced] = draft.named.policies
  return (
    <Card title={w('about')}>
      <KeyValue
        pairs={[
          { label: w('name_zh'), value: promise.name_zh },
          { label: w('name_en'), value: promise.name_en },
          { label: w('level'), value: p(`levels.${promise.level}`) },
          { label: w('theme'), value: p(`themes.${promise.theme}`) },
          { label: w('beneficiary'), value: p(`beneficiaries.${promise.beneficiary}`) },
          ...(promise.beneficiary === 'family' ? [] : [{ label: w('asked'), value: p(`asks.${promise.asked}`) }]),
          { label: w('place_asked'), value: p(`places.${promise.place_asked}`) },
          { label: w('replaces'), value: replaced === undefined ? w('replaces_none') : name(replaced) },
        ]}
      />
    </Card>
  )
}

function Ended({ content: { end } }: { content: Of<'retire'> }) {
  const w = useWords(editorWords)
  return (
    <Card title={w('kinds.retire')}>
      <KeyValue
        pairs={[
          { label: w('retire_on'), value: end.valid_to },
          { label: w('reason'), value: end.reason },
        ]}
      />
    </Card>
  )
}

function Grouped({ draft, content: { group } }: { draft: DraftShown; content: Of<'group'> }) {
  const w = useWords(editorWords)
  const name = useName()
  const { policies, group: before } = draft.named
  return (
    <Card title={w('kinds.group')}>
      <KeyValue
        pairs={[
          { label: w('name_zh'), value: group.name_zh },
          { label: w('name_en'), value: group.name_en },
          { label: w('valid_from'), value: group.valid_from },
          ...(group.valid_to === null ? [] : [{ label: w('valid_to'), value: group.valid_to }]),
          { label: w('group_policies'), value: policies.length === 0 ? w('group_nobody') : <Names of={policies} /> },
          { label: w('group_ends'), value: before === null ? w('group_ends_none') : name(before) },
          { label: w('document_title'), value: group.document_title },
          ...(group.document_number === null ? [] : [{ label: w('document_number'), value: group.document_number }]),
          { label: w('source'), value: group.source },
        ]}
      />
    </Card>
  )
}

interface Named {
  readonly id: string
  readonly name_zh: string
  readonly name_en: string
}

function useName() {
  const locale = useLocale()
  return (row: Named) => (locale === 'zh' ? row.name_zh : row.name_en)
}

function Names({ of }: { of: readonly Named[] }) {
  const name = useName()
  return (
    <Stack gap="tight">
      {of.map((one) => (
        <span key={one.id}>{name(one)}</span>
      ))}
    </Stack>
  )
}
