import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openApi } from '../src/platform/http/openapi.ts'
import { rooms } from '../src/rooms.ts'
import { camelCaseKeys, missingGetters, misnamedEndpoints } from './support/vocabulary.ts'

// One word, one form: what ARCHITECTURE.md and the glossary promise of names, asked of the routes, the contracts and the sources.

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
  .map((path) => ({ path: `src/${path}`, text: readFileSync(`src/${path}`, 'utf8') }))

describe('the vocabulary', () => {
  test('every endpoint is named by its room and what it does', () => {
    const named = rooms.flatMap((room) => room.routes.map(({ endpoint }) => ({ room: room.name, name: endpoint.name })))
    expect(misnamedEndpoints(named)).toEqual([])
    expect(misnamedEndpoints([{ room: 'bank-accounts', name: 'bank_accounts.list_cards' }])).toEqual([])
    for (const name of ['listCards', 'bank_accounts.listCards', 'staff.list_cards', 'bank-accounts.list'])
      expect(misnamedEndpoints([{ room: 'bank-accounts', name }])).toEqual([name])
  })

  test('what goes over the wire is snake_case', () => {
    expect(camelCaseKeys(openApi(rooms.flatMap((room) => room.routes)))).toEqual([])
    const spoilt = { schema: { properties: { familyId: {}, family_id: { properties: { Name: {} } } } } }
    expect(camelCaseKeys(spoilt)).toEqual(['familyId', 'Name'])
  })

  test('what is called get always has an answer; what may miss is called find', () => {
    expect(sources.flatMap(missingGetters)).toEqual([])
    const file = (text: string) => missingGetters({ path: 'src/x.ts', text })
    expect(file('export async function getRound(tx: Tx): Promise<Round | undefined> {')).toEqual(['src/x.ts: getRound'])
    expect(file('function getOne(\n  a: number,\n): string | null {')).toEqual(['src/x.ts: getOne'])
    expect(file('function findRound(tx: Tx): Round | undefined {')).toEqual([])
    expect(file('function getRound(of: string | undefined): Round {')).toEqual([])
  })
})
