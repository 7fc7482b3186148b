import { useState } from 'react'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  ButtonLink,
  Card,
  CheckField,
  EditorPage,
  Form,
  FormEnd,
  ListSkeleton,
  Notice,
  Reading,
  SelectField,
  Stack,
  Sub,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useShellWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { useGo, useUrlState } from '../../../web/url.ts'
import { listProcedures, proposeProcedure } from '../contract/index.ts'
import { isNotice, type Step, STEP_KINDS, STEP_ROLES, type StepKind } from '../rules/index.ts'
import { useW } from './parts.tsx'
import type { ProcedureShown } from './ProcedureActs.tsx'

const THEMES = ['allowance', 'festival', 'living', 'health', 'insurance', 'travel', 'safety'] as const
/** What no chain does without. */
const ALWAYS: readonly StepKind[] = ['declaration', 'county_confirmation', 'notice_of_decision', 'filed']

/**
 * Writes the chain of the reader's own place, beginning with the one that counts now, or one that was sent back anew (`from`). Another
 * account approves it.
 */
export function ProcedureFormPage() {
  const w = useW()
  const read = useApi(listProcedures, { query: {} })
  const own = useSession().data?.active_post
  const from = useUrlState().one('from')
  return (
    <EditorPage
      header={{
        title: w('page.procedure_write'),
        crumbs: [
          { title: w('page.claims'), href: '/claims' },
          { title: w('page.procedures'), href: '/claim-procedures' },
          { title: w('page.procedure_write') },
        ],
      }}
      effect={
        <Card title={w('page.procedure_after')}>
          <Sub>{w('page.procedure_after_text')}</Sub>
        </Card>
      }
    >
      <Reading of={read} skeleton={<ListSkeleton />} part>
        {({ items }) => {
          const back = items.find((one) => one.procedure_id === from)
          const begins = back ?? items.find((one) => one.state === 'approved')
          return own ? <ProcedureForm division={own.division} begins={begins?.steps ?? []} back={back} /> : null
        }}
      </Reading>
    </EditorPage>
  )
}

type Head = Record<'name_zh' | 'name_en' | 'valid_from' | 'source', string> & { theme: (typeof THEMES)[number] | '' }

/** A step on the form: numbers are text while they are written. */
interface Row extends Omit<Step, 'deadline_days' | 'notice_days' | 'confidence'> {
  asked: boolean
  deadline_days: string
  notice_days: string
}

function rowsOf(begins: readonly Step[]): Row[] {
  return STEP_KINDS.map((kind) => {
    const step = begins.find((one) => one.kind === kind)
    return {
      kind,
      asked: step !== undefined || ALWAYS.includes(kind),
      role: step?.role ?? (kind === 'county_confirmation' ? 'district_approver' : 'district_officer'),
      deadline_days: step?.deadline_days?.toString() ?? '',
      deadline_on: step?.deadline_on ?? null,
      notice_days: step?.notice_days?.toString() ?? (isNotice(kind) ? '7' : ''),
    }
  })
}

const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text))

interface FormProps {
  division: number
  begins: readonly Step[]
  /** The one that was sent back. */
  back: ProcedureShown | undefined
}

/** What is written above the steps, at first; a day that is over is no first day any more. */
function headOf(back: ProcedureShown | undefined, today: string): Head {
  if (back === undefined) return { name_zh: '', name_en: '', theme: '', valid_from: today, source: '' }
  const { name_zh, name_en, theme, valid_from, source } = back
  return { name_zh, name_en, theme: theme ?? '', valid_from: valid_from < today ? today : valid_from, source }
}

function ProcedureForm({ division, begins, back }: FormProps) {
  const w = useW()
  const shell = useShellWords()
  const go = useGo()
  const today = useToday()
  const [id] = useState(() => crypto.randomUUID() as Uuid)
  const [head, setHead] = useState(() => headOf(back, today))
  const [rows, setRows] = useState(() => rowsOf(begins))
  const asked = rows.filter((row) => row.asked)
  const send = useCommand(proposeProcedure, {
    done: () => {
      toast(w('page.procedure_sent'))
      go('/claim-procedures')
    },
  })
  const submit = () => {
    const steps = asked.map(({ kind, role, deadline_on, ...row }) => ({
      kind,
      role,
      deadline_on,
      deadline_days: numberOf(row.deadline_days),
      notice_days: isNotice(kind) ? numberOf(row.notice_days) : null,
      confidence: 'sourced' as const,
    }))
    const { theme, valid_from, ...named } = head
    const body = {
      id,
      division: back?.division ?? division,
      policy_id: back?.policy_id ?? null,
      theme: theme === '' ? null : theme,
      valid_from: valid_from as CivilDate,
      ...named,
      steps,
    }
    void send.send({ body })
  }
  const whole = [head.name_zh, head.name_en, head.source].every((one) => one.trim().length >= 2)
  return (
    <Card>
      <Form problem={send.problem} onSubmit={submit} label={w('page.procedure_write')}>
        {back === undefined || back.reason === null ? null : (
          <Notice
            tone="attention"
            title={w('procedure.returned_by', { name: back.decided_by ?? '', reason: back.reason })}
          />
        )}
        <HeadFields head={head} today={today} change={(more) => setHead({ ...head, ...more })} />
        {rows.map((row) => (
          <StepFields
            key={row.kind}
            row={row}
            at={`steps.${asked.indexOf(row)}`}
            change={(more) => setRows(rows.map((one) => (one === row ? { ...one, ...more } : one)))}
          />
        ))}
        <FormEnd>
          <Button type="submit" look="primary" busy={send.pending} disabled={!whole}>
            {w('page.procedure_send')}
          </Button>
          <ButtonLink href="/claim-procedures">{shell('cancel')}</ButtonLink>
        </FormEnd>
      </Form>
    </Card>
  )
}

interface HeadProps {
  head: Head
  today: string
  change: (more: Partial<Head>) => void
}

/** What the chain is called, what for, from when and on what it rests. */
function HeadFields({ head, today, change }: HeadProps) {
  const w = useW()
  const text = (name: 'name_zh' | 'name_en' | 'source', maxLength: number) => (
    <TextField
      name={name}
      label={w(`page.procedure_${name}`)}
      maxLength={maxLength}
      value={head[name]}
      onChange={(value) => change({ [name]: value })}
    />
  )
  return (
    <>
      {text('name_zh', 60)}
      {text('name_en', 120)}
      <SelectField
        name="theme"
        label={w('page.procedure_theme')}
        placeholder={w('page.procedure_all')}
        optional
        value={head.theme}
        options={THEMES.map((value) => ({ value, label: w(`theme.${value}`) }))}
        onChange={(theme) => change({ theme })}
      />
      <TextField
        name="valid_from"
        type="date"
        label={w('page.procedure_from')}
        min={today}
        value={head.valid_from}
        onChange={(valid_from) => change({ valid_from })}
      />
      {text('source', 300)}
    </>
  )
}

/** One step: whether the place asks for it, who does it, by when, and how long a notice hangs. */
function StepFields({ row, at, change }: { row: Row; at: string; change: (more: Partial<Row>) => void }) {
  const w = useW()
  const { kind } = row
  const title = w(`step.${kind}`)
  const days = (name: 'deadline_days' | 'notice_days') => (
    <TextField
      name={`${at}.${name}`}
      label={`${title} · ${w(`page.${name}`)}`}
      inputMode="numeric"
      maxLength={3}
      optional={name === 'deadline_days'}
      value={row[name]}
      onChange={(value) =>
        change({ [name]: value.replaceAll(/\D/g, ''), ...(name === 'deadline_days' ? { deadline_on: null } : {}) })
      }
    />
  )
  return (
    <Card title={title}>
      <Stack gap="tight">
        {ALWAYS.includes(kind) ? null : (
          <CheckField
            name={`ask_${kind}`}
            label={w('page.step_asked', { step: title })}
            checked={row.asked}
            onChange={(on) => change({ asked: on })}
          />
        )}
        {row.asked ? (
          <>
            {kind === 'county_confirmation' ? (
              <Sub>{w(`role.${row.role}`)}</Sub>
            ) : (
              <SelectField
                name={`${at}.role`}
                label={`${title} · ${w('page.step_role')}`}
                value={row.role}
                options={STEP_ROLES.filter((role) => role !== 'district_approver').map((value) => ({
                  value,
                  label: w(`role.${value}`),
                }))}
                onChange={(role) => change({ role: role === '' ? row.role : role })}
              />
            )}
            {isNotice(kind) ? days('notice_days') : null}
            {kind === 'declaration' || kind === 'filed' ? null : days('deadline_days')}
          </>
        ) : null}
      </Stack>
    </Card>
  )
}
