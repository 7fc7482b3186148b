import { useState } from 'react'
import { download } from '../../../web/api.ts'
import {
  Button,
  Card,
  FileButton,
  FileField,
  Form,
  FormEnd,
  ProgressBar,
  Stack,
  Sub,
} from '../../../web/design/index.ts'
import { useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useGo, withSearch } from '../../../web/url.ts'
import { getTemplate, uploadRoster } from '../contract.ts'
import { importsWords } from '../words/index.ts'

/** Chooses a roster and sends it; what comes back is its own page. */
export function UploadCard({ title, text }: { title: string; text: string }) {
  const w = useWords(importsWords)
  const go = useGo()
  const [file, setFile] = useState<File>()
  const upload = useCommand(uploadRoster, {
    done: (answer) => {
      // Said on the page of that import, which would else read as if it had just been written.
      go(withSearch(`/imports/${answer.import_id}`, { again: answer.applied_before ? 'yes' : undefined }))
    },
  })
  const send = () => {
    if (file) void upload.send({ body: {}, file })
  }
  return (
    <Card title={title}>
      <Stack>
        <Sub>{text}</Sub>
        <Form problem={upload.problem} onSubmit={send} label={title}>
          <FileField name="file" label={w('choose_file')} accept=".xlsx,.csv,.tsv,.txt" onChange={setFile} />
          {upload.pending ? (
            <Stack gap="tight">
              <Sub>{w('reading')}</Sub>
              <ProgressBar value={1} of={2} label={w('reading')} />
            </Stack>
          ) : null}
          <FormEnd>
            <Button type="submit" look="primary" busy={upload.pending} disabled={file === undefined}>
              {w('upload')}
            </Button>
            <FileButton onFetch={() => download(getTemplate, {})}>{w('template')}</FileButton>
          </FormEnd>
        </Form>
      </Stack>
    </Card>
  )
}
