/** What the server says when an act asks for the second factor first. */
export const CONFIRM_FIRST = 'platform.confirm_first'

let waiting: Promise<boolean> | undefined
let settle: ((confirmed: boolean) => void) | undefined
const listeners = new Set<() => void>()

/** Whether somebody is being asked to confirm; the dialog shows while it is so. */
export const isAsked = (): boolean => waiting !== undefined

export function onAsked(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

/**
 * Asks the person to confirm who she is. Several requests refused at once wait for the same answer. Where no dialog stands on the
 * page (a door, a test) nobody can answer, and the refusal is simply passed on.
 */
export function askToConfirm(): Promise<boolean> {
  if (listeners.size === 0) return Promise.resolve(false)
  waiting ??= new Promise<boolean>((resolve) => {
    settle = resolve
  })
  const asked = waiting
  for (const tell of listeners) tell()
  return asked
}

/** The answer: true once the session is confirmed, false when the person would rather not. */
export function answerConfirm(confirmed: boolean): void {
  settle?.(confirmed)
  waiting = undefined
  settle = undefined
  for (const tell of listeners) tell()
}
