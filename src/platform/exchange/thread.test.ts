import { expect, test } from 'vitest'
import { kernelWords } from '../../kernel/kernel-words.ts'
import { createTranslate } from '../translate.ts'
import { MOST_WAITING, threadOf } from './thread.ts'
import { exchangeWords } from './words.ts'

const WORK = `import { parentPort, workerData } from 'node:worker_threads'
parentPort.postMessage({ ok: true, answer: workerData * 2 })`
const doubled = () => threadOf<number, number>(new URL(`data:text/javascript,${encodeURIComponent(WORK)}`))

test('large files wait for their turn up to a number, who comes then is told to come again, and later is taken', async () => {
  const double = doubled()
  const taken = Array.from({ length: MOST_WAITING + 1 }, (_, n) => double(n))
  const refusal = await double(99).catch((error: unknown) => error)
  expect(refusal).toMatchObject({
    kind: 'unavailable',
    code: 'exchange.too_many_waiting',
    params: { waiting: 10 },
    next: 'exchange.next_in_some_minutes',
  })
  expect(await Promise.all(taken)).toEqual(taken.map((_, n) => n * 2))
  expect(await double(50)).toBe(100)
})

test('the refusal says in both languages what is the matter and what to do', () => {
  const say = createTranslate({ kernel: kernelWords, exchange: exchangeWords })
  expect(say('zh', 'exchange.too_many_waiting', { waiting: 10 })).toBe('已有 10 个大文件在排队，这一个没有排上')
  expect(say('en', 'exchange.next_in_some_minutes', {})).toBe('Try again in a few minutes')
})
