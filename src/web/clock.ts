import { useSession } from './session.ts'

const shanghai = { timeZone: 'Asia/Shanghai' } as const
const day = new Intl.DateTimeFormat('en-CA', { ...shanghai, year: 'numeric', month: '2-digit', day: '2-digit' })
const clock = new Intl.DateTimeFormat('en-GB', { ...shanghai, hour: '2-digit', minute: '2-digit', hour12: false })

/** Today's civil date in China: the server's when it says so (a demonstration may stand at another day), else the device's. */
export function useToday(): string {
  return useSession().data?.today ?? day.format()
}

/** Civil date and time in China of an instant `2026-11-21T02:03:04Z`. */
export function instantParts(instant: string): { date: string; time: string } {
  const millis = Date.parse(instant)
  return { date: day.format(millis), time: clock.format(millis) }
}
