import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  type Column,
  DataTable,
  Dialog,
  EmptyState,
  Form,
  FormEnd,
  ListPage,
  SearchBox,
  Sub,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useCommand, usePages } from '../../../web/hooks.ts'
import { useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useMay, useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import type { Division } from '../../divisions/contract.ts'
import { DivisionPicker } from '../../divisions/web/DivisionPicker.tsx'
import { divisionsWords } from '../../divisions/words.ts'
import { addAssociation, listAssociations, renameAssociation } from '../contract/index.ts'
import { usualName } from '../rules/associations.ts'
import { associationWords } from '../words/associations.ts'
import { codeOf } from './post-fields.tsx'

type Association = ResponseOf<typeof listAssociations>['items'][number]

/** `/associations`: which places of my area have an association, and what it is called. */
export function AssociationsPage() {
  const w = useWords(associationWords)
  const places = useWords(divisionsWords)
  const url = useUrlState()
  const may = useMay('staff.manage')
  const [adding, setAdding] = useState(false)
  const [renaming, setRenaming] = useState<Association>()
  const list = usePages(
    listAssociations,
    { query: { search: url.one('q') || undefined } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const columns: Column<Association>[] = [
    { key: 'name', title: w('association'), cell: (row) => row.name },
    { key: 'place', title: w('association_place'), cell: (row) => row.division_name },
    { key: 'tier', title: w('tier'), cell: (row) => places(`tier_${row.tier}`) },
    { key: 'accounts', title: w('accounts'), cell: (row) => w('accounts_count', { count: row.accounts }) },
  ]
  const rename: Column<Association> = {
    key: 'act',
    title: w('act'),
    cell: (row) => (
      <Button aria-label={w('rename_one', { name: row.name })} onClick={() => setRenaming(row)}>
        {w('rename')}
      </Button>
    ),
  }
  return (
    <ListPage
      header={{
        title: w('associations'),
        sub: w('associations_sub'),
        actions: may ? (
          <Button look="primary" onClick={() => setAdding(true)}>
            {w('association_new')}
          </Button>
        ) : undefined,
      }}
      search={<SearchBox placeholder={w('associations_search')} />}
    >
      <DataTable
        {...list}
        label={w('associations')}
        columns={may ? [...columns, rename] : columns}
        id={(row) => String(row.division)}
        name={(row) => row.name}
        empty={
          <EmptyState title={w('associations_none')}>
            {w(may ? 'associations_none_text' : 'associations_none_reader')}
          </EmptyState>
        }
      />
      {adding ? <NewAssociationDialog onClose={() => setAdding(false)} /> : null}
      {renaming ? <RenameDialog association={renaming} onClose={() => setRenaming(undefined)} /> : null}
    </ListPage>
  )
}

function NewAssociationDialog({ onClose }: { onClose: () => void }) {
  const w = useWords(associationWords)
  const shell = useShellWords()
  const own = useSession().data?.active_post?.division
  const [place, setPlace] = useState<Division | null>(null)
  const [name, setName] = useState('')
  const add = useCommand(addAssociation, {
    done: (added) => {
      toast(w('association_added', { name: added.name }))
      onClose()
    },
  })
  const choose = (chosen: Division | null) => {
    // What she has written herself stays; what was proposed goes with the place it was proposed for.
    if (name === '' || (place !== null && name === usualName(place))) setName(chosen ? usualName(chosen) : '')
    setPlace(chosen)
  }
  const division = codeOf(place === null ? '' : String(place.code))
  return (
    <Dialog title={w('association_new')} onClose={onClose}>
      <Form
        onSubmit={() => void add.send({ body: { division, name } })}
        problem={add.problem}
        label={w('association_new')}
      >
        <DivisionPicker
          name="division"
          label={w('association_place')}
          hint={w('association_place_hint')}
          value={place}
          within={own ?? 0}
          onChange={choose}
        />
        <TextField
          name="name"
          label={w('association')}
          hint={w('association_name_hint')}
          maxLength={100}
          value={name}
          onChange={setName}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={add.pending}>
            {w('association_add')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

function RenameDialog({ association, onClose }: { association: Association; onClose: () => void }) {
  const w = useWords(associationWords)
  const shell = useShellWords()
  const { division, version } = association
  const [name, setName] = useState(association.name)
  const rename = useCommand(renameAssociation, {
    done: () => {
      toast(w('association_renamed'))
      onClose()
    },
  })
  return (
    <Dialog title={w('rename')} onClose={onClose}>
      <Form
        onSubmit={() => void rename.send({ params: { division }, body: { name, version } })}
        problem={rename.problem}
        label={w('rename')}
      >
        <Sub>{association.division_name}</Sub>
        <TextField
          name="name"
          label={w('association')}
          hint={w('rename_hint')}
          maxLength={100}
          value={name}
          onChange={setName}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={rename.pending}>
            {shell('save')}
          </Button>
          <Button onClick={onClose}>{shell('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}
