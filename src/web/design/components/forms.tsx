import {
  createContext,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type ReactNode,
  type SubmitEvent,
} from 'react'
import { useShellWords } from '../../i18n/index.ts'
import { type Fault, isCell, type Problem } from '../../problem.ts'
import { Heading } from './basics.tsx'
import { ProblemNotice } from './states.tsx'

interface FormState {
  readonly issues: readonly Fault[]
  readonly id: string
  readonly labels: Map<string, string>
}

const FormContext = createContext<FormState>({ issues: [], id: '', labels: new Map() })
/** Of whom or of what the fields around are, where a form holds the same fields several times. */
const OwnerContext = createContext('')

export interface FormProps {
  readonly onSubmit: () => void
  /** The refusal of the last sending, from `useCommand`; its issues appear at the fields named by their `place`. */
  readonly problem?: Problem | null
  /** Faults found before sending. */
  readonly issues?: readonly Fault[]
  readonly children: ReactNode
  readonly label?: string
}

const none: readonly Fault[] = []

/** A form that says at the top what is wrong, jumps to it, and says it again at the field. */
export function Form({ onSubmit, problem, issues = none, label, children }: FormProps) {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const [labels] = useState(() => new Map<string, string>())
  const all = useMemo(
    () => [...issues, ...faultsOf(problem, labels)].map((issue) => ({ ...issue, place: fieldAt(labels, issue.place) })),
    [issues, problem, labels],
  )
  const state = useMemo(() => ({ issues: all, id, labels }), [all, id, labels])
  const w = useShellWords()
  useEffect(() => {
    // Fields tell their labels when they have rendered, which is after the summary above them has.
    for (const link of form.current?.querySelectorAll<HTMLElement>('.nx-summary a') ?? []) {
      const place = link.dataset['place'] ?? ''
      const label = labels.get(place)
      // Of one of many that were chosen outside the form there is no field to lead to.
      const control = controlId(id, place)
      if (document.getElementById(control) === null) link.removeAttribute('href')
      else link.setAttribute('href', `#${control}`)
      const lead = link.querySelector('[data-label]')
      if (lead) lead.textContent = label === undefined ? '' : w('fault_of', { label })
    }
  })
  const [sent, setSent] = useState(0)
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    // A form in a dialog that another form has opened is sent alone.
    event.stopPropagation()
    setSent((times) => times + 1)
    onSubmit()
  }
  return (
    <FormContext value={state}>
      <form className="nx-form" ref={form} onSubmit={submit} noValidate aria-label={label}>
        <ErrorSummary issues={all} id={id} sent={sent} />
        {problem && faultsOf(problem, labels).length === 0 ? <ProblemNotice problem={problem} /> : null}
        {children}
      </form>
    </FormContext>
  )
}

/** The field a fault is shown at: its own, or the one that holds the whole list it stands in. */
function fieldAt(labels: ReadonlyMap<string, string>, place: string): string {
  const list = place.replace(/\.\d+$/, '')
  return !labels.has(place) && labels.has(list) ? list : place
}

/** What a refusal finds wrong in this form. A refusal of one value, which names a field of it, is a fault of that field. */
function faultsOf(problem: Problem | null | undefined, labels: ReadonlyMap<string, string>): readonly Fault[] {
  if (!problem) return none
  const { place, code, detail, next } = problem.body
  if (problem.issues.length > 0 || typeof place !== 'string' || detail === undefined || !labels.has(place))
    return problem.issues
  return [{ place, code, detail, next: next ?? null }]
}

const controlId = (form: string, name: string): string => `${form}${name.replaceAll(/[^\w-]/g, '-')}`

/**
 * Takes the focus when it says something new or what is wrong was sent again, never while somebody writes; leads to each field. What to do about
 * several that follow each other stands once, behind the last of them.
 */
export function ErrorSummary({ issues, id, sent = 0 }: { issues: readonly Fault[]; id: string; sent?: number }) {
  const w = useShellWords()
  const box = useRef<HTMLDivElement>(null)
  const said = JSON.stringify(issues)
  useEffect(() => {
    box.current?.focus()
  }, [said, sent])
  if (issues.length === 0) return null
  const jump = (place: string) => {
    const field = document.getElementById(controlId(id, place))
    field?.scrollIntoView({ block: 'center' })
    field?.focus()
  }
  return (
    <div className="nx-summary" role="alert" tabIndex={-1} ref={box}>
      <b>{w('errors_title', { count: issues.length })}</b>
      <ul>
        {issues.map((issue, i) => (
          <li key={`${issue.place} ${issue.code}`}>
            {isCell(issue.place) ? (
              // A cell of a file is no field here to be led to: it is named.
              <span>
                <b>{issue.place}</b> {issue.detail}
              </span>
            ) : (
              <a
                href={`#${controlId(id, issue.place)}`}
                data-place={issue.place}
                onClick={(event) => {
                  event.preventDefault()
                  jump(issue.place)
                }}
              >
                <span data-label="" />
                {issue.detail}
              </a>
            )}
            {typeof issue.next === 'string' && issue.next !== issues[i + 1]?.next ? (
              <div className="nx-sub">{issue.next}</div>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  )
}

export interface Control {
  readonly id: string
  readonly name: string
  readonly 'aria-invalid': true | undefined
  readonly 'aria-describedby': string | undefined
  readonly 'aria-required': true | undefined
}

interface FieldProps {
  /** The path of the value in the request's body: an issue at this place shows here. */
  readonly name: string
  readonly label: string
  readonly hint?: ReactNode
  readonly optional?: boolean
  /** A group of choices: the label names the group, and there is no single control. */
  readonly group?: boolean
  readonly children: (control: Control) => ReactNode
}

/** What of the form's faults is at this place; the summary at the top calls it by its label and leads to the id. */
function usePlace(name: string, label: string): { id: string; faults: readonly Fault[] } {
  const { id, issues, labels } = useContext(FormContext)
  const owner = useContext(OwnerContext)
  const said = owner === '' ? label : `${owner} · ${label}`
  useEffect(() => {
    labels.set(name, said)
  }, [labels, name, said])
  return { id: controlId(id, name), faults: issues.filter((issue) => issue.place === name) }
}

function FaultText({ id, faults, focusable }: { id: string; faults: readonly Fault[]; focusable?: boolean }) {
  if (faults.length === 0) return null
  return (
    <span className="nx-field-error" id={id} tabIndex={focusable === true ? -1 : undefined}>
      <span aria-hidden="true">!</span>
      <span>{faults.map((issue) => issue.detail).join(' ')}</span>
    </span>
  )
}

/** What is wrong with a part of a form that is no field of its own, as a name on a list or one box of several. */
export function PartFault({ name, label }: { name: string; label: string }) {
  const { id, faults } = usePlace(name, label)
  return <FaultText id={id} faults={faults} focusable />
}

/** Label, hint, control, fault: in this order, tied together for every reader. */
export function Field({ name, label, hint, optional, group, children }: FieldProps) {
  const w = useShellWords()
  const { id, faults } = usePlace(name, label)
  const described = [hint === undefined ? '' : `${id}-hint`, faults.length > 0 ? `${id}-fault` : '']
    .filter(Boolean)
    .join(' ')
  const control: Control = {
    id,
    name,
    'aria-invalid': faults.length > 0 ? true : undefined,
    'aria-describedby': described === '' ? undefined : described,
    'aria-required': optional === true ? undefined : true,
  }
  const title = (
    <>
      {label} {optional === true ? <span className="nx-optional">{w('optional')}</span> : null}
    </>
  )
  const below = (
    <>
      {hint === undefined ? null : (
        <span className="nx-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <FaultText id={`${id}-fault`} faults={faults} />
    </>
  )
  const wrong = faults.length > 0 ? '' : undefined
  if (group === true) {
    return (
      <fieldset
        className="nx-field"
        data-wrong={wrong}
        id={id}
        tabIndex={-1}
        aria-describedby={control['aria-describedby']}
      >
        <legend className="nx-label">{title}</legend>
        {below}
        {children(control)}
      </fieldset>
    )
  }
  return (
    <div className="nx-field" data-wrong={wrong}>
      <label className="nx-label" htmlFor={id}>
        {title}
      </label>
      {below}
      {children(control)}
    </div>
  )
}

/** The same fields for each of several: her name stands above them, and before their labels in the summary of faults. Of one alone, no name. */
export function FieldsOf({ name, children }: { name: string | undefined; children: ReactNode }) {
  return (
    <OwnerContext value={name ?? ''}>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset would be read again before each field */}
      <div className="nx-stack" role={name === undefined ? undefined : 'group'} aria-label={name}>
        {name === undefined ? null : <Heading title={name} />}
        {children}
      </div>
    </OwnerContext>
  )
}

/** The act at the end of a form, at thumb's reach on a phone. */
export function FormEnd({ children }: { children: ReactNode }) {
  return <div className="nx-form-end">{children}</div>
}
