import { useState } from 'react'
import {
  Button,
  CheckField,
  ConfirmWithNumbers,
  Dialog,
  Form,
  FormEnd,
  TextField,
} from '../../../../web/design/index.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import type { FamilyFile } from '../../contract/index.ts'
import { CONTACT_ROLES, type ContactRole } from '../../rules/draft.ts'
import { familiesWords } from '../../words/index.ts'
import { type DialogProps, useChange } from './change.ts'

/** Who may be called and who signs: a new contact, or a change of one. */
export function ContactDialog({
  contact,
  ...props
}: DialogProps & { contact: FamilyFile['contacts'][number] | undefined }) {
  const w = useWords(familiesWords)
  const change = useChange(props)
  const [ending, setEnding] = useState(false)
  const [name, setName] = useState(contact?.name ?? '')
  const [relation, setRelation] = useState(contact?.relation ?? '')
  const [roles, setRoles] = useState<readonly ContactRole[]>(contact?.roles ?? ['call_first'])
  const [phone, setPhone] = useState('')
  const [title, setTitle] = useState(contact?.document_title ?? '')
  const place = contact ? 'contacts.0.set' : 'add_contacts.0'
  const fields = {
    name,
    relation,
    roles: [...roles],
    ...(phone.trim() === '' ? {} : { phone }),
    ...(title.trim() === '' ? {} : { document_title: title }),
  }
  const save = () =>
    change.send(contact ? { contacts: [{ contact_id: contact.contact_id, set: fields }] } : { add_contacts: [fields] })
  const toggle = (role: ContactRole, on: boolean) =>
    setRoles(on ? [...roles, role] : roles.filter((known) => known !== role))
  if (ending && contact) return <EndContact {...props} contact={contact} />
  return (
    <Dialog title={w(contact ? 'edit_contact' : 'add_contact')} onClose={props.onClose}>
      <Form problem={change.problem} onSubmit={save}>
        <TextField name={`${place}.name`} label={w('name')} value={name} maxLength={60} onChange={setName} />
        <TextField
          name={`${place}.relation`}
          label={w('relation_in_words')}
          value={relation}
          maxLength={40}
          onChange={setRelation}
        />
        {CONTACT_ROLES.map((role) => (
          <CheckField
            key={role}
            name={`${place}.roles`}
            label={w(`contact_role.${role}`)}
            checked={roles.includes(role)}
            onChange={(on) => toggle(role, on)}
          />
        ))}
        <TextField
          name={`${place}.phone`}
          label={w(contact?.has_phone ? 'new_phone' : 'phone')}
          optional
          type="tel"
          value={phone}
          onChange={setPhone}
        />
        <TextField
          name={`${place}.document_title`}
          label={w('document_title')}
          optional
          value={title}
          maxLength={100}
          onChange={setTitle}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={change.pending}>
            {w('save')}
          </Button>
          <Button onClick={props.onClose}>{w('cancel')}</Button>
          {contact ? <Button onClick={() => setEnding(true)}>{w('end_contact')}</Button> : null}
        </FormEnd>
      </Form>
    </Dialog>
  )
}

/** Whom the house will call no longer: asked once more, since what was written of the contact is not shown again. */
function EndContact({ contact, ...props }: DialogProps & { contact: FamilyFile['contacts'][number] }) {
  const w = useWords(familiesWords)
  const change = useChange(props)
  return (
    <ConfirmWithNumbers
      title={w('end_contact')}
      facts={[{ label: w('name'), value: contact.name }]}
      act={w('end_contact')}
      busy={change.pending}
      problem={change.problem}
      onClose={props.onClose}
      onConfirm={() => change.send({ end_contacts: [{ contact_id: contact.contact_id }] })}
    />
  )
}
