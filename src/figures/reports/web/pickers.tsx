import { useState } from 'react'
import { civilDate, isCivilDate } from '../../../kernel/calendar.ts'
import { shortCode, tierOf } from '../../../kernel/division-code.ts'
import { DivisionPicker } from '../../../registry/divisions/web/DivisionPicker.tsx'
import { useToday } from '../../../web/clock.ts'
import {
  Button,
  ChoiceField,
  Cluster,
  Dialog,
  FormEnd,
  Form,
  SelectField,
  Stack,
  TextField,
} from '../../../web/design/index.ts'
import { useJoining, useShellWords, useWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { quickSpan, quickSpans, type QuickSpan, type Span, spanParts, yearsSpan } from '../rules.ts'
import { reportsWords } from '../words.ts'
import type { Asked } from './asked.ts'

/** Period and place of a statement, both in the address. `place_name` is what the server calls the place shown. */
export function Pickers({ asked, place_name }: { asked: Asked; place_name: string | undefined }) {
  const w = useWords(reportsWords)
  const shell = useShellWords()
  const joined = useJoining()
  const post = useSession().data?.active_post
  const [open, setOpen] = useState<'span' | 'place'>()
  const own = post?.division
  const close = () => setOpen(undefined)
  return (
    <>
      <Button
        aria-haspopup="dialog"
        aria-label={joined.labelled(shell('period'), asked.period)}
        onClick={() => setOpen('span')}
      >
        {asked.period} <span aria-hidden="true">▾</span>
      </Button>
      {own === undefined || tierOf(own) === 'community' ? null : (
        <Button
          aria-haspopup="dialog"
          aria-label={joined.labelled(shell('place'), place_name ?? '')}
          onClick={() => setOpen('place')}
        >
          {place_name ?? shell('place')} <span aria-hidden="true">▾</span>
        </Button>
      )}
      {open === 'span' ? (
        <Dialog title={w('span_title')} onClose={close}>
          <SpanForm span={asked.span} onClose={close} />
        </Dialog>
      ) : null}
      {open === 'place' && own !== undefined ? (
        <Dialog title={w('place_title')} onClose={close}>
          <PlaceForm own={own} elsewhere={asked.division !== undefined && asked.division !== own} onClose={close} />
        </Dialog>
      ) : null}
    </>
  )
}

function PlaceForm({ own, elsewhere, onClose }: { own: number; elsewhere: boolean; onClose: () => void }) {
  const w = useWords(reportsWords)
  const shell = useShellWords()
  const url = useUrlState()
  const choose = (code: number | undefined) => {
    url.change({ place: code === undefined || code === own ? undefined : shortCode(code) }, { push: true })
    onClose()
  }
  return (
    <Stack>
      <DivisionPicker
        name="place"
        label={shell('place')}
        value={null}
        within={own}
        onChange={(place) => choose(place?.code)}
      />
      <FormEnd>
        {elsewhere ? <Button onClick={() => choose(undefined)}>{w('whole_area')}</Button> : null}
        <Button onClick={onClose}>{shell('cancel')}</Button>
      </FormEnd>
    </Stack>
  )
}

const YEARS = 20

function SpanForm({ span, onClose }: { span: Span; onClose: () => void }) {
  const w = useWords(reportsWords)
  const shell = useShellWords()
  const url = useUrlState()
  const today = civilDate(useToday())
  const [from, setFrom] = useState<string>(span.from)
  const [to, setTo] = useState<string>(span.to)
  const [wrong, setWrong] = useState(false)
  const take = (chosen: Span) => {
    setFrom(chosen.from)
    setTo(chosen.to)
  }
  const held = isCivilDate(from) && isCivilDate(to) ? { from, to } : undefined
  const parts = held && spanParts(held)
  const whole = parts?.kind === 'year' || parts?.kind === 'years' ? parts : undefined
  const quick = quickSpans.find((name) => {
    const one = quickSpan(name, today)
    return one.from === from && one.to === to
  })
  const apply = () => {
    const right = held !== undefined && held.from <= held.to
    setWrong(!right)
    if (!right) return
    url.change({ from, to }, { push: true })
    onClose()
  }
  const issues = wrong ? [{ place: 'from', code: 'from_after_to', detail: w('from_after_to') }] : []
  return (
    <Form issues={issues} onSubmit={apply}>
      <ChoiceField<QuickSpan>
        name="quick"
        label={w('span_quick')}
        size="small"
        value={quick ?? ''}
        options={quickSpans.map((value) => ({ value, label: w(`span_${value}`) }))}
        onChange={(name) => take(quickSpan(name, today))}
      />
      <Years whole={whole} take={take} />
      <Cluster>
        <TextField name="from" label={w('from')} type="date" value={from} onChange={setFrom} />
        <TextField name="to" label={w('to')} type="date" value={to} onChange={setTo} />
      </Cluster>
      <FormEnd>
        <Button type="submit" look="primary">
          {shell('confirm')}
        </Button>
        <Button onClick={onClose}>{shell('cancel')}</Button>
      </FormEnd>
    </Form>
  )
}

interface YearsProps {
  /** The span held, when it is whole years. */
  whole: { readonly from: string; readonly to: string } | undefined
  take: (span: Span) => void
}

/** From which year to which: choosing one that lies beyond the other brings the other along. */
function Years({ whole, take }: YearsProps) {
  const w = useWords(reportsWords)
  const year = Number(useToday().slice(0, 4))
  const years = Array.from({ length: YEARS + 1 }, (_, back) => String(year - back))
  const options = years.map((value) => ({ value, label: w('year_option', { year: value }) }))
  return (
    <Cluster>
      <SelectField
        name="year_from"
        label={w('year_from')}
        value={whole?.from ?? ''}
        options={options}
        onChange={(first) => {
          if (first !== '') take(yearsSpan(Number(first), Math.max(Number(first), Number(whole?.to ?? first))))
        }}
      />
      <SelectField
        name="year_to"
        label={w('year_to')}
        value={whole?.to ?? ''}
        options={options}
        onChange={(last) => {
          if (last !== '') take(yearsSpan(Math.min(Number(last), Number(whole?.from ?? last)), Number(last)))
        }}
      />
    </Cluster>
  )
}
