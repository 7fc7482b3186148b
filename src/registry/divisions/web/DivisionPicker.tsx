import { useDeferredValue, useState, type ReactNode } from 'react'
import { TIERS, type Code, type Tier } from '../../../kernel/division-code.ts'
import {
  Button,
  Cluster,
  EmptyState,
  Field,
  Lines,
  ProblemNotice,
  SearchInput,
  Stack,
} from '../../../web/design/index.ts'
import { useApi, usePages } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { listChildren, searchDivisions, showDivision, type Division } from '../contract.ts'
import { divisionsWords } from '../words.ts'

export interface DivisionPickerProps {
  /** The path of the value in the request's body, as for every field. */
  readonly name: string
  readonly label: string
  readonly hint?: ReactNode
  readonly optional?: boolean
  readonly value: Division | null
  readonly onChange: (place: Division | null) => void
  /** Only places in this one; the nation unless said. */
  readonly within?: Code
  /** Only places of this tier can be chosen; unless said, those of any. */
  readonly tier?: Tier
}

/** Finds a place by name, pinyin, initials or code, or step by step from above. */
export function DivisionPicker(props: DivisionPickerProps) {
  const { value } = props
  return value === null ? <Finding {...props} /> : <Chosen {...props} value={value} />
}

function Chosen({ name, label, hint, optional, value, onChange }: DivisionPickerProps & { value: Division }) {
  const w = useWords(divisionsWords)
  return (
    <Field name={name} label={label} hint={hint} optional={optional} group>
      {() => (
        <Cluster spread>
          <span>{value.path_name}</span>
          <Button look="quiet" onClick={() => onChange(null)}>
            {w('change')}
          </Button>
        </Cluster>
      )}
    </Field>
  )
}

const LIMIT = 20

function Finding({ name, label, hint, optional, onChange, within = 0, tier }: DivisionPickerProps) {
  const w = useWords(divisionsWords)
  const [text, setText] = useState('')
  const [at, setAt] = useState(within)
  const q = useDeferredValue(text.trim())
  const found = useApi(searchDivisions, { query: { q, within, tier, limit: LIMIT } }, { enabled: q !== '', keep: true })
  const hits = q === '' ? undefined : found.data?.items
  return (
    <Stack gap="tight">
      <Field name={name} label={label} hint={hint} optional={optional}>
        {(control) => (
          <SearchInput
            {...control}
            placeholder={w('search_placeholder')}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              // Enter takes the best hit; it must not send the form around the field.
              if (event.key !== 'Enter') return
              event.preventDefault()
              const [best] = hits ?? []
              if (best !== undefined) onChange(best)
            }}
          />
        )}
      </Field>
      {q === '' ? (
        <Below at={at} within={within} tier={tier} onOpen={setAt} onChoose={onChange} />
      ) : found.error ? (
        <ProblemNotice problem={found.error} retry={() => void found.refetch()} />
      ) : hits?.length === 0 ? (
        <EmptyState title={w('search_none', { query: q })} heading={false} />
      ) : (
        <Lines
          lines={(hits ?? []).map((place) => ({
            id: String(place.code),
            name: place.path_name,
            state: w(`tier_${place.tier}`),
            action: <Choose place={place} onChoose={onChange} />,
          }))}
        />
      )}
    </Stack>
  )
}

interface BelowProps {
  readonly at: Code
  readonly within: Code
  readonly tier: Tier | undefined
  readonly onOpen: (code: Code) => void
  readonly onChoose: (place: Division) => void
}

/** The places right below one, and the way back up as far as `within`. */
function Below({ at, within, tier, onOpen, onChoose }: BelowProps) {
  const w = useWords(divisionsWords)
  const here = useApi(showDivision, { params: { code: at } }, { keep: true })
  const children = usePages(
    listChildren,
    { params: { code: at }, query: { limit: 50 } },
    { rows: (page) => page.items, next: (page) => page.next },
  )
  if (children.problem) return <ProblemNotice problem={children.problem} retry={children.retry} />
  return (
    <Stack gap="tight">
      <Trail path={here.data?.path ?? []} within={within} onOpen={onOpen} />
      <Lines
        lines={children.rows.map((place) => ({
          id: String(place.code),
          name: opens(place, tier) ? (
            <Button look="quiet" aria-label={w('open_name', { name: place.name })} onClick={() => onOpen(place.code)}>
              {place.name}
            </Button>
          ) : (
            place.name
          ),
          state: w(`tier_${place.tier}`),
          action: fits(place, tier) ? <Choose place={place} onChoose={onChoose} /> : undefined,
        }))}
      />
      {children.more === undefined ? null : (
        <Button look="quiet" busy={children.fetching_more} onClick={children.more}>
          {w('more')}
        </Button>
      )}
    </Stack>
  )
}

function Trail({ path, within, onOpen }: { path: readonly Division[]; within: Code; onOpen: (code: Code) => void }) {
  const w = useWords(divisionsWords)
  const from = path.findIndex((place) => place.code === within)
  return (
    <nav aria-label={w('path')}>
      <Cluster>
        {within === 0 ? (
          <Button look="quiet" onClick={() => onOpen(0)}>
            {w('tier_nation')}
          </Button>
        ) : null}
        {path.slice(Math.max(from, 0)).map((place) => (
          <Button key={place.code} look="quiet" onClick={() => onOpen(place.code)}>
            {place.short_name}
          </Button>
        ))}
      </Cluster>
    </nav>
  )
}

function Choose({ place, onChoose }: { place: Division; onChoose: (place: Division) => void }) {
  const w = useWords(divisionsWords)
  return (
    <Button aria-label={w('choose_name', { name: place.name })} onClick={() => onChoose(place)}>
      {w('choose')}
    </Button>
  )
}

const rank = (tier: Tier): number => TIERS.indexOf(tier)

/** A city that is its own only district answers to both tiers. */
function fits(place: Division, tier: Tier | undefined): boolean {
  return tier === undefined || (rank(place.tier) <= rank(tier) && rank(tier) <= rank(place.base_tier))
}

/** Whether what may be chosen can lie below. */
function opens(place: Division, tier: Tier | undefined): boolean {
  return rank(place.base_tier) < rank(tier ?? 'community')
}
