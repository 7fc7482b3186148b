import { useState } from 'react'
import { type CivilDate, isCivilDate } from '../../../kernel/calendar.ts'
import type { ResponseOf } from '../../../kernel/endpoint.ts'
import { isCode } from '../../../kernel/division-code.ts'
import {} from '../../../kernel/units.ts'
import { listChildren } from '../../../registry/divisions/contract.ts'
import {
  Button,
  ButtonLink,
  Card,
  CheckField,
  Field,
  Form,
  FormEnd,
  RunPage,
  RunSkeleton,
  SelectField,
  Stack,
  Stepper,
  TextField,
} from '../../../web/design/index.ts'
import { useToday } from '../../../web/clock.ts'
import { useApi } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { useUrlState } from '../../../web/url.ts'
import { listPolicies } from '../../policies/contract/index.ts'
import { type Preview } from '../contract/index.ts'
import { entitlementsWords } from '../words/index.ts'
import { type Asked, Done, Previewing, useHeader, useSteps } from './RunPreview.tsx'

/** 核定应享: choose, see what will differ in 户 人 元, apply exactly that, done. What is chosen stands in the address. */
export function EligibilityRunPage() {
  const url = useUrlState()
  const session = useSession().data
  const today = useToday()
  const [as_of, division] = [url.one('as_of'), Number(url.one('division') || (session?.active_post?.division ?? 0))]
  const asked: Asked = {
    division: isCode(division) ? division : 0,
    as_of: isCivilDate(as_of) ? as_of : (today as CivilDate),
    policy: url.many('policy'),
  }
  const [done, setDone] = useState<Preview & { run_id: string | null }>()
  if (session === undefined) return <RunSkeleton />
  if (done) return <Done answer={done} />
  return url.one('step') === 'preview' ? (
    <Previewing asked={asked} onDone={setDone} />
  ) : (
    <Choosing key={asked.division} asked={asked} />
  )
}

function Choosing({ asked }: { asked: Asked }) {
  const w = useWords(entitlementsWords)
  const url = useUrlState()
  const header = useHeader()
  const steps = useSteps('choose')
  const [division, setDivision] = useState(String(asked.division))
  const [as_of, setAsOf] = useState<string>(asked.as_of)
  const [codes, setCodes] = useState<readonly string[]>(asked.policy)
  const own = useSession().data?.active_post
  const places = useApi(
    listChildren,
    { params: { code: own?.division ?? 0 }, query: { limit: 100 } },
    { enabled: own !== undefined && own.division % 1000 === 0 },
  )
  const policies = useApi(
    listPolicies,
    { query: { place: Number(division), as_of: isCivilDate(as_of) ? as_of : undefined } },
    { keep: true },
  )
  const options = [
    ...(own ? [{ value: String(own.division), label: own.division_name }] : []),
    ...(places.data?.items ?? []).map((place) => ({ value: String(place.code), label: place.name })),
  ]
  return (
    <RunPage header={header} steps={<Stepper label={w('run.title')} steps={steps} />}>
      <Card>
        <Form
          onSubmit={() => url.change({ division, as_of, policy: [...codes], step: 'preview' }, { push: true })}
          label={w('run.title')}
        >
          <SelectField
            name="division"
            label={w('run.place')}
            value={division}
            options={options}
            onChange={setDivision}
          />
          <TextField
            name="as_of"
            type="date"
            label={w('run.as_of')}
            hint={w('run.as_of_hint')}
            value={as_of}
            onChange={setAsOf}
          />
          <PolicyChoice items={policies.data?.items ?? []} codes={codes} onChange={setCodes} />
          <FormEnd>
            <Button type="submit" look="primary" disabled={!isCivilDate(as_of)}>
              {w('run.preview')}
            </Button>
            <ButtonLink href="/due">{w('page.back')}</ButtonLink>
          </FormEnd>
        </Form>
      </Card>
    </RunPage>
  )
}

function PolicyChoice({
  items,
  codes,
  onChange,
}: {
  items: ResponseOf<typeof listPolicies>['items']
  codes: readonly string[]
  onChange: (codes: readonly string[]) => void
}) {
  const w = useWords(entitlementsWords)
  const locale = useLocale()
  return (
    <Field name="policy" label={w('run.policies')} hint={w('run.policies_hint')} optional group>
      {() => (
        <Stack gap="tight">
          {items.map(({ id, code, name_zh, name_en }) => (
            <CheckField
              key={id}
              name={code}
              label={locale === 'zh' ? name_zh : name_en}
              checked={codes.includes(code)}
              onChange={(on) => onChange(on ? [...codes, code] : codes.filter((one) => one !== code))}
            />
          ))}
        </Stack>
      )}
    </Field>
  )
}
