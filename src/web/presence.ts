/** After this long without a touch, what the page asks by itself is no sign that somebody sits there. */
const PRESENT_MS = 60_000

const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

let touched_at = performance.now()

/** Somebody is there: called by every touch of the page, and by opening it. */
export function noteTouch(): void {
  touched_at = performance.now()
}

/**
 * Whether nobody has touched the page for a minute. Reads sent then (the minute's poll, news over the stream) say so, and do not keep
 * the session open: a screen left alone signs out after the idle time.
 */
export function isLeftAlone(): boolean {
  return performance.now() - touched_at > PRESENT_MS
}

export function watchTouches(page: EventTarget): void {
  for (const touch of TOUCHES) page.addEventListener(touch, noteTouch, { capture: true, passive: true })
}
