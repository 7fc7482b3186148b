import { TextField } from '../../../web/design/index.ts'
import { useApi } from '../../../web/hooks.ts'
import { useWords } from '../../../web/i18n/index.ts'
import { getSession } from '../contract/index.ts'
import { passwordFault } from '../rules/passwords.ts'
import { staffWords } from '../words/index.ts'
import { staffPageWords } from '../words/pages.ts'

/** A password that is being chosen: says the rules in force, and while one types what is still missing. */
export function NewPasswordField(field: {
  label: string
  username: string
  value: string
  onChange: (value: string) => void
}) {
  const w = useWords(staffPageWords)
  const said = useWords(staffWords)
  const profile = useApi(getSession, {}).data?.passwords ?? 'mlps'
  const fault = passwordFault(field.value, field.username, profile)
  const judged = fault === undefined ? w('password_good') : said(fault.replace('staff.', '') as 'password_short')
  return (
    <TextField
      name="password"
      type="password"
      label={field.label}
      hint={field.value === '' ? w(`password_hint_${profile}`) : judged}
      autoComplete="new-password"
      value={field.value}
      onChange={field.onChange}
    />
  )
}
