import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { isUuid } from '../../../kernel/ids.ts'
import {
  ButtonLink,
  Card,
  Chip,
  InstantText,
  KeyValue,
  Lines,
  NotFound,
  Notice,
  Reading,
  RunPage,
  RunSkeleton,
} from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { usePathPart } from '../../../web/url.ts'
import { showTemplate, type Template } from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'
import { TemplateActs } from './TemplateActs.tsx'
import { TemplatePreview } from './TemplatePreview.tsx'
import { TEMPLATE_TONE, useManner } from './TemplatesPage.tsx'

/** One version of a template: how its files look, column by column, and who proposed and decided on it. */
export function TemplatePage() {
  const template_id = usePathPart('template_id')
  const read = useApi(showTemplate, { params: { template_id: template_id as never } }, { enabled: isUuid(template_id) })
  if (!isUuid(template_id)) return <NotFound />
  return (
    <Reading of={read} skeleton={<RunSkeleton />}>
      {(shown) => <Shown {...shown} />}
    </Reading>
  )
}

function Shown({ template, in_use }: ResponseOf<typeof showTemplate>) {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const manner = useManner()
  const name = locale === 'zh' ? template.name_zh : template.name_en
  const bank = (locale === 'zh' ? template.bank_zh : template.bank_en) ?? w('template.page.any_bank')
  const version = w('template.page.version', { version: template.version })
  return (
    <RunPage
      header={{
        title: name,
        crumbs: [
          { title: w('page.rounds'), href: '/payments' },
          { title: w('template.page.title'), href: '/payments/templates' },
          { title: name },
        ],
        sub: [template.code, version, bank, manner(template)].join(' · '),
        beside: <Chip tone={TEMPLATE_TONE[template.state]}>{w(`template.state.${template.state}`)}</Chip>,
        actions: <TemplateActs template={template} />,
      }}
      steps={null}
      side={<History template={template} />}
    >
      {in_use === null ? null : (
        <Notice
          title={w('template.page.in_use', { version: in_use.version })}
          action={<ButtonLink href={`/payments/templates/${in_use.id}`}>{w('template.page.see_in_use')}</ButtonLink>}
        />
      )}
      {template.mine && template.state === 'proposed' ? (
        <Notice tone="attention" title={w('template.page.own_waits')} />
      ) : null}
      <TemplatePreview layout={template} />
      <Columns template={template} part="line" />
      <Columns template={template} part="answer" />
    </RunPage>
  )
}

function Columns({ template, part }: { template: Template; part: 'line' | 'answer' }) {
  const w = useWords(paymentsWords)
  return (
    <Card title={w(`template.page.${part}`)} note={w(`template.page.${part}_note`)}>
      <Lines
        lines={template[part].map((column, i) => ({
          id: String(i),
          name: `${i + 1}. ${column.header}`,
          state: w(`template.field.${column.field}`),
          note: [
            ...('text' in column && column.text !== null ? [column.text] : []),
            ...(template.format === 'fixed' ? [`${w('template.page.width')} ${column.width}`] : []),
          ].join(' · '),
        }))}
      />
    </Card>
  )
}

function History({ template }: { template: Template }) {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const comma = locale === 'zh' ? '、' : ', '
  const acts = (['proposed', 'decided', 'ended'] as const).flatMap((act) => {
    const at = template[`${act}_at`]
    if (at === null) return []
    const value = (
      <>
        {template[`${act}_by`]} · <InstantText at={at} />
      </>
    )
    return [{ label: w(`template.page.${act}_by`), value }]
  })
  const superseded = template.state === 'retired' && template.reason === null ? w('template.page.superseded') : null
  const reason = template.reason ?? superseded
  return (
    <Card title={w('template.page.facts')}>
      <KeyValue
        pairs={[
          { label: w('template.page.paid'), value: template.paid.join(comma) },
          { label: w('template.page.failed'), value: template.failed.join(comma) },
          ...acts,
          ...(reason === null ? [] : [{ label: w('page.reason'), value: reason }]),
          { label: w('page.content_hash'), value: template.sha256.slice(0, 16) },
        ]}
      />
    </Card>
  )
}
