import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { changeLocale, useLocale, useShellWords } from '../../i18n/index.ts'
import { Chip } from './basics.tsx'
import { Dialog } from './dialogs.tsx'
import { Link } from './link.tsx'
import { Toasts } from './toast.tsx'

export interface NavEntry {
  readonly href: string
  readonly title: string
  /** Waiting work or size; shown small at the end. */
  readonly count?: number
  readonly current: boolean
}

export interface ShellProps {
  /** Groups in order; empty ones are left out by the caller. */
  readonly groups: readonly (readonly NavEntry[])[]
  /** Where one stands: 盘龙区 · 金辰街道. */
  readonly place: string
  /** In which post: 街道计生协. */
  readonly post: string
  readonly person: string
  /** A demonstration says so on every page. */
  readonly demo: boolean
  /** Persona or post switcher. */
  readonly switcher?: ReactNode
  readonly onSignOut: () => void
  readonly children: ReactNode
}

export function Brand() {
  const w = useShellWords()
  // An id of its own: a gradient inside a hidden bar would paint nothing in the visible one.
  const ember = useId()
  return (
    <Link href="/" className="nx-brand">
      <svg width="26" height="26" viewBox="0 0 26 26" aria-hidden="true">
        <defs>
          <linearGradient id={ember} x1="0" y1="0" x2="1" y2="1">
            <stop offset="0" stopColor="#E58A5B" />
            <stop offset="1" stopColor="#B4481E" />
          </linearGradient>
        </defs>
        <rect width="26" height="26" rx="8" fill={`url(#${ember})`} />
        <path d="M6 12.2C6 9 9 7 13 7s7 2 7 5.200C20 17 16.500 20 13 20s-7-3-7-7.800z" fill="#fff" opacity=".92" />
      </svg>
      {w('product')}
    </Link>
  )
}

function NavLink({ entry }: { entry: NavEntry }) {
  const w = useShellWords()
  const link = useRef<HTMLAnchorElement>(null)
  const stands_here = entry.current
  useEffect(() => {
    // Of a long list the entry one stands at is in sight.
    if (stands_here) link.current?.scrollIntoView({ block: 'nearest' })
  }, [stands_here])
  return (
    <Link ref={link} className="nx-nav-link" href={entry.href} aria-current={entry.current ? 'page' : undefined}>
      <span>{entry.title}</span>
      {entry.count === undefined ? null : (
        <span className="nx-nav-count" title={w('unread', { count: entry.count })}>
          {entry.count}
        </span>
      )}
    </Link>
  )
}

function NavGroups({ groups }: { groups: ShellProps['groups'] }) {
  return groups.map((group) => (
    <div className="nx-nav-group" key={group[0]?.href}>
      {group.map((entry) => (
        <NavLink key={entry.href} entry={entry} />
      ))}
    </div>
  ))
}

export function LanguageSwitch() {
  const w = useShellWords()
  const locale = useLocale()
  return (
    <button
      type="button"
      className="nx-plain-button"
      lang={locale === 'zh' ? 'en' : 'zh-CN'}
      aria-label={`${w('language')} · ${w('language_label')}`}
      onClick={() => changeLocale(locale === 'zh' ? 'en' : 'zh')}
    >
      {w('language')}
    </button>
  )
}

function Who({ place, post, person, demo, switcher, onSignOut }: ShellProps) {
  const w = useShellWords()
  return (
    <div className="nx-who">
      {demo ? (
        <p className="nx-demo">
          <Chip tone="info">{w('demo')}</Chip> {w('demo_note')}
        </p>
      ) : null}
      <div>{place}</div>
      <div>
        {post}{' '}
        <Link className="nx-who-name" href="/account">
          {person}
        </Link>
      </div>
      {switcher ?? null}
      <div className="nx-who-tools">
        <LanguageSwitch />
        <button type="button" className="nx-plain-button" onClick={onSignOut}>
          {w('sign_out')}
        </button>
      </div>
    </div>
  )
}

/** The frame of every desk page; on a phone the bar moves to the bottom and the rest into a drawer. */
export function Shell(props: ShellProps) {
  const { groups, children } = props
  const w = useShellWords()
  return (
    <div className="nx-shell">
      <a className="nx-skip" href="#main">
        {w('skip')}
      </a>
      <header className="nx-side">
        <Brand />
        <nav aria-label={w('nav')}>
          <NavGroups groups={groups} />
        </nav>
        <Who {...props} />
      </header>
      <PhoneBars {...props} />
      <main className="nx-main" id="main" tabIndex={-1}>
        {children}
      </main>
      <Toasts />
    </div>
  )
}

function PhoneBars(props: ShellProps) {
  const w = useShellWords()
  const [open, setOpen] = useState(false)
  const entries = props.groups.flat()
  const shown = entries.length > 5 ? entries.slice(0, 4) : entries
  return (
    <>
      <header className="nx-phone-top">
        <Brand />
        {props.demo ? <Chip tone="info">{w('demo')}</Chip> : null}
        <span className="nx-phone-place">{props.place}</span>
      </header>
      <nav className="nx-bottom" aria-label={w('nav')}>
        {shown.map((entry) => (
          <Link
            key={entry.href}
            className="nx-bottom-item"
            href={entry.href}
            aria-current={entry.current ? 'page' : undefined}
          >
            {entry.title}
          </Link>
        ))}
        <button type="button" className="nx-bottom-item" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {w('nav_more')}
        </button>
      </nav>
      {open ? <MoreDrawer {...props} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function MoreDrawer({ onClose, ...props }: ShellProps & { onClose: () => void }) {
  const w = useShellWords()
  return (
    <Dialog title={w('nav_more')} onClose={onClose} drawer onInside={onClose}>
      <nav aria-label={w('nav_more')}>
        <NavGroups groups={props.groups} />
      </nav>
      <Who {...props} />
    </Dialog>
  )
}

export interface SwitchOption {
  readonly value: string
  readonly label: string
}

/** Persona of the demonstration, or post of somebody who holds several. */
export function Switcher({
  label,
  options,
  value,
  onChange,
}: {
  label: string
  options: readonly SwitchOption[]
  value: string
  onChange: (value: string) => void
}) {
  return (
    <select
      className="nx-select"
      data-quiet=""
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
