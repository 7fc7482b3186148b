import { useState } from 'react'
import { Button, Card, Cluster, Form, FormEnd, SelectField, Stack, Sub, toast } from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import type { Division } from '../../divisions/contract.ts'
import { DivisionPicker } from '../../divisions/web/DivisionPicker.tsx'
import { type ImportDetail, listUnnamed, namePlace, type Unnamed } from '../contract.ts'
import { importsWords } from '../words/index.ts'

/** Communities the roster calls by a name nobody knows yet: the officer says which each is, and the roster is judged again. */
export function PlacesCard({ detail }: { detail: ImportDetail }) {
  const w = useWords(importsWords)
  const may = useMay('imports.name_place')
  const list = useApi(listUnnamed, { params: { import_id: detail.import_id } }, { enabled: may })
  const items = list.data?.items ?? []
  if (!may || items.length === 0) return null
  return (
    <Card title={w('places')}>
      <Stack gap="wide">
        <Sub>{w('places_text')}</Sub>
        {items.map((item) => (
          <NameForm key={item.text} item={item} detail={detail} />
        ))}
      </Stack>
    </Card>
  )
}

function NameForm({ item, detail }: { item: Unnamed; detail: ImportDetail }) {
  const w = useWords(importsWords)
  const within = useSession().data?.active_post?.division ?? 0
  const [code, setCode] = useState('')
  const [other, setOther] = useState<Division | null>(null)
  const name = useCommand(namePlace, { refreshed: true, done: () => toast(w('place_toast')) })
  const community = other?.code ?? (code === '' ? undefined : Number(code))
  const row = w('place_row', { text: item.text, count: item.households, sheet: item.sheet, row: item.row })
  const send = () => {
    if (community === undefined) return
    void name.send({
      params: { import_id: detail.import_id },
      body: { version: detail.version, text: item.text, community },
    })
  }
  return (
    <Form problem={name.problem} onSubmit={send} label={row}>
      <Sub>{row}</Sub>
      {item.candidates.length === 0 || other !== null ? null : (
        <SelectField
          name="candidate"
          label={w('place_is')}
          optional
          value={code}
          options={item.candidates.map((one) => ({ value: String(one.code), label: one.street_name + one.name }))}
          onChange={setCode}
        />
      )}
      {code === '' ? (
        <DivisionPicker
          name="community"
          label={w('place_is')}
          value={other}
          onChange={setOther}
          within={within}
          tier="community"
        />
      ) : null}
      <FormEnd>
        <Cluster>
          <Button type="submit" look="primary" busy={name.pending} disabled={community === undefined}>
            {w('place_save')}
          </Button>
        </Cluster>
      </FormEnd>
    </Form>
  )
}
