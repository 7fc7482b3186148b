import { useState } from 'react'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import {
  Button,
  Chip,
  Count,
  DataTable,
  EmptyState,
  FilterChips,
  Kpi,
  Kpis,
  ListPage,
  Reading,
  BoardSkeleton,
  Section,
  Sub,
  type Column,
} from '../../../web/design/index.ts'
import { useApi, useMarked, usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { coverage, listContactFamilies, listRules } from '../contract/index.ts'
import { contactsWords } from '../words/index.ts'
import { AppointDialog, HandOverDialog } from './ContactDialogs.tsx'
import { headsText } from './line.tsx'

type Family = ResponseOf<typeof listContactFamilies>['items'][number]

/** Who has both named contacts and who lacks one: the holes as a list, not a percentage. */
export function CoveragePage() {
  const w = useWords(contactsWords)
  const locale = useLocale()
  const may = useMay('contacts.assign')
  const url = useUrlState()
  const [dialog, setDialog] = useState<'appoint' | 'hand_over'>()
  const all = url.one('show') === 'all'
  const families = usePages(
    listContactFamilies,
    { query: { lacking: all ? undefined : 'one' } },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  const marked = useMarked(families, (row) => row.family_id)
  const close = () => {
    setDialog(undefined)
    marked.set([])
  }
  return (
    <ListPage
      header={{
        title: w('page.coverage'),
        sub: w('page.coverage_sub'),
        actions: may ? <Button onClick={() => setDialog('hand_over')}>{w('page.hand_over')}</Button> : undefined,
      }}
    >
      <Figures />
      <Section title={all ? w('page.lines') : w('page.lacking_list')}>
        <FilterChips
          sets={[
            { name: 'show', label: w('page.families'), options: [{ value: 'all', label: w('page.all_families') }] },
          ]}
        />
        <DataTable
          {...families}
          label={w('page.lacking_list')}
          columns={useColumns()}
          id={(row) => row.family_id}
          href={(row) => `/families/${row.family_id}`}
          name={(row) => headsText(row, locale)}
          empty={<EmptyState title={w('page.none_lacking')}>{w('page.none_lacking_text')}</EmptyState>}
          selection={
            may
              ? {
                  ids: marked.ids,
                  onChange: marked.set,
                  actions: (
                    <Button look="primary" onClick={() => setDialog('appoint')}>
                      {w('page.appoint')}
                    </Button>
                  ),
                }
              : undefined
          }
        />
      </Section>
      {dialog === 'appoint' ? (
        <AppointDialog family_ids={marked.rows.map((row) => row.family_id)} onClose={close} />
      ) : null}
      {dialog === 'hand_over' ? <HandOverDialog onClose={close} /> : null}
    </ListPage>
  )
}

function Figures() {
  const w = useWords(contactsWords)
  const read = useApi(coverage, { query: {} })
  const rules = useApi(listRules, {})
  return (
    <Reading of={read} skeleton={<BoardSkeleton />} part>
      {({ total }) => (
        <>
          <Kpis>
            <Kpi
              label={w('page.with_both')}
              value={`${total.with_both} / ${total.households}`}
              note={w('page.lacking', { count: total.households - total.with_both })}
            />
            <Kpi label={w('post.street')} value={<Count value={total.with_street} unit="household" />} />
            <Kpi label={w('post.community')} value={<Count value={total.with_community} unit="household" />} />
            <Kpi label={w('page.due')} value={<Count value={total.due} unit="household" />} href="/contacts/due" />
          </Kpis>
          <Sub small>
            {(rules.data?.items ?? []).map((rule) => (
              <div key={`${rule.division}:${rule.mode}`} title={rule.source}>
                {rule.division_name} ·{' '}
                {w('page.rule', { per: w(`per.${rule.per}`), mode: w(`mode.${rule.mode}`), times: rule.times })} ·{' '}
                {rule.confidence === 'to_confirm' ? w('page.to_confirm') : rule.source}
              </div>
            ))}
          </Sub>
        </>
      )}
    </Reading>
  )
}

function useColumns(): Column<Family>[] {
  const w = useWords(contactsWords)
  const locale = useLocale()
  const named = (contact: Family['street']) =>
    contact === null ? (
      <Chip tone="attention">{w('page.nobody')}</Chip>
    ) : (
      <span>
        {contact.display_name} {contact.live ? null : <Chip tone="attention">{w('page.not_live')}</Chip>}
      </span>
    )
  return [
    { key: 'who', title: w('page.who'), cell: (row) => headsText(row, locale) },
    {
      key: 'place',
      title: w('page.place'),
      cell: (row) => [row.street_name, row.community_name].filter((name) => name !== null).join(' · '),
    },
    { key: 'street', title: w('post.street'), cell: (row) => named(row.street) },
    { key: 'community', title: w('post.community'), cell: (row) => named(row.community_contact) },
  ]
}
