import { Problem } from '../../problem.ts'
import type { Session } from '../../session.ts'
import { useLocale } from '../../i18n/index.ts'
import { useUrlState } from '../../url.ts'

/** Invented people of an invented street; nobody here is real. */
export const session: Session = {
  signed_in: true,
  account: { account_id: 'a', display_name: '周**' },
  posts: [],
  active_post: {
    post_id: 'p',
    role: 'street_officer',
    role_name: '街道计生协',
    division: 530103006000,
    division_name: '盘龙区 · 金辰街道',
    scope: { lo: 530103006000, hi: 530103007000 },
  },
  permissions: [],
  demo: true,
  personas: [
    {
      persona_id: 'street',
      title: '街道干部 周**',
      role_name: 'Street officer',
      division_name: '金辰街道',
      active: true,
    },
    { persona_id: 'community', title: '社区专干 苏*', role_name: 'Community worker', division_name: '文屏社区' },
    { persona_id: 'district', title: '区经办 李**', role_name: 'District officer', division_name: '盘龙区' },
  ],
  first_run: false,
  today: '2026-11-21',
}

export type State = 'full' | 'empty' | 'loading' | 'error' | 'long'

/** The state shown is in the address: `?state=empty`. */
export function useShownState(): State {
  const asked = useUrlState().one('state')
  return asked === 'empty' || asked === 'loading' || asked === 'error' || asked === 'long' ? asked : 'full'
}

/** Says the sample's text in the language of the page. */
export function useSay(): (zh: string, en: string) => string {
  const locale = useLocale()
  return (zh, en) => (locale === 'zh' ? zh : en)
}

export const long_name = '欧阳**、上官** 及迁入的外孙女一家'

export const problem = new Problem({
  status: 422,
  code: 'rounds.changed',
  detail: '编制之后有 2 户的资料变了，这一轮不能核准。',
  place: '第 2026-11 轮',
  next: '请经办人重新编制；已核对的部分会保留。',
})

export const issue_problem = new Problem({
  status: 400,
  code: 'platform.bad_input',
  detail: '有几处填写需要改一下。',
  issues: [
    { place: 'id_number', code: 'kernel.id_number.check_digit', detail: '末位校验码不对，请对照证件再看一遍' },
    { place: 'kind', code: 'families.kind_needed', detail: '请选一种联系方式' },
  ],
})
