import { addDays } from '../../../kernel/calendar.ts'
import {
  Card,
  DataTable,
  KeyValue,
  Link,
  Reading,
  RunSkeleton,
  Section,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { listPolicyChanges, type PolicyChanges, type VersionChange } from '../contract/index.ts'
import { editorWords } from '../words/editor/index.ts'
import { policiesWords } from '../words/index.ts'

/** What changed, side by side in words: what stood before and what stands now. */
export function Changes({ changes }: { changes: readonly VersionChange[] }) {
  const w = useWords(editorWords)
  if (changes.length === 0) return <Sub>{w('no_changes')}</Sub>
  return (
    <DataTable
      label={w('changes')}
      rows={changes}
      id={(change) => change.what}
      empty={null}
      columns={[
        { key: 'what', title: w('changes'), cell: (change) => w(`whats.${change.what}`) },
        { key: 'removed', title: w('removed_words'), cell: (change) => <Texts texts={change.removed} /> },
        { key: 'added', title: w('added_words'), cell: (change) => <Texts texts={change.added} /> },
      ]}
    />
  )
}

function Texts({ texts }: { texts: readonly string[] }) {
  return (
    <Stack gap="tight">
      {texts.map((text) => (
        <span key={text}>{text.trimStart()}</span>
      ))}
    </Stack>
  )
}

/** The versions of a policy, the newest first, each with what changed against the one before. */
export function History({ policy_id }: { policy_id: Uuid }) {
  const w = useWords(editorWords)
  const read = useApi(listPolicyChanges, { params: { policy_id } })
  return (
    <Reading of={read} skeleton={<RunSkeleton />} part>
      {({ items }) => (
        <Card title={w('history')}>
          <Stack gap="wide">
            {items.map((version, i) => (
              <VersionChanges key={version.version} version={version} first={i === items.length - 1} />
            ))}
          </Stack>
        </Card>
      )}
    </Reading>
  )
}

function VersionChanges({ version, first }: { version: PolicyChanges; first: boolean }) {
  const w = useWords(editorWords)
  const p = useWords(policiesWords)
  const { valid_from: from, valid_to: to } = version
  const by =
    version.origin === 'shipped'
      ? w('shipped')
      : w('by_two', { writer: version.written_by_name ?? '', approver: version.approved_by_name ?? '' })
  return (
    <Section
      title={w('version_n', { n: version.version })}
      note={to === null ? p('page.valid_from', { from }) : p('page.valid_from_to', { from, to: addDays(to, -1) })}
    >
      <KeyValue
        pairs={[
          { label: w('writer'), value: by },
          {
            label: p('page.document'),
            value:
              version.document_id === null ? (
                version.document_title
              ) : (
                <Link href={`/library/${version.document_id}`}>{version.document_title}</Link>
              ),
          },
        ]}
      />
      {first ? <Sub>{w('first_version')}</Sub> : <Changes changes={version.changes} />}
    </Section>
  )
}
