import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Link, type LinkProps } from './link.tsx'

export type Tone = 'plain' | 'done' | 'attention' | 'info' | 'accent'

/** A state in a word. Colour only repeats what the word says; `alarm` belongs to SOS and crisis alone. */
export function Chip({ tone = 'plain', children }: { tone?: Tone | 'alarm'; children: ReactNode }) {
  return (
    <span className="nx-chip" data-tone={tone}>
      {children}
    </span>
  )
}

type Look = 'plain' | 'primary' | 'quiet'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look
  readonly wide?: boolean
  /** Shows that the act is under way and takes no second press. */
  readonly busy?: boolean
  readonly [data: `data-${string}`]: string | boolean | undefined
}

/** `primary` is the one call to action of a page. A button inside a form that sends it says `type="submit"`. */
export function Button({ look = 'plain', wide, busy, type = 'button', disabled, children, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      className="nx-button"
      data-look={look}
      data-wide={wide === true ? '' : undefined}
      // oxlint-disable-next-line react/button-has-type -- the default is `button`
      type={type}
      disabled={disabled === true || busy === true}
      aria-busy={busy === true ? true : undefined}
    >
      {children}
      {busy === true ? <span aria-hidden="true">…</span> : null}
    </button>
  )
}

/** Looks like a button, goes to an address. */
export function ButtonLink({ look = 'plain', wide, ...rest }: LinkProps & { look?: Look; wide?: boolean }) {
  return <Link {...rest} className="nx-button" data-look={look} data-wide={wide === true ? '' : undefined} />
}

/** A section's name, what it counts, and what one may do with it. */
export function Heading({
  title,
  note,
  end,
  level = 2,
}: {
  title: ReactNode
  note?: ReactNode
  end?: ReactNode
  level?: 2 | 3
}) {
  return (
    <div className="nx-heading">
      {level === 2 ? <h2>{title}</h2> : <h3>{title}</h3>}
      {note === undefined ? null : <span className="nx-heading-note">{note}</span>}
      {end === undefined ? null : <span className="nx-heading-end">{end}</span>}
    </div>
  )
}

/** A surface. `flush` leaves the padding to rows inside it. */
export function Card({
  title,
  note,
  end,
  flush,
  children,
}: {
  title?: ReactNode
  note?: ReactNode
  end?: ReactNode
  flush?: boolean
  children: ReactNode
}) {
  const head = title === undefined ? null : <Heading title={title} note={note} end={end} />
  if (flush === true) {
    return (
      <section className="nx-card">
        {head === null ? null : <div className="nx-card-head">{head}</div>}
        {children}
      </section>
    )
  }
  return (
    <section className="nx-card nx-card-pad">
      {head}
      {children}
    </section>
  )
}

/** A heading with its content below, without a surface of its own. */
export function Section({
  title,
  note,
  end,
  children,
}: {
  title: ReactNode
  note?: ReactNode
  end?: ReactNode
  children: ReactNode
}) {
  return (
    <section>
      <Heading title={title} note={note} end={end} />
      {children}
    </section>
  )
}

export function Stack({ gap = 'normal', children }: { gap?: 'tight' | 'normal' | 'wide'; children: ReactNode }) {
  return <div className={gap === 'normal' ? 'nx-stack' : `nx-stack nx-stack-${gap}`}>{children}</div>
}

export function Cluster({ spread, children }: { spread?: boolean; children: ReactNode }) {
  return <div className={spread === true ? 'nx-spread' : 'nx-cluster'}>{children}</div>
}

/** Secondary text. */
export function Sub({ small, children }: { small?: boolean; children: ReactNode }) {
  return <div className={small === true ? 'nx-sub nx-small' : 'nx-sub'}>{children}</div>
}

/** A calm strip at the top of a page that says one thing and offers one act. */
export function Notice({
  tone = 'plain',
  title,
  action,
  children,
}: {
  tone?: Tone
  title: ReactNode
  action?: ReactNode
  children?: ReactNode
}) {
  return (
    <section className="nx-notice" data-tone={tone}>
      <div>
        <b>{title}</b>
        {children === undefined ? null : <div className="nx-sub">{children}</div>}
      </div>
      {action ?? null}
    </section>
  )
}

export interface Pair {
  readonly label: ReactNode
  readonly value: ReactNode
}

/** Facts by name, as on an identity card. */
export function KeyValue({ pairs }: { pairs: readonly Pair[] }) {
  return (
    <dl className="nx-kv">
      {pairs.map((pair, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- facts of one thing keep their order
        <KeyValueRow key={index} {...pair} />
      ))}
    </dl>
  )
}

function KeyValueRow({ label, value }: Pair) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  )
}

export interface Line {
  readonly id: string
  readonly name: ReactNode
  readonly state?: ReactNode
  readonly note?: ReactNode
  readonly action?: ReactNode
  /** How deep it lies in a rule: everything of the line moves in by as many steps. */
  readonly depth?: number
}

/** Lines of name and state with a note and an act below: people of a family, what is due to them. */
export function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <ul className="nx-pairs">
      {lines.map((line) => (
        <li key={line.id} style={line.depth ? { ['--depth' as string]: line.depth } : undefined}>
          <span className="nx-pairs-name">{line.name}</span>
          <span>{line.state}</span>
          <span className="nx-sub nx-small">{line.note}</span>
          <span>{line.action}</span>
        </li>
      ))}
    </ul>
  )
}

/** One figure to take in at a glance; with `href` it opens the list behind it. */
export function Kpi({
  label,
  value,
  unit,
  note,
  href,
}: {
  label: ReactNode
  value: ReactNode
  unit?: ReactNode
  note?: ReactNode
  href?: string
}) {
  const inside = (
    <>
      <span className="nx-kpi-label">{label}</span>
      <span className="nx-kpi-value">
        <b>{value}</b> {unit}
      </span>
      {note === undefined ? null : <span className="nx-kpi-note">{note}</span>}
    </>
  )
  return href === undefined ? (
    <div className="nx-card nx-card-pad nx-kpi">{inside}</div>
  ) : (
    <Link href={href} className="nx-card nx-card-pad nx-kpi">
      {inside}
    </Link>
  )
}

export function Kpis({ children }: { children: ReactNode }) {
  return <div className="nx-kpis">{children}</div>
}
