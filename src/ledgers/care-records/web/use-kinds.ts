import { useApi } from '../../../web/hooks.ts'
import { useLocale } from '../../../web/i18n/index.ts'
import { careKinds } from '../contract/index.ts'

/** What a kind is called in the reader's language; empty while unknown. */
export function useKindName(): (code: string) => string {
  const locale = useLocale()
  const kinds = useApi(careKinds, {}).data?.kinds
  return (code) => {
    const kind = kinds?.find((one) => one.code === code)
    return (locale === 'en' ? kind?.name_en : kind?.name_zh) ?? ''
  }
}
