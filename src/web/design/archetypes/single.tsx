import { useEffect, type ReactNode } from 'react'
import { useShellWords } from '../../i18n/index.ts'
import { Brand, LanguageSwitch } from '../components/shell.tsx'
import { Link } from '../components/link.tsx'
import { Toasts } from '../components/toast.tsx'

function useTitle(title: string): void {
  const w = useShellWords()
  const product = w('product')
  useEffect(() => {
    document.title = `${title} · ${product}`
  }, [title, product])
}

/** Phone: one thing, one big answer at the thumb. `back` is always at the same place. Pages with it use `frame: 'bare'`. */
export function OneQuestionPage({
  title,
  back,
  beside,
  end,
  children,
}: {
  title: string
  back: { href: string; title?: string }
  beside?: ReactNode
  end?: ReactNode
  children: ReactNode
}) {
  const w = useShellWords()
  useTitle(title)
  return (
    <div className="nx-question">
      <header className="nx-question-top">
        <Link href={back.href}>{back.title ?? w('cancel')}</Link>
        <h1 tabIndex={-1}>{title}</h1>
        <span>{beside}</span>
      </header>
      <main className="nx-question-body" id="main" tabIndex={-1}>
        {children}
      </main>
      {end === undefined ? null : <div className="nx-question-end">{end}</div>}
      <Toasts />
    </div>
  )
}

/** Sign-in, first run, set-up: a calm page with one thing in the middle. */
export function CentredPage({
  title,
  lead,
  wide,
  foot,
  children,
}: {
  title: string
  lead?: ReactNode
  wide?: boolean
  foot?: ReactNode
  children: ReactNode
}) {
  useTitle(title)
  return (
    <div className="nx-centred">
      <header className="nx-centred-top">
        <Brand />
        <LanguageSwitch />
      </header>
      <main className="nx-centred-main" id="main" data-wide={wide === true ? '' : undefined} tabIndex={-1}>
        <div className="nx-centred-head">
          <h1 tabIndex={-1}>{title}</h1>
          {lead === undefined ? null : <p>{lead}</p>}
        </div>
        {children}
      </main>
      <footer className="nx-centred-foot">{foot}</footer>
      <Toasts />
    </div>
  )
}

export interface DoorProps {
  readonly title: string
  readonly text: ReactNode
  readonly action: ReactNode
}

/** Two ways on, side by side; each says what is behind it. */
export function Doors({ doors }: { doors: readonly DoorProps[] }) {
  return (
    <div className="nx-doors">
      {doors.map((door) => (
        <section className="nx-card nx-door" key={door.title}>
          <h2>{door.title}</h2>
          <p>{door.text}</p>
          {door.action}
        </section>
      ))}
    </div>
  )
}
