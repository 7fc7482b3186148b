import type { SourceFile } from './tidy-rules.ts'

/** Endpoints that are not called `room.verb_thing`, the room first. */
export function misnamedEndpoints(endpoints: readonly { room: string; name: string }[]): string[] {
  return endpoints.flatMap(({ room, name }) => {
    const [of, what = '', ...more] = name.split('.')
    const right = of === room.replaceAll('-', '_') && /^[a-z]+(_[a-z]+)*$/.test(what) && more.length === 0
    return right ? [] : [name]
  })
}

/** Names of properties and parameters in a JSON schema, at any depth, that are not snake_case. */
export function camelCaseKeys(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(camelCaseKeys)
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) => {
    const inside = camelCaseKeys(value)
    if (key !== 'properties' || typeof value !== 'object' || value === null) return inside
    return [...Object.keys(value).filter((name) => !/^[a-z][a-z0-9_]*$/.test(name)), ...inside]
  })
}

const GETTER = /\bfunction (get[A-Z]\w*)(?:<[^>]*>)?\([^{}]*?\)(?:: ([^{]*))? \{$/gm

/** Functions called `get…` whose answer may be missing. */
export function missingGetters({ path, text }: SourceFile): string[] {
  return [...text.matchAll(GETTER)]
    .filter(([, , answer = '']) => /\| (?:undefined|null)\b/.test(answer))
    .map(([, name]) => `${path}: ${name}`)
}
