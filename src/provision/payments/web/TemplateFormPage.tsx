import { useState } from 'react'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import { listBanks } from '../../../registry/bank-accounts/contract.ts'
import {
  Button,
  ButtonLink,
  Card,
  CheckField,
  ChoiceField,
  EditorPage,
  FieldRow,
  Form,
  FormEnd,
  ListSkeleton,
  Reading,
  SelectField,
  Sub,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { useGo, useUrlState } from '../../../web/url.ts'
import { proposeTemplate, showTemplate } from '../contract/index.ts'
import {
  AMOUNTS_IN,
  type BankTemplate,
  checkTemplate,
  ENCODINGS,
  findGeneral,
  FORMATS,
  WIDTHS_IN,
} from '../rules/index.ts'
import { paymentsWords } from '../words/index.ts'
import { formOf, inFormat, type TemplateForm, templateOf } from './template-draft.ts'
import { TemplateColumns } from './TemplateColumns.tsx'
import { TemplateFaults } from './TemplateFaults.tsx'
import { TemplatePreview } from './TemplatePreview.tsx'

/** Writes a bank's template down, anew or as the next version of one; another account approves it. */
export function TemplateFormPage() {
  const locale = useLocale()
  const from = useUrlState().one('from')
  const known = isUuid(from) ? from : undefined
  const read = useApi(showTemplate, { params: { template_id: known as Uuid } }, { enabled: known !== undefined })
  const general = findGeneral('general_csv')
  if (known === undefined) {
    if (!general) return null
    return <TemplateEditor begins={formOf({ ...general, code: '', name_zh: '', name_en: '' }, locale)} />
  }
  return (
    <Reading of={read} skeleton={<ListSkeleton />}>
      {({ template }) => <TemplateEditor begins={formOf(asTemplate(template), locale)} of={template} />}
    </Reading>
  )
}

/** Only what a template says, without whose it is and what became of it. */
function asTemplate(template: BankTemplate): BankTemplate {
  const { code, version, bank_code, name_zh, name_en, format, encoding, width_in, headed, amount_in } = template
  const { line, answer, paid, failed } = template
  const named = { code, version, bank_code, name_zh, name_en }
  return { ...named, format, encoding, width_in, headed, amount_in, line, answer, paid, failed }
}

function TemplateEditor({ begins, of }: { begins: TemplateForm; of?: BankTemplate }) {
  const w = useWords(paymentsWords)
  const shell = useShellWords()
  const locale = useLocale()
  const go = useGo()
  const division = useSession().data?.active_post?.division ?? 0
  const [id] = useState(() => crypto.randomUUID() as Uuid)
  const [form, setForm] = useState(begins)
  const change = (more: Partial<TemplateForm>) => setForm({ ...form, ...more })
  const template = templateOf(form)
  const send = useCommand(proposeTemplate, {
    done: () => {
      toast(w('template.page.sent'))
      go(`/payments/templates/${id}`)
    },
  })
  const submit = () => {
    const district = Math.floor(division / 1_000_000)
    const [line, answer] = [[...template.line], [...template.answer]]
    void send.send({
      body: { ...template, line, answer, paid: [...template.paid], failed: [...template.failed], id, district },
    })
  }
  const name = of === undefined ? undefined : locale === 'zh' ? of.name_zh : of.name_en
  const title = name === undefined ? w('template.page.new') : w('template.page.new_version_of', { name })
  return (
    <EditorPage
      header={{
        title,
        crumbs: [
          { title: w('page.rounds'), href: '/payments' },
          { title: w('template.page.title'), href: '/payments/templates' },
          { title },
        ],
      }}
      effect={
        <>
          <TemplateFaults issues={checkTemplate(template)} />
          <TemplatePreview layout={template} />
          <Card title={w('template.page.after')}>
            <Sub>{w('template.page.after_text')}</Sub>
          </Card>
        </>
      }
    >
      <Form problem={send.problem} onSubmit={submit} label={title}>
        <Card>
          <NameFields form={form} change={change} again={of !== undefined} />
        </Card>
        <Card>
          <MannerFields form={form} change={change} />
        </Card>
        <TemplateColumns part="line" form={form} change={change} />
        <TemplateColumns part="answer" form={form} change={change} />
        <Card title={w('template.page.words')}>
          <FieldRow>
            <WordField name="paid" form={form} change={change} />
            <WordField name="failed" form={form} change={change} />
          </FieldRow>
        </Card>
        <FormEnd>
          <Button type="submit" look="primary" busy={send.pending}>
            {w('template.page.send')}
          </Button>
          <ButtonLink href="/payments/templates">{shell('cancel')}</ButtonLink>
        </FormEnd>
      </Form>
    </EditorPage>
  )
}

interface FieldsProps {
  form: TemplateForm
  change: (more: Partial<TemplateForm>) => void
}

/** What it is called and whose it is. The next version keeps its code. */
function NameFields({ form, change, again }: FieldsProps & { again: boolean }) {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const banks = useApi(listBanks, {})
  return (
    <>
      <FieldRow>
        <TextField
          name="name_zh"
          label={w('template.page.name_zh')}
          maxLength={60}
          value={form.name_zh}
          onChange={(name_zh) => change({ name_zh })}
        />
        <TextField
          name="name_en"
          label={w('template.page.name_en')}
          maxLength={120}
          value={form.name_en}
          onChange={(name_en) => change({ name_en })}
        />
      </FieldRow>
      <TextField
        name="code"
        label={w('template.page.code')}
        hint={w('template.page.code_hint')}
        maxLength={40}
        disabled={again}
        value={form.code}
        onChange={(code) => change({ code })}
      />
      <SelectField
        name="bank_code"
        label={w('template.page.bank')}
        hint={w('template.page.bank_hint')}
        placeholder={w('template.page.any_bank')}
        optional
        value={form.bank_code ?? ''}
        options={(banks.data?.items ?? []).map((bank) => ({
          value: bank.code,
          label: locale === 'zh' ? bank.name_zh : bank.name_en,
        }))}
        onChange={(code) => change({ bank_code: code === '' ? null : code })}
      />
    </>
  )
}

/** The kind of file, and how text and sums are written in it. */
function MannerFields({ form, change }: FieldsProps) {
  const w = useWords(paymentsWords)
  const { format } = form
  return (
    <>
      <ChoiceField
        name="format"
        label={w('template.page.format')}
        value={format}
        options={FORMATS.map((value) => ({ value, label: w(`template.page.formats.${value}`) }))}
        onChange={(value) => change(inFormat(form, value))}
      />
      {format === 'xlsx' ? null : (
        <ChoiceField
          name="encoding"
          label={w('template.page.encoding')}
          value={form.encoding}
          options={ENCODINGS.map((value) => ({ value, label: w(`template.page.encodings.${value}`) }))}
          onChange={(encoding) => change({ encoding })}
        />
      )}
      {format === 'fixed' ? (
        <ChoiceField
          name="width_in"
          label={w('template.page.width_in')}
          value={form.width_in}
          options={WIDTHS_IN.map((value) => ({ value, label: w(`template.page.widths_in.${value}`) }))}
          onChange={(width_in) => change({ width_in })}
        />
      ) : null}
      <ChoiceField
        name="amount_in"
        label={w('template.page.amount_in')}
        value={form.amount_in}
        options={AMOUNTS_IN.map((value) => ({ value, label: w(`template.page.amounts_in.${value}`) }))}
        onChange={(amount_in) => change({ amount_in })}
      />
      {format === 'xlsx' ? null : (
        <CheckField
          name="headed"
          label={w('template.page.headed')}
          checked={form.headed}
          onChange={(headed) => change({ headed })}
        />
      )}
    </>
  )
}

function WordField({ name, form, change }: FieldsProps & { name: 'paid' | 'failed' }) {
  const w = useWords(paymentsWords)
  return (
    <TextField
      name={name}
      label={w(`template.page.${name}`)}
      hint={w('template.page.words_hint')}
      maxLength={200}
      value={form[name]}
      onChange={(text) => change({ [name]: text })}
    />
  )
}
