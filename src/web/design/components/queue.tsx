import { useRef, type ReactNode } from 'react'
import { Heading } from './basics.tsx'
import { useRowKeys } from './keys.ts'

export interface QueueItem {
  readonly id: string
  /** Masked as the reader's role requires; a link carries `data-primary` so that Enter opens it. */
  readonly who: ReactNode
  readonly what: ReactNode
  /** Since when or until when, as a chip. */
  readonly when?: ReactNode
  /** Buttons; the one that logs carries `data-note` so that n presses it. */
  readonly actions?: ReactNode
}

export interface QueueGroup {
  readonly id: string
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly items: readonly QueueItem[]
  /** The last line: how many more, and the link to them. */
  readonly more?: ReactNode
  /** What a clear queue means. */
  readonly empty: ReactNode
}

/** Grouped rows: who, what, since when, the next act. j and k walk through all groups. */
export function Queue({ groups }: { groups: readonly QueueGroup[] }) {
  const box = useRef<HTMLDivElement>(null)
  useRowKeys(box, '.nx-queue > li')
  return (
    <div className="nx-stack nx-stack-wide" ref={box}>
      {groups.map((group) => (
        <section key={group.id}>
          <Heading title={group.title} note={group.note} />
          <ul className="nx-card nx-queue">
            {group.items.map((item) => (
              <li key={item.id}>
                <div className="nx-queue-who">{item.who}</div>
                <div className="nx-queue-what">{item.what}</div>
                <div className="nx-queue-when">{item.when}</div>
                <div className="nx-queue-do">{item.actions}</div>
              </li>
            ))}
            {group.items.length === 0 ? <li className="nx-queue-empty">{group.empty}</li> : null}
            {group.more === undefined ? null : <li className="nx-queue-more">{group.more}</li>}
          </ul>
        </section>
      ))}
    </div>
  )
}
