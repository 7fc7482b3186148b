import type { ReactNode } from 'react'
import { AsTable, AxisMarks, PALE_BAR } from './axis.tsx'

export interface PairedPoint {
  readonly label: string
  readonly first: number
  readonly second: number
  /** Written below the two bars; few are, so that they do not crowd. */
  readonly mark?: string
}

/** Two rows of bars side by side, what is and what would be, with their names and their table one tap away. */
export function Paired({
  points,
  title,
  label,
  first,
  second,
  say,
}: {
  points: readonly PairedPoint[]
  title: string
  /** What the points are: 月份. */
  label: string
  first: string
  second: string
  say: (value: number) => ReactNode
}) {
  const top = Math.max(1, ...points.flatMap((point) => [point.first, point.second]))
  const step = 480 / Math.max(points.length, 1)
  const bar = (value: number, x: number, fill: string) => {
    const height = Math.max(value > 0 ? 2 : 0, (value / top) * 112)
    return <rect x={x} y={120 - height} width={step * 0.36} height={height} rx="2" fill={fill} />
  }
  return (
    <figure className="nx-trend">
      <figcaption className="nx-legend">
        <span data-series="first">{first}</span> <span data-series="second">{second}</span>
      </figcaption>
      <svg viewBox="0 0 480 120" preserveAspectRatio="none" aria-hidden="true">
        {points.map((point, index) => (
          <g key={point.label}>
            {bar(point.first, index * step + step * 0.12, PALE_BAR)}
            {bar(point.second, index * step + step * 0.52, 'var(--accent)')}
          </g>
        ))}
      </svg>
      <AxisMarks points={points} />
      <AsTable title={title}>
        <thead>
          <tr>
            <th scope="col">{label}</th>
            <th scope="col" data-align="end">
              {first}
            </th>
            <th scope="col" data-align="end">
              {second}
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.label}>
              <th scope="row">{point.label}</th>
              <td>{say(point.first)}</td>
              <td>{say(point.second)}</td>
            </tr>
          ))}
        </tbody>
      </AsTable>
    </figure>
  )
}
