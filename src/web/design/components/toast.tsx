import { useEffect, useSyncExternalStore } from 'react'
import { useShellWords } from '../../i18n/index.ts'

interface Toast {
  readonly id: number
  readonly text: string
  readonly undo?: () => void
}

let shown: readonly Toast[] = []
let last = 0
const listeners = new Set<() => void>()

function change(next: readonly Toast[]): void {
  shown = next
  for (const tell of listeners) tell()
}

/** Says shortly what has been done, and for a while how to take it back. */
export function toast(text: string, undo?: () => void): void {
  last += 1
  change([...shown, { id: last, text, undo }].slice(-3))
}

function dismiss(id: number): void {
  change(shown.filter((one) => one.id !== id))
}

const subscribe = (tell: () => void) => {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

/** Stands once in the shell. */
export function Toasts() {
  const toasts = useSyncExternalStore(subscribe, () => shown)
  return (
    <div className="nx-toasts" aria-live="polite">
      {toasts.map((one) => (
        <ToastLine key={one.id} toast={one} />
      ))}
    </div>
  )
}

function ToastLine({ toast: { id, text, undo } }: { toast: Toast }) {
  const w = useShellWords()
  const undoable = undo !== undefined
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), undoable ? 10_000 : 5_000)
    return () => clearTimeout(timer)
  }, [id, undoable])
  return (
    <div className="nx-toast">
      <span>{text}</span>
      {undo ? (
        <button
          type="button"
          onClick={() => {
            undo()
            dismiss(id)
          }}
        >
          {w('undo')}
        </button>
      ) : null}
    </div>
  )
}
