import type { BankLayout, BankTemplate } from '../rules/index.ts'

/** A template on the form: words for the result are one text while they are written. */
export interface TemplateForm extends Omit<BankTemplate, 'version' | 'paid' | 'failed'> {
  readonly paid: string
  readonly failed: string
}

export function formOf({ version: _version, ...template }: BankTemplate, locale: 'zh' | 'en'): TemplateForm {
  const comma = locale === 'zh' ? '、' : ', '
  return { ...template, paid: template.paid.join(comma), failed: template.failed.join(comma) }
}

const wordsOf = (text: string) =>
  text
    .split(/[、，,；;]/)
    .map((word) => word.trim())
    .filter((word) => word !== '')

/** What the form says, as it is sent and as the rules weigh it. */
export function templateOf(form: TemplateForm): Omit<BankTemplate, 'version'> {
  const line = form.line.map((column) => ({ ...column, header: column.header.trim(), text: textOf(column) }))
  const answer = form.answer.map((column) => ({ ...column, header: column.header.trim() }))
  return { ...form, line, answer, paid: wordsOf(form.paid), failed: wordsOf(form.failed) }
}

function textOf({ field, text }: BankLayout['line'][number]): string | null {
  const trimmed = text?.trim() ?? ''
  return field !== 'constant' || trimmed === '' ? null : trimmed
}

/** What a kind of file leaves no choice about. */
export function inFormat(form: TemplateForm, format: BankLayout['format']): TemplateForm {
  if (format === 'xlsx') return { ...form, format, encoding: 'utf8', width_in: 'characters', headed: true }
  return { ...form, format, width_in: format === 'fixed' ? form.width_in : 'characters' }
}
