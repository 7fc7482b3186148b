import type { ReactNode } from 'react'
import { fen as fenOf, formatWan, formatYuan } from '../../../kernel/money.ts'
import { formatCount, unitWord, type Unit } from '../../../kernel/units.ts'
import { useToday, instantParts } from '../../clock.ts'
import { dayNumber, weekdayText } from '../../i18n/format.ts'
import { useLocale, useShellWords } from '../../i18n/index.ts'
import { AsTable, AxisMarks, PALE_BAR } from './axis.tsx'
import { Link } from './link.tsx'

/** A number never stands without its unit: `873 人`, `873 people`. `or_more` says `1,000+` where counting on would cost too much. */
export function Count({ value, unit, or_more }: { value: number; unit: Unit; or_more?: boolean }) {
  const locale = useLocale()
  return (
    <span>
      {formatCount(value, locale)}
      {or_more === true ? '+' : ''} <span className="nx-unit">{unitWord(unit, locale, value)}</span>
    </span>
  )
}

/** Money of so many fen: 万元 from ten thousand yuan on, the exact amount on hover; `exact` writes it out. */
export function Money({ fen, exact }: { fen: number; exact?: boolean }) {
  const locale = useLocale()
  const w = useShellWords()
  const full = w('exact', { amount: formatYuan(fenOf(fen)) })
  if (locale === 'en') return <span>{full}</span>
  const whole = exact === true || Math.abs(fen) < 1_000_000
  return (
    <span title={whole ? undefined : full}>
      {whole ? formatYuan(fenOf(fen)) : formatWan(fenOf(fen))}{' '}
      <span className="nx-unit">{whole ? unitWord('fen', locale) : '万元'}</span>
    </span>
  )
}

/** `2026-11-21 周六`; `lunar` is added where people think in it. */
export function DateText({ date, weekday = true, lunar }: { date: string; weekday?: boolean; lunar?: string }) {
  const locale = useLocale()
  return (
    <time dateTime={date}>
      {date}
      {weekday ? ` ${weekdayText(date, locale)}` : ''}
      {lunar === undefined ? '' : ` · ${lunar}`}
    </time>
  )
}

/** `34 天前`, with the date on hover. */
export function Ago({ date }: { date: string }) {
  const w = useShellWords()
  const days = dayNumber(useToday()) - dayNumber(date)
  const near: Partial<Record<number, string>> = { 0: w('today'), 1: w('yesterday'), [-1]: w('tomorrow') }
  const text = near[days] ?? (days > 0 ? w('days_ago', { count: days }) : w('in_days', { count: -days }))
  return (
    <time dateTime={date} title={date}>
      {text}
    </time>
  )
}

/** An instant as people in China read it: `2026-11-21 10:03`. */
export function InstantText({ at }: { at: string }) {
  const { date, time } = instantParts(at)
  return (
    <time dateTime={at}>
      {date} {time}
    </time>
  )
}

/** How far something has come; `label` names it for those who cannot see the bar. */
export function ProgressBar({
  value,
  of,
  label,
  tone = 'accent',
}: {
  value: number
  of: number
  label: string
  tone?: 'accent' | 'done'
}) {
  return (
    <progress
      className="nx-bar"
      data-tone={tone}
      aria-label={label}
      value={Math.min(value, of)}
      max={Math.max(of, 1)}
    />
  )
}

const round = 2 * Math.PI * 17

/** A rhythm kept: how much of what was promised for the cadence has happened. */
export function Ring({ percent, label }: { percent: number; label: string }) {
  const stroke = percent >= 90 ? 'var(--done)' : percent >= 75 ? 'var(--accent)' : 'var(--attention)'
  return (
    <div className="nx-ring">
      <span className="nx-sr">{`${label} ${percent}%`}</span>
      <svg width="44" height="44" aria-hidden="true">
        <circle cx="22" cy="22" r="17" fill="none" stroke="var(--line-soft)" strokeWidth="5" />
        <circle
          cx="22"
          cy="22"
          r="17"
          fill="none"
          stroke={stroke}
          strokeWidth="5"
          strokeLinecap="round"
          strokeDasharray={`${(round * Math.min(percent, 100)) / 100} ${round}`}
          transform="rotate(-90 22 22)"
        />
        <text x="22" y="26" textAnchor="middle" fontSize="12" fill="var(--ink)">
          {percent}
        </text>
      </svg>
      <span aria-hidden="true">{label}</span>
    </div>
  )
}

export interface TrendPoint {
  readonly label: string
  readonly value: number
  /** The list behind the value; its row in the table leads there. */
  readonly href?: string
  /** Written below the bar; few are, so that they do not crowd. */
  readonly mark?: string
}

type TrendProps = {
  readonly points: readonly TrendPoint[]
  readonly title: string
} & (
  | { readonly unit: Unit; readonly say?: undefined }
  /** How a value is said where it is no plain count: money, hours. */
  | { readonly unit?: undefined; readonly say: (value: number) => ReactNode }
)

/** A row of bars, the last one now, with its table one tap away. */
export function Trend({ points, unit, title, say }: TrendProps) {
  const top = Math.max(1, ...points.map((point) => point.value))
  const step = 480 / Math.max(points.length, 1)
  return (
    <figure className="nx-trend">
      <svg viewBox="0 0 480 120" preserveAspectRatio="none" aria-hidden="true">
        {points.map((point, index) => {
          const height = Math.max(point.value > 0 ? 2 : 0, (point.value / top) * 112)
          const now = index === points.length - 1
          return (
            <rect
              key={point.label}
              x={index * step + step * 0.18}
              y={120 - height}
              width={step * 0.64}
              height={height}
              rx="3"
              fill={now ? 'var(--accent)' : PALE_BAR}
            />
          )
        })}
      </svg>
      <AxisMarks points={points} />
      <AsTable title={title}>
        <tbody>
          {points.map((point) => (
            <tr key={point.label}>
              <th scope="row">
                {point.href === undefined ? point.label : <Link href={point.href}>{point.label}</Link>}
              </th>
              <td>{unit === undefined ? say(point.value) : <Count value={point.value} unit={unit} />}</td>
            </tr>
          ))}
        </tbody>
      </AsTable>
    </figure>
  )
}
