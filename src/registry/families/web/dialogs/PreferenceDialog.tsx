import { useState } from 'react'
import { Button, CheckField, ChoiceField, Dialog, Form, FormEnd, Sub, TextField } from '../../../../web/design/index.ts'
import { useWords } from '../../../../web/i18n/index.ts'
import { type Channel, CHANNELS, HOURS, type Hours } from '../../rules/draft.ts'
import { familiesWords } from '../../words/index.ts'
import { type DialogProps, useChange } from './change.ts'

/** How the family wishes to be met. What was said before is kept; the new word holds from today. */
export function PreferenceDialog(props: DialogProps) {
  const w = useWords(familiesWords)
  const change = useChange(props)
  const said = props.family.preference
  const [noVisit, setNoVisit] = useState(said?.no_home_visit ?? false)
  const [noContact, setNoContact] = useState(said?.no_contact ?? false)
  const [channels, setChannels] = useState<readonly Channel[]>(said?.channels ?? [])
  const [hours, setHours] = useState<Hours | 'any'>(said?.hours ?? 'any')
  const [days, setDays] = useState((said?.quiet_days ?? []).join(' '))
  const [wish, setWish] = useState(said?.wish ?? '')
  const save = () =>
    change.send({
      preference: {
        no_home_visit: noVisit,
        no_contact: noContact,
        channels: [...channels],
        ...(hours === 'any' ? {} : { hours }),
        quiet_days: days
          .split(/[\s,，、]+/)
          .filter((day) => day !== '')
          .map(quietDay),
        ...(wish.trim() === '' ? {} : { wish }),
      },
    })
  return (
    <Dialog title={w('edit_preference')} onClose={props.onClose}>
      <Form problem={change.problem} onSubmit={save}>
        <Sub>{w('edit_preference_text')}</Sub>
        <CheckField name="preference.no_contact" label={w('no_contact')} checked={noContact} onChange={setNoContact} />
        <CheckField
          name="preference.no_home_visit"
          label={w('no_home_visit')}
          checked={noVisit}
          onChange={setNoVisit}
        />
        <Channels held={channels} onChange={setChannels} />
        <HoursField value={hours} onChange={setHours} />
        <TextField
          name="preference.quiet_days"
          label={w('quiet_days_label')}
          optional
          value={days}
          onChange={setDays}
        />
        <TextField
          name="preference.wish"
          label={w('wish')}
          optional
          rows={3}
          maxLength={300}
          value={wish}
          onChange={setWish}
        />
        <FormEnd>
          <Button type="submit" look="primary" busy={change.pending}>
            {w('save')}
          </Button>
          <Button onClick={props.onClose}>{w('cancel')}</Button>
        </FormEnd>
      </Form>
    </Dialog>
  )
}

function HoursField({ value, onChange }: { value: Hours | 'any'; onChange: (hours: Hours | 'any') => void }) {
  const w = useWords(familiesWords)
  return (
    <ChoiceField
      name="preference.hours"
      label={w('hours_label')}
      value={value}
      options={[
        { value: 'any' as const, label: w('not_said') },
        ...HOURS.map((hours) => ({ value: hours, label: w(`hours.${hours}`) })),
      ]}
      onChange={onChange}
    />
  )
}

/** `4-5`, `4.5` and `4月5日` are `04-05`; what is none of these goes as it is and is named by the refusal. */
function quietDay(text: string): string {
  const [, month, day] = /^(\d{1,2})[-./月](\d{1,2})日?$/.exec(text) ?? []
  return month === undefined || day === undefined ? text : `${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

function Channels({ held, onChange }: { held: readonly Channel[]; onChange: (channels: readonly Channel[]) => void }) {
  const w = useWords(familiesWords)
  return CHANNELS.map((channel) => (
    <CheckField
      key={channel}
      name="preference.channels"
      label={w('prefer_channel', { channels: w(`channel.${channel}`) })}
      checked={held.includes(channel)}
      onChange={(on) => onChange(on ? [...held, channel] : held.filter((known) => known !== channel))}
    />
  ))
}
