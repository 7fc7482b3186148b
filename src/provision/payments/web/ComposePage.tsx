import { useState } from 'react'
import { type CivilDate, isCivilDate } from '../../../kernel/calendar.ts'
import { type Uuid, uuid } from '../../../kernel/ids.ts'
import { listPolicies } from '../../../promises/policies/contract/index.ts'
import { listChildren } from '../../../registry/divisions/contract.ts'
import {
  Button,
  ButtonLink,
  Card,
  CheckField,
  EditorPage,
  EmptyState,
  Field,
  Form,
  FormEnd,
  SelectField,
  Stack,
  Sub,
  TextField,
  toast,
} from '../../../web/design/index.ts'
import { useToday } from '../../../web/clock.ts'
import { useApi, useCommand } from '../../../web/hooks.ts'
import { useLocale, useWords } from '../../../web/i18n/index.ts'
import { useSession } from '../../../web/session.ts'
import { useGo } from '../../../web/url.ts'
import { composeRound } from '../contract/index.ts'
import { paymentsWords } from '../words/index.ts'

/** Left what is to be paid and where, right what happens when it is composed. */
export function ComposePage() {
  const w = useWords(paymentsWords)
  const today = useToday()
  const go = useGo()
  const [id] = useState(() => uuid(crypto.randomUUID()))
  const [draft, setDraft] = useState({ title: '', as_of: today as string, division: '', same_account: false })
  const [chosen, setChosen] = useState<readonly Uuid[]>([])
  const change = (more: Partial<typeof draft>) => setDraft({ ...draft, ...more })
  const places = usePlaces()
  const division = draft.division || (places[0]?.value ?? '')
  const compose = useCommand(composeRound, {
    topics: ['entitlements', 'today'],
    done: (answer) => {
      toast(w('page.composed', { count: answer.item_count }))
      go(`/payments/${answer.id}`)
    },
  })
  const { title, as_of, same_account } = draft
  const ready = title.trim().length >= 2 && chosen.length > 0 && isCivilDate(as_of) && division !== ''
  const submit = () => {
    if (!ready) return
    const policy_ids = [...chosen]
    void compose.send({
      body: { id, title, division: Number(division), policy_ids, as_of: as_of as CivilDate, same_account },
    })
  }
  return (
    <EditorPage
      header={{
        title: w('page.new'),
        crumbs: [{ title: w('page.rounds'), href: '/payments' }, { title: w('page.new') }],
      }}
      effect={
        <Card title={w('page.what_happens')}>
          <Sub>{w('page.what_happens_text')}</Sub>
        </Card>
      }
    >
      <Card>
        <Form problem={compose.problem} onSubmit={submit} label={w('page.new')}>
          <ComposeFields
            draft={draft}
            change={change}
            places={places}
            division={division}
            chosen={chosen}
            onChoose={setChosen}
          />
          <FormEnd>
            <Button type="submit" look="primary" busy={compose.pending} disabled={!ready}>
              {w('page.compose')}
            </Button>
            <ButtonLink href="/payments">{w('page.back')}</ButtonLink>
          </FormEnd>
        </Form>
      </Card>
    </EditorPage>
  )
}

interface Draft {
  title: string
  as_of: string
  division: string
  same_account: boolean
}

function ComposeFields({
  draft,
  change,
  places,
  division,
  chosen,
  onChoose,
}: {
  draft: Draft
  change: (more: Partial<Draft>) => void
  places: readonly { value: string; label: string }[]
  division: string
  chosen: readonly Uuid[]
  onChoose: (ids: readonly Uuid[]) => void
}) {
  const w = useWords(paymentsWords)
  const { title, as_of, same_account } = draft
  return (
    <>
      <TextField
        name="title"
        label={w('page.title')}
        hint={w('page.title_hint')}
        value={title}
        onChange={(text) => change({ title: text })}
      />
      <SelectField
        name="division"
        label={w('page.place')}
        value={division}
        options={places}
        onChange={(value) => change({ division: value })}
      />
      <TextField
        name="as_of"
        type="date"
        label={w('page.as_of')}
        hint={w('page.as_of_hint')}
        value={as_of}
        onChange={(text) => change({ as_of: text })}
      />
      <PolicyChoice place={Number(division)} as_of={as_of} chosen={chosen} onChange={onChoose} />
      <CheckField
        name="same_account"
        label={w('page.same_account')}
        checked={same_account}
        onChange={(on) => change({ same_account: on })}
      />
    </>
  )
}

/** The reader's own place and the streets in it. */
function usePlaces() {
  const own = useSession().data?.active_post
  const inside = useApi(
    listChildren,
    { params: { code: own?.division ?? 0 }, query: { limit: 100 } },
    { enabled: own !== undefined && own.division % 1_000_000 === 0 },
  )
  return [
    ...(own ? [{ value: String(own.division), label: own.division_name }] : []),
    ...(inside.data?.items ?? []).map((place) => ({ value: String(place.code), label: place.name })),
  ]
}

function PolicyChoice({
  place,
  as_of,
  chosen,
  onChange,
}: {
  place: number
  as_of: string
  chosen: readonly Uuid[]
  onChange: (ids: readonly Uuid[]) => void
}) {
  const w = useWords(paymentsWords)
  const locale = useLocale()
  const query = { place, as_of: isCivilDate(as_of) ? as_of : undefined }
  const policies = useApi(listPolicies, { query }, { keep: true, enabled: place !== 0 })
  const paid = (policies.data?.items ?? []).filter(
    (policy) => policy.grant_kind === 'cash' && policy.beneficiary === 'person',
  )
  return (
    <Field name="policy_ids" label={w('page.policies')} group>
      {() =>
        policies.data !== undefined && paid.length === 0 ? (
          <EmptyState title={w('page.no_policies')} />
        ) : (
          <Stack gap="tight">
            {paid.map(({ id, name_zh, name_en }) => (
              <CheckField
                key={id}
                name={`policy_${id}`}
                label={locale === 'zh' ? name_zh : name_en}
                checked={chosen.includes(id)}
                onChange={(on) => onChange(on ? [...chosen, id] : chosen.filter((one) => one !== id))}
              />
            ))}
          </Stack>
        )
      }
    </Field>
  )
}
