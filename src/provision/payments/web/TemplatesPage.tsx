import {
  ButtonLink,
  Card,
  Chip,
  type Column,
  DataTable,
  EmptyState,
  FilterChips,
  InstantText,
  Lines,
  ListPage,
  Section,
  type Tone,
} from '../../../web/design/index.ts'
import { usePages } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useMay } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { listTemplates, type Template } from '../contract/index.ts'
import { type BankLayout, TEMPLATE_STATES, type TemplateState } from '../rules/templates.ts'
import { paymentsWords } from '../words/index.ts'

export const TEMPLATE_TONE: Readonly<Record<TemplateState, Tone>> = {
  proposed: 'attention',
  approved: 'done',
  returned: 'info',
  withdrawn: 'plain',
  retired: 'plain',
}

/** The kind of a layout in a few words: file, encoding, headers, amounts. */
export function useManner(): (layout: BankLayout) => string {
  const w = useWords(paymentsWords)
  return ({ format, encoding, headed, amount_in, width_in }) =>
    [
      w(`template.page.formats.${format}`),
      ...(format === 'xlsx' ? [] : [w(`template.page.encodings.${encoding}`)]),
      ...(format === 'fixed' ? [w(`template.page.widths_in.${width_in}`)] : []),
      w(headed ? 'template.page.headed_short' : 'template.page.unheaded_short'),
      w(`template.page.amounts_in.${amount_in}`),
    ].join(' · ')
}

/** How banks want their files: the general templates, and those the association agreed on, each version with its state. */
export function TemplatesPage() {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const url = useUrlState()
  const manner = useManner()
  const may_write = useMay('payments.set_up')
  const state = TEMPLATE_STATES.find((one) => one === url.one('state'))
  const query = { limit: 20, ...(state === undefined ? {} : { state }) }
  const { first, ...list } = usePages(
    listTemplates,
    { query },
    { rows: (page) => page.items, next: (page) => page.next_cursor },
  )
  return (
    <ListPage
      header={{
        title: w('template.page.title'),
        crumbs: [{ title: w('page.rounds'), href: '/payments' }, { title: w('template.page.title') }],
        sub: w('template.page.sub'),
        actions: may_write ? (
          <ButtonLink href="/payments/templates/new" look="primary">
            {w('template.page.new')}
          </ButtonLink>
        ) : undefined,
      }}
      filters={
        <FilterChips
          sets={[
            {
              name: 'state',
              label: w('page.state'),
              options: TEMPLATE_STATES.map((value) => ({ value, label: w(`template.state.${value}`) })),
            },
          ]}
        />
      }
    >
      <Section title={w('template.page.own')} note={w('template.page.own_note')}>
        <DataTable
          {...list}
          label={w('template.page.own')}
          columns={useColumns()}
          id={(row) => row.id}
          href={(row) => `/payments/templates/${row.id}`}
          empty={
            state === undefined ? (
              <EmptyState title={w('template.page.none')}>{w('template.page.none_text')}</EmptyState>
            ) : (
              <EmptyState title={w('template.page.none_in_state')} />
            )
          }
        />
      </Section>
      <Card title={w('template.page.general')} note={w('template.page.general_note')}>
        <Lines
          lines={(first?.general ?? []).map((one) => ({
            id: one.code,
            name: locale === 'zh' ? one.name_zh : one.name_en,
            note: manner(one),
          }))}
        />
      </Card>
    </ListPage>
  )
}

function useColumns(): Column<Template>[] {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const manner = useManner()
  return [
    { key: 'name', title: w('template.page.name'), cell: (row) => (locale === 'zh' ? row.name_zh : row.name_en) },
    {
      key: 'version',
      title: w('template.page.code'),
      cell: (row) => `${row.code} · ${w('template.page.version', { version: row.version })}`,
    },
    {
      key: 'bank',
      title: w('template.page.bank'),
      cell: (row) => (locale === 'zh' ? row.bank_zh : row.bank_en) ?? w('template.page.any_bank'),
    },
    { key: 'manner', title: w('template.page.format'), prose: true, cell: manner },
    {
      key: 'proposed',
      title: w('template.page.proposed_by'),
      cell: (row) => (
        <>
          {row.proposed_by} · <InstantText at={row.proposed_at} />
        </>
      ),
    },
    {
      key: 'state',
      title: w('page.state'),
      cell: (row) => <Chip tone={TEMPLATE_TONE[row.state]}>{w(`template.state.${row.state}`)}</Chip>,
    },
  ]
}
