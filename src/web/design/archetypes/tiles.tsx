import type { ReactNode } from 'react'
import type { Tone } from '../components/basics.tsx'
import { Link } from '../components/link.tsx'

export function Tiles({ size, children }: { size?: 'large'; children: ReactNode }) {
  return (
    <div className="nx-tiles" data-size={size}>
      {children}
    </div>
  )
}

/** One place on a board. Its state is said in `note`, the colour only repeats it. */
export function Tile({
  title,
  note,
  tone = 'plain',
  href,
  children,
}: {
  title: ReactNode
  note?: ReactNode
  tone?: Tone
  href?: string
  children?: ReactNode
}) {
  const inside = (
    <>
      <b>{title}</b>
      {note === undefined ? null : <small>{note}</small>}
      {children ?? null}
    </>
  )
  return href === undefined ? (
    <div className="nx-tile" data-tone={tone}>
      {inside}
    </div>
  ) : (
    <Link className="nx-tile" data-tone={tone} href={href}>
      {inside}
    </Link>
  )
}
