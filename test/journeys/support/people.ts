import { staffPageWords } from '../../../src/registry/staff/words/pages.ts'
import { shellWords } from '../../../src/web/i18n/words.ts'
import { visit, type Visitor, type Way } from './visitor.ts'
import { myHouse } from './my-house.ts'

/** The people of the demonstration whose eyes the journeys borrow, by the titles on the door. */
export const PERSONAS = {
  community: '社区工作者',
  neighbour: '社区工作者（邻社区）',
  street: '街道计生协专干',
  district: '区计生协业务员',
  approver: '区计生协审批人',
  finance: '区计生协财务',
  supervisor: '监督员',
  city: '市计生协负责人',
  home: '暖心家园工作者',
  psychologist: '心理咨询师',
  auditor: '审计员',
} as const
export type Persona = keyof typeof PERSONAS

/** Opens the demonstration and enters as one of its people. */
export async function enterAs(journey: string, persona: Persona, here: Way, to = '/'): Promise<Visitor> {
  const visitor = await visit(journey, myHouse().address, here)
  const w = visitor.words(staffPageWords)
  await visitor.go(`/sign-in?to=${encodeURIComponent(to)}`)
  await visitor.button(`${w('persona_enter')} ${PERSONAS[persona]}`).click()
  await visitor.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return visitor
}

/**
 * Money and power ask who is there: the second factor of an invented person, which the dialog shows. The refused act waits behind it and
 * then goes on by itself.
 */
export async function confirmsIdentity(visitor: Visitor): Promise<void> {
  const w = visitor.words(shellWords)
  const dialog = await visitor.dialog(w('confirm_title'))
  await dialog.locator('input[name="code"]').fill('246810')
  await dialog.getByRole('button', { name: w('confirm'), exact: true }).click()
}
