import { useState } from 'react'
import { Button, Cluster, Dialog, Form, FormEnd, TextField } from '../../../../web/design/index.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import { familiesWords } from '../../words/index.ts'
import { type DialogProps, useChange } from './change.ts'

export function TagsDialog(props: DialogProps) {
  const w = useWords(familiesWords)
  const change = useChange(props)
  const [tag, setTag] = useState('')
  return (
    <Dialog title={w('tags')} onClose={props.onClose}>
      <Form problem={change.problem} onSubmit={() => change.send({ add_tags: [{ tag }] })}>
        <Cluster>
          {props.family.tags.map((held) => (
            <Button key={held.tag} busy={change.pending} onClick={() => change.send({ end_tags: [{ tag: held.tag }] })}>
              {w('end_tag', { tag: held.tag })}
            </Button>
          ))}
        </Cluster>
        <TextField name="add_tags.0.tag" label={w('add_tag')} value={tag} maxLength={30} onChange={setTag} />
        <FormEnd>
          <Button type="submit" look="primary" busy={change.pending} disabled={tag.trim() === ''}>
            {w('save')}
          </Button>
          <Button onClick={props.onClose}>{w('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
