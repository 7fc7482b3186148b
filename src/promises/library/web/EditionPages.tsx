import { useState } from 'react'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import { showDivision } from '../../../registry/divisions/contract.ts'
import { DivisionPicker } from '../../../registry/divisions/web/DivisionPicker.tsx'
import {
  Button,
  Card,
  EditorPage,
  FileField,
  Form,
  FormEnd,
  NotFound,
  Reading,
  RunSkeleton,
  SelectField,
  Sub,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useToday } from '../../../web/clock.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { useGo, usePathPart } from '../../../web/url.ts'
import { addEdition, createDocument, showDocument, uploadFile } from '../contract.ts'
import { DOCUMENT_KINDS, type DocumentKind } from '../rules/shape.ts'
import { libraryWords } from '../words.ts'

interface Fields {
  kind: DocumentKind
  number: string
  title: string
  issuer: string
  issued_on: string
  content: string
  note: string
}

/** A notice comes into the library. */
export function NewDocumentPage() {
  const w = useWords(libraryWords)
  const post = useSession().data?.active_post
  const today = useToday()
  if (!post) return <RunSkeleton />
  const initial: Fields = { kind: 'notice', number: '', title: '', issuer: '', issued_on: today, content: '', note: '' }
  return <Filing title={w('new')} own={post.division} initial={initial} />
}

/** The next edition begins as the last one reads. */
export function NewEditionPage() {
  const w = useWords(libraryWords)
  const document_id = usePathPart('document_id')
  const today = useToday()
  const shown = useApi(
    showDocument,
    { params: { document_id: document_id as never } },
    { enabled: isUuid(document_id) },
  )
  if (!isUuid(document_id)) return <NotFound />
  return (
    <Reading of={shown} skeleton={<RunSkeleton />}>
      {({ editions: [last], division, may_file }) => {
        if (!last || !may_file) return <NotFound />
        const initial: Fields = { ...last, number: last.number ?? '', issued_on: last.issued_on ?? today, note: '' }
        return (
          <Filing
            title={w('new_edition')}
            own={division}
            initial={initial}
            follows={{ document_id, edition: last.edition }}
          />
        )
      }}
    </Reading>
  )
}

interface FilingProps {
  readonly title: string
  readonly own: number
  readonly initial: Fields
  readonly follows?: { readonly document_id: Uuid; readonly edition: number }
}

function Filing({ title, own, initial, follows }: FilingProps) {
  const w = useWords(libraryWords)
  const [fields, setFields] = useState(initial)
  const [division, setDivision] = useState(own)
  const [file, setFile] = useState<File>()
  const change = (more: Partial<Fields>) => setFields((before) => ({ ...before, ...more }))
  const place = useApi(showDivision, { params: { code: division } })
  const filing = useFiling(follows)
  return (
    <EditorPage
      header={{ title, crumbs: [{ title: w('title'), href: '/library' }] }}
      effect={
        <Card title={w('about')}>
          <Sub>{w('new_lead')}</Sub>
        </Card>
      }
    >
      <Card title={title}>
        <Form label={title} problem={filing.problem} onSubmit={() => void filing.send(fields, division, file)}>
          <HeadFields fields={fields} change={change} />
          {follows ? null : (
            <DivisionPicker
              name="division"
              label={w('division')}
              hint={w('division_hint')}
              within={own}
              value={place.data?.division ?? null}
              onChange={(chosen) => setDivision(chosen?.code ?? own)}
            />
          )}
          <TextFields fields={fields} change={change} />
          <FileField
            name="file"
            label={w('file')}
            hint={w('file_hint')}
            optional
            accept=".pdf,.ofd,.docx,.xlsx,.png,.jpg,.jpeg,.txt"
            onChange={setFile}
          />
          <FormEnd>
            <Button type="submit" look="primary" busy={filing.pending}>
              {w('save')}
            </Button>
          </FormEnd>
        </Form>
      </Card>
    </EditorPage>
  )
}

interface FieldsProps {
  readonly fields: Fields
  readonly change: (more: Partial<Fields>) => void
}

/** What stands at the head of a notice. */
function HeadFields({ fields, change }: FieldsProps) {
  const w = useWords(libraryWords)
  return (
    <>
      <TextField
        name="title"
        label={w('document')}
        maxLength={200}
        value={fields.title}
        onChange={(text) => change({ title: text })}
      />
      <TextField
        name="number"
        label={w('number')}
        optional
        maxLength={80}
        value={fields.number}
        onChange={(number) => change({ number })}
      />
      <SelectField
        name="kind"
        label={w('kind')}
        value={fields.kind}
        options={DOCUMENT_KINDS.map((value) => ({ value, label: w(`kinds.${value}`) }))}
        onChange={(kind) => kind !== '' && change({ kind })}
      />
      <TextField
        name="issuer"
        label={w('issuer')}
        maxLength={200}
        value={fields.issuer}
        onChange={(issuer) => change({ issuer })}
      />
      <TextField
        name="issued_on"
        label={w('issued_on')}
        type="date"
        value={fields.issued_on}
        onChange={(issued_on) => change({ issued_on })}
      />
    </>
  )
}

function TextFields({ fields, change }: FieldsProps) {
  const w = useWords(libraryWords)
  return (
    <>
      <TextField
        name="content"
        label={w('content')}
        hint={w('content_hint')}
        optional
        rows={12}
        value={fields.content}
        onChange={(content) => change({ content })}
      />
      <TextField
        name="note"
        label={w('note')}
        hint={w('note_hint')}
        optional
        maxLength={500}
        value={fields.note}
        onChange={(note) => change({ note })}
      />
    </>
  )
}

/** The file first, then the edition that names it: what is refused of either stands at its field. */
function useFiling(follows: FilingProps['follows']) {
  const w = useWords(libraryWords)
  const go = useGo()
  const done = ({ document_id }: { document_id: string }) => {
    toast(w('saved'))
    go(`/library/${document_id}`)
  }
  const upload = useCommand(uploadFile)
  const create = useCommand(createDocument, { done })
  const add = useCommand(addEdition, { done, refreshed: true })
  const send = async (fields: Fields, division: number, file: File | undefined) => {
    upload.reset()
    const stored = file ? await upload.send({ body: {}, file }) : undefined
    if (file && !stored) return
    const number = fields.number.trim() === '' ? null : fields.number
    const { kind, title, issuer, content, note } = fields
    const issued_on = fields.issued_on as never
    const body = {
      kind,
      title,
      issuer,
      content,
      note,
      issued_on,
      number,
      file_id: stored?.file_id ?? null,
      file_name: stored?.file_name ?? null,
    }
    if (follows)
      await add.send({ params: { document_id: follows.document_id }, body: { ...body, follows: follows.edition } })
    else await create.send({ body: { ...body, division } })
  }
  return {
    send,
    pending: upload.pending || create.pending || add.pending,
    problem: upload.problem ?? create.problem ?? add.problem,
  }
}
