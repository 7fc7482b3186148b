import type { Secrets } from '../../src/platform/secrets.ts'

/** What every test database starts with besides the schema: filled in by the rooms that own it. */
export async function loadForTests(_port: number, _secrets: Secrets): Promise<void> {}
