import { useState } from 'react'
import { Button, CheckField, ChoiceField, Dialog, Form, FormEnd, TextField } from '../../../../web/design/index.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import { LIVING_ARRANGEMENTS } from '../../rules/draft.ts'
import { familiesWords } from '../../words/index.ts'
import { type DialogProps, useChange } from './change.ts'

export function HouseholdDialog(props: DialogProps) {
  const { family, onClose } = props
  const w = useWords(familiesWords)
  const change = useChange(props)
  const [living, setLiving] = useState(family.living_arrangement)
  const [hardship, setHardship] = useState(family.hardship ?? false)
  const [address, setAddress] = useState('')
  const save = () =>
    change.send({
      set: { living_arrangement: living, hardship, ...(address.trim() === '' ? {} : { address: address.trim() }) },
    })
  return (
    <Dialog title={w('edit_household')} onClose={onClose}>
      <Form problem={change.problem} onSubmit={save}>
        <ChoiceField
          name="set.living_arrangement"
          label={w('living')}
          value={living}
          options={LIVING_ARRANGEMENTS.map((value) => ({ value, label: w(`living_arrangement.${value}`) }))}
          onChange={setLiving}
        />
        <CheckField name="set.hardship" label={w('hardship')} checked={hardship} onChange={setHardship} />
        <TextField
          name="set.address"
          label={w('new_address')}
          hint={w('new_address_hint')}
          optional
          value={address}
          maxLength={200}
          onChange={setAddress}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={change.pending}>
            {w('save')}
          </Button>
          <Button onClick={onClose}>{w('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
