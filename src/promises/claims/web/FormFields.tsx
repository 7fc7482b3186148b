import { isCivilDate } from '../../../kernel/calendar.ts'
import { Button, Card, ChoiceField, SelectField, TextField } from '../../../web/design/index.ts'
import { type Adult, type Child, CHILD_STATES, type Declaration, MARITAL, ORIGINS } from '../rules/index.ts'
import { useW } from './parts.tsx'

const dateOf = (text: string) => (isCivilDate(text) ? text : null)
const DISABILITIES = ['1', '2', '3', '4', '5', '6', '7'] as const
const countOf = (text: string) =>
  text.trim() === '' ? null : Math.min(20, Math.max(0, Number.parseInt(text, 10) || 0))

/** Marriage and hukou of one of the two. */
export function AdultFields({
  at,
  adult,
  onChange,
}: {
  at: string
  adult: Adult
  onChange: (change: Partial<Adult>) => void
}) {
  const w = useW()
  return (
    <>
      <SelectField
        name={`${at}.marital`}
        label={w('page.marital')}
        value={adult.marital ?? ''}
        options={MARITAL.map((value) => ({ value, label: w(`marital.${value}`) }))}
        onChange={(marital) => onChange({ marital: MARITAL.find((one) => one === marital) ?? null })}
      />
      <TextField
        name={`${at}.marital_since`}
        type="date"
        label={w('page.marital_since')}
        optional
        value={adult.marital_since ?? ''}
        onChange={(text) => onChange({ marital_since: dateOf(text) })}
      />
      <ChoiceField
        name={`${at}.hukou_kind`}
        label={w('page.hukou_kind')}
        value={adult.hukou_kind ?? ''}
        options={(['urban', 'rural', 'resident'] as const).map((value) => ({ value, label: w(`hukou.${value}`) }))}
        onChange={(hukou_kind) => onChange({ hukou_kind })}
      />
      <TextField
        name={`${at}.hukou_address`}
        label={w('page.hukou_address')}
        maxLength={200}
        value={adult.hukou_address}
        onChange={(hukou_address) => onChange({ hukou_address })}
      />
    </>
  )
}

/** How many children were born and live, and the certificate. */
export function Counts({ form, onChange }: { form: Declaration; onChange: (change: Partial<Declaration>) => void }) {
  const w = useW()
  const held = form.only_child_certificate
  return (
    <>
      {(['born', 'surviving'] as const).flatMap((which) =>
        (['male', 'female'] as const).map((sex) => (
          <TextField
            key={`${which}.${sex}`}
            name={`content.${which}.${sex}`}
            label={w(`page.${which}_${sex}`)}
            inputMode="numeric"
            value={String(form[which][sex] ?? '')}
            onChange={(text) => onChange({ [which]: { ...form[which], [sex]: countOf(text) } })}
          />
        )),
      )}
      <ChoiceField
        name="content.only_child_certificate"
        label={w('page.certificate')}
        value={held === null ? 'unknown' : held ? 'yes' : 'no'}
        options={(['yes', 'no', 'unknown'] as const).map((value) => ({ value, label: w(`page.${value}`) }))}
        onChange={(value) => onChange({ only_child_certificate: value === 'unknown' ? null : value === 'yes' })}
      />
    </>
  )
}

interface ChildProps {
  readonly index: number
  readonly child: Child
  readonly onChange: (change: Partial<Child>) => void
  readonly onRemove: () => void
}

export function ChildFields({ index, child, onChange, onRemove }: ChildProps) {
  const w = useW()
  const at = `content.children.${index}`
  return (
    <Card
      title={w('page.child', { count: index + 1 })}
      end={
        <Button look="quiet" onClick={onRemove}>
          {w('page.remove_child')}
        </Button>
      }
    >
      <TextField
        name={`${at}.name`}
        label={w('page.child_name')}
        maxLength={60}
        value={child.name}
        onChange={(name) => onChange({ name })}
      />
      <ChoiceField
        name={`${at}.sex`}
        label={w('page.child_sex')}
        value={child.sex}
        options={(['male', 'female', 'unknown'] as const).map((value) => ({ value, label: w(`sex.${value}`) }))}
        onChange={(sex) => onChange({ sex })}
      />
      <TextField
        name={`${at}.birth_month`}
        label={w('page.birth_month')}
        optional
        maxLength={7}
        value={child.birth_month ?? ''}
        onChange={(text) => onChange({ birth_month: text === '' ? null : text })}
      />
      <SelectField
        name={`${at}.origin`}
        label={w('page.origin')}
        value={child.origin ?? ''}
        options={ORIGINS.map((value) => ({ value, label: w(`origin.${value}`) }))}
        onChange={(origin) => onChange({ origin: origin || null })}
      />
      <SelectField
        name={`${at}.state`}
        label={w('page.child_state')}
        value={child.state}
        options={CHILD_STATES.map((value) => ({ value, label: w(`child.${value}`) }))}
        onChange={(state) => onChange({ state: state || child.state })}
      />
      <SinceFields at={at} child={child} onChange={onChange} />
    </Card>
  )
}

/** Since when, who confirms it, and the grade: asked where the child's state has a paper behind it. */
function SinceFields({
  at,
  child,
  onChange,
}: {
  at: string
  child: Child
  onChange: (change: Partial<Child>) => void
}) {
  const w = useW()
  return (
    <>
      {child.state === 'alive' ? null : (
        <>
          <TextField
            name={`${at}.since`}
            type="date"
            label={w('page.child_since')}
            value={child.since ?? ''}
            onChange={(text) => onChange({ since: dateOf(text) })}
          />
          <TextField
            name={`${at}.confirmed_by`}
            label={w('page.confirmed_by')}
            maxLength={60}
            value={child.confirmed_by}
            onChange={(confirmed_by) => onChange({ confirmed_by })}
          />
        </>
      )}
      {child.state === 'alive_certified' ? (
        <>
          <SelectField
            name={`${at}.disability_kind`}
            label={w('page.disability_kind')}
            value={child.disability_kind === null ? '' : String(child.disability_kind)}
            options={DISABILITIES.map((value) => ({ value, label: w(`disability.${value}`) }))}
            onChange={(kind) => onChange({ disability_kind: Number(kind) || null })}
          />
          <SelectField
            name={`${at}.disability_grade`}
            label={w('page.grade')}
            value={child.disability_grade === null ? '' : String(child.disability_grade)}
            options={['1', '2', '3', '4'].map((value) => ({ value, label: value }))}
            onChange={(grade) => onChange({ disability_grade: Number(grade) || null })}
          />
        </>
      ) : null}
    </>
  )
}
