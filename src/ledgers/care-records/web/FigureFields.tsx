import { TextField } from '../../../web/design/index.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { countsFigure, type Figure } from '../rules/index.ts'
import { careRecordsWords } from '../words/index.ts'
import type { Kinds } from './KindPicker.tsx'

const SAID = {
  minutes: { label: 'page.minutes', unit: 'column.minutes' },
  amount_fen: { label: 'page.amount', unit: 'page.yuan' },
  quantity: { label: 'page.pieces', unit: 'page.piece' },
  headcount: { label: 'page.headcount', unit: 'page.person_times' },
  copies: { label: 'page.copies', unit: 'page.copy' },
  views: { label: 'page.views', unit: 'page.view' },
} as const satisfies Record<Figure, { label: string; unit: string }>

interface FigureFieldsProps {
  readonly kind: Kinds[number] | undefined
  /** In the order of the form; only those the kind counts are asked for. */
  readonly figures: readonly Figure[]
  readonly value: (figure: Figure) => string
  readonly onChange: (figure: Figure, text: string) => void
}

/** Time, money, things and people beyond the register, each with its unit; a kind that cannot do without one does not call it optional. */
export function FigureFields({ kind, figures, value, onChange }: FigureFieldsProps) {
  const w = useWords(careRecordsWords)
  if (kind === undefined) return null
  return (
    <>
      {figures
        .filter((figure) => countsFigure(kind, figure))
        .map((figure) => (
          <TextField
            key={figure}
            name={figure}
            label={w(SAID[figure].label)}
            hint={figure === 'headcount' ? w('page.headcount_hint') : undefined}
            unit={w(SAID[figure].unit)}
            optional={!kind.needs.some((need) => need === figure)}
            inputMode={figure === 'amount_fen' ? 'decimal' : 'numeric'}
            value={value(figure)}
            onChange={(text) => onChange(figure, text)}
          />
        ))}
    </>
  )
}
