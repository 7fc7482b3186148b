import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { useShellWords } from '../../i18n/index.ts'
import { useAttempt } from '../../attempt.ts'
import type { Fault, Problem } from '../../problem.ts'
import { Button, Sub } from './basics.tsx'
import { ChoiceField, TextField } from './controls.tsx'
import { Form, FormEnd } from './forms.tsx'
import { ProblemNotice } from './states.tsx'

interface DialogProps {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
  readonly drawer?: boolean
  /** Called when a link inside has been followed. */
  readonly onInside?: () => void
}

/**
 * The browser's own modal: keeps the focus inside, closes with Escape and with its cross, gives the focus back. It begins at the first
 * field or, where there is none, at its title: never at an act. Render it only while open; it stands outside whatever opened it.
 */
export function Dialog({ title, onClose, drawer, onInside, children }: DialogProps) {
  const w = useShellWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const before = document.activeElement
    const node = dialog.current
    if (node && !node.open) node.showModal()
    const find = (what: string) => node?.querySelector<HTMLElement>(what)
    const first = find('.nx-dialog-body :is(input, select, textarea):not(:disabled)') ?? find('h2')
    first?.focus()
    return () => {
      node?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  useEffect(() => {
    const node = dialog.current
    if (!node || !onInside) return
    const follow = (event: MouseEvent) => {
      if (event.target instanceof Element && event.target.closest('a[href]')) onInside()
    }
    node.addEventListener('click', follow)
    return () => node.removeEventListener('click', follow)
  }, [onInside])
  return createPortal(
    <dialog
      ref={dialog}
      className={drawer === true ? 'nx-dialog nx-drawer' : 'nx-dialog'}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className="nx-dialog-head">
        <h2 id={id} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className="nx-dialog-close" aria-label={w('close_dialog')} onClick={onClose} />
      </div>
      <div className="nx-dialog-body">{children}</div>
    </dialog>,
    document.body,
  )
}

export interface NumberFact {
  readonly label: ReactNode
  readonly value: ReactNode
}

export function NumberFacts({ facts }: { facts: readonly NumberFact[] }) {
  return (
    <dl className="nx-numbers">
      {facts.map((fact, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- facts of one act keep their order
        <div key={index}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface ConfirmProps {
  readonly title: ReactNode
  /** What will happen, in numbers with units. */
  readonly facts: readonly NumberFact[]
  /** Says the act again with its number: `核准 612 笔`. */
  readonly act: string
  readonly onConfirm: () => void
  readonly onClose: () => void
  readonly busy?: boolean
  readonly problem?: Problem | null
  /** Faults found before sending. */
  readonly issues?: readonly Fault[]
  /** What cannot be taken back, whom it concerns, a second factor. */
  readonly children?: ReactNode
}

/** Before an act that reaches far: what it will do, in numbers, and a button that repeats it. */
export function ConfirmWithNumbers(asked: ConfirmProps) {
  const { title, facts, act, onConfirm, onClose, busy, problem, issues, children } = asked
  const w = useShellWords()
  return (
    <Dialog title={title} onClose={onClose}>
      <Form problem={problem} issues={issues} onSubmit={onConfirm}>
        <NumberFacts facts={facts} />
        {children ?? null}
        <FormEnd>
          <Button type="submit" look="primary" busy={busy}>
            {act}
          </Button>
          <Button onClick={onClose}>{w('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

interface ReasonedActProps {
  readonly title: string
  /** What it does, where the title alone does not say it. */
  readonly note?: ReactNode
  readonly label: string
  readonly act: string
  readonly max?: number
  readonly command: { readonly pending: boolean; readonly problem: Problem | null }
  readonly onSend: (reason: string) => void
  readonly onClose: () => void
}

/** An act that is written down with its reason. */
export function ReasonedActDialog({ title, note, label, act, max = 300, command, onSend, onClose }: ReasonedActProps) {
  const w = useShellWords()
  const [reason, setReason] = useState('')
  return (
    <Dialog title={title} onClose={onClose}>
      <Form problem={command.problem} label={title} onSubmit={() => onSend(reason.trim())}>
        {note === undefined ? null : <Sub>{note}</Sub>}
        <TextField name="reason" label={label} rows={3} maxLength={max} value={reason} onChange={setReason} />
        <FormEnd>
          <Button type="submit" look="primary" busy={command.pending} disabled={reason.trim() === ''}>
            {act}
          </Button>
          <Button onClick={onClose}>{w('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

type Reason = 'contact' | 'apply' | 'verify' | 'other'

/** Asks why a protected fact is needed; the reason goes into the trace. */
export function ReasonDialog({
  title,
  onGive,
  onClose,
  busy,
  problem,
}: {
  title: ReactNode
  onGive: (reason: string) => void
  onClose: () => void
  busy?: boolean
  problem?: Problem | null
}) {
  const w = useShellWords()
  const [reason, setReason] = useState<Reason | ''>('')
  const [other, setOther] = useState('')
  const words: Record<Reason, string> = {
    contact: w('reason_contact'),
    apply: w('reason_apply'),
    verify: w('reason_verify'),
    other: w('reason_other'),
  }
  const given = reason === 'other' ? other.trim() : reason === '' ? '' : words[reason]
  const options = (['contact', 'apply', 'verify', 'other'] as const).map((value) => ({ value, label: words[value] }))
  return (
    <Dialog title={title} onClose={onClose}>
      <ChoiceField
        name="reason"
        label={w('reason_title')}
        hint={w('reason_note')}
        value={reason}
        options={options}
        onChange={setReason}
      />
      {reason === 'other' ? (
        <TextField name="other" label={w('reason_other_label')} value={other} onChange={setOther} maxLength={200} />
      ) : null}
      {problem ? <ProblemNotice problem={problem} /> : null}
      <FormEnd>
        <Button look="primary" busy={busy} disabled={given === ''} onClick={() => onGive(given)}>
          {w('show')}
        </Button>
        <Button onClick={onClose}>{w('cancel')}</Button>
      </FormEnd>
    </Dialog>
  )
}

/**
 * A protected fact: masked until a reason is given, masked again after a minute. `what` names it (证件号码), so that each
 * button says what it shows. `reveal` asks the server, which decides and leaves the trace.
 */
export function MaskedValue({
  masked,
  what,
  reveal,
}: {
  masked: ReactNode
  what: string
  reveal: (reason: string) => Promise<string>
}) {
  const w = useShellWords()
  const [asking, setAsking] = useState(false)
  const [clear, setClear] = useState<string>()
  const { busy, problem, attempt } = useAttempt()
  useEffect(() => {
    if (clear === undefined) return
    const timer = setTimeout(() => setClear(undefined), 60_000)
    return () => clearTimeout(timer)
  }, [clear])
  const give = (reason: string) =>
    void attempt(async () => {
      setClear(await reveal(reason))
      setAsking(false)
    })
  return (
    <span className="nx-masked">
      <span aria-live="polite">{clear ?? masked}</span>
      {clear === undefined ? (
        <button
          type="button"
          className="nx-plain-button nx-screen-only"
          aria-label={w('show_of', { what })}
          onClick={() => setAsking(true)}
        >
          {w('show')}
        </button>
      ) : (
        <button type="button" className="nx-plain-button nx-screen-only" onClick={() => setClear(undefined)}>
          {w('hide')}
        </button>
      )}
      {asking ? (
        <ReasonDialog
          title={w('show_of', { what })}
          busy={busy}
          problem={problem}
          onClose={() => setAsking(false)}
          onGive={give}
        />
      ) : null}
    </span>
  )
}
