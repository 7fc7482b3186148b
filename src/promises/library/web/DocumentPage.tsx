import type { ComponentType } from 'react'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import { download } from '../../../web/api.ts'
import {
  FileButton,
  ButtonLink,
  Card,
  EditorPage,
  InstantText,
  KeyValue,
  NotFound,
  Reading,
  RunSkeleton,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { usePathPart } from '../../../web/url.ts'
import { type DocumentShown, fetchFile, showDocument } from '../contract.ts'
import { libraryWords } from '../words.ts'

/** One document: its current edition, the ones before, and what rests on it (`resting`, which a higher room fills in). */
export function DocumentPage({ resting: Resting }: { resting: ComponentType<{ document_id: Uuid }> }) {
  const document_id = usePathPart('document_id')
  return isUuid(document_id) ? (
    <Document document_id={document_id} resting={<Resting document_id={document_id} />} />
  ) : (
    <NotFound />
  )
}

function Document({ document_id, resting }: { document_id: Uuid; resting: React.ReactNode }) {
  const w = useWords(libraryWords)
  const shown = useApi(showDocument, { params: { document_id } })
  return (
    <Reading of={shown} skeleton={<RunSkeleton />}>
      {(document) => (
        <EditorPage
          header={{
            title: document.editions[0]?.title ?? '',
            crumbs: [{ title: w('title'), href: '/library' }],
            sub: [document.division_name, document.editions[0]?.number ?? w('no_number')].join(' · '),
            actions: document.may_file ? (
              <ButtonLink href={`/library/${document_id}/new-edition`}>{w('new_edition')}</ButtonLink>
            ) : undefined,
          }}
          effect={resting}
        >
          {document.editions.map((edition, i) => (
            <Edition key={edition.edition} edition={edition} document_id={document_id} current={i === 0} />
          ))}
        </EditorPage>
      )}
    </Reading>
  )
}

type EditionShown = DocumentShown['editions'][number]

function Edition({ edition, document_id, current }: { edition: EditionShown; document_id: Uuid; current: boolean }) {
  const w = useWords(libraryWords)
  const number = w('edition', { edition: edition.edition })
  const by = edition.filed_by_name === null ? w('shipped') : w('filed', { name: edition.filed_by_name })
  return (
    <Card title={current ? w('current') : number} note={current ? number : undefined}>
      <Stack>
        <KeyValue
          pairs={[
            { label: w('document'), value: edition.title },
            { label: w('number'), value: edition.number ?? w('no_number') },
            { label: w('issuer'), value: edition.issuer },
            { label: w('issued_on'), value: edition.issued_on ?? w('issued_unknown') },
            { label: w('kind'), value: w(`kinds.${edition.kind}`) },
            ...(edition.note === '' ? [] : [{ label: w('note'), value: edition.note }]),
          ]}
        />
        {edition.content === '' ? (
          <Sub>{w('no_text')}</Sub>
        ) : (
          edition.content.split('\n').map((text, i) => (
            // oxlint-disable-next-line react/no-array-index-key -- the paragraphs of a text keep their order
            <p key={i}>{text}</p>
          ))
        )}
        {edition.file_name === null ? null : (
          <FileButton onFetch={() => download(fetchFile, { params: { document_id, edition: edition.edition } })}>
            {w('download')} · {edition.file_name}
          </FileButton>
        )}
        <Sub small>
          {by} · <InstantText at={edition.filed_at} />
        </Sub>
      </Stack>
    </Card>
  )
}
