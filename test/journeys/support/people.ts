import { inject } from 'vitest'
import { staffPageWords } from '../../../src/registry/staff/words/pages.ts'
import { visit, type Visitor, type Way } from './visitor.ts'

/** The people of the demonstration whose eyes the journeys borrow, by the titles on the door. */
export const PERSONAS = {
  community: '社区工作者',
  neighbour: '社区工作者（邻社区）',
  street: '街道计生协专干',
  district: '区计生协业务员',
  approver: '区计生协审批人',
  city: '市计生协负责人',
  auditor: '审计员',
} as const
export type Persona = keyof typeof PERSONAS

/** Opens the demonstration and enters as one of its people. */
export async function enterAs(journey: string, persona: Persona, here: Way, to = '/'): Promise<Visitor> {
  const visitor = await visit(journey, inject('demonstration'), here)
  const w = visitor.words(staffPageWords)
  await visitor.go(`/sign-in?to=${encodeURIComponent(to)}`)
  await visitor.button(`${w('persona_enter')} ${PERSONAS[persona]}`).click()
  await visitor.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return visitor
}
