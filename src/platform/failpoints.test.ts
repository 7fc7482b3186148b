import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { failpoint } from './failpoints.ts'

describe('failpoints', () => {
  test('do nothing where nobody has armed them', () => {
    expect(() => failpoint('payments.export', 'committed')).not.toThrow()
  })

  test('can be armed beside the embedded database, and in no production', () => {
    const armed = { NUANXIN_FAILPOINTS: 'payments.' }
    expect(readConfig([], armed).failpoints).toBe('payments.')
    expect(readConfig([], {}).failpoints).toBeUndefined()
    expect(readConfig([], { ...armed, NODE_ENV: 'production' }).failpoints).toBeUndefined()
    expect(readConfig([], { ...armed, DATABASE_URL: 'postgresql://db/nuanxin' }).failpoints).toBeUndefined()
  })
})
