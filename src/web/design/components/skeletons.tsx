import type { CSSProperties, ReactNode } from 'react'
import { useShellWords } from '../../i18n/index.ts'

/** One grey line of the page's shape; width in percent. */
export function Bone({ width = 100, height = 14 }: { width?: number; height?: number }) {
  const style: CSSProperties = { width: `${width}%`, height }
  return <div className="nx-bone" style={style} />
}

/** `page` stands for a whole page, its heading included. */
function Skeleton({ page, children }: { page?: boolean; children: ReactNode }) {
  const w = useShellWords()
  return (
    <div className="nx-skeleton" aria-live="polite" aria-busy="true">
      {page === true ? <h1 className="nx-sr">{w('loading')}</h1> : <span className="nx-sr">{w('loading')}</span>}
      <div className="nx-page" aria-hidden="true">
        {page === true ? <Bone width={32} height={28} /> : null}
        {children}
      </div>
    </div>
  )
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

function Rows({ rows }: { rows: number }) {
  return (
    <ul className="nx-card nx-queue">
      {upTo(rows).map((row) => (
        <li key={row}>
          <Bone width={60 + ((row * 17) % 35)} />
          <Bone width={50 + ((row * 29) % 45)} />
          <Bone width={60} height={20} />
          <Bone width={100} height={28} />
        </li>
      ))}
    </ul>
  )
}

function Block({ lines }: { lines: number }) {
  return (
    <div className="nx-card nx-card-pad nx-stack">
      <Bone width={40} />
      {upTo(lines).map((line) => (
        <Bone key={line} width={60 + ((line * 23) % 40)} />
      ))}
    </div>
  )
}

export function QueueSkeleton({ rows = 4 }: { rows?: number }) {
  return (
    <Skeleton>
      <Rows rows={rows} />
    </Skeleton>
  )
}

export function ListSkeleton({ rows = 8, columns = 5 }: { rows?: number; columns?: number }) {
  return (
    <Skeleton>
      <div className="nx-card nx-card-pad nx-stack">
        {upTo(rows).map((row) => (
          <div
            key={row}
            style={{ display: 'grid', gridTemplateColumns: `repeat(${columns}, 1fr)`, gap: 16, padding: '4px 0' }}
          >
            {upTo(columns).map((column) => (
              <Bone key={column} width={40 + ((row * 13 + column * 31) % 50)} />
            ))}
          </div>
        ))}
      </div>
    </Skeleton>
  )
}

export function FileSkeleton() {
  return (
    <Skeleton page>
      <div className="nx-file">
        <div className="nx-stack">
          <Block lines={5} />
          <Block lines={4} />
        </div>
        <div className="nx-file-centre">
          <Block lines={12} />
        </div>
        <div className="nx-file-right">
          <Block lines={8} />
        </div>
      </div>
    </Skeleton>
  )
}

export function RunSkeleton() {
  return (
    <Skeleton page>
      <div className="nx-stack nx-stack-wide">
        <Bone height={3} />
        <div className="nx-kpis">
          {upTo(4).map((tile) => (
            <Block key={tile} lines={1} />
          ))}
        </div>
        <Block lines={6} />
      </div>
    </Skeleton>
  )
}

export function BoardSkeleton({ tiles = 12 }: { tiles?: number }) {
  return (
    <Skeleton page>
      <div className="nx-tiles">
        {upTo(tiles).map((tile) => (
          <div key={tile} className="nx-tile">
            <Bone width={50} />
            <Bone width={70} height={12} />
          </div>
        ))}
      </div>
    </Skeleton>
  )
}

export function FigureSkeleton() {
  return (
    <Skeleton page>
      <div className="nx-stack nx-stack-wide">
        <Block lines={8} />
        <div className="nx-figures-beside">
          <Block lines={4} />
          <Block lines={4} />
        </div>
      </div>
    </Skeleton>
  )
}
