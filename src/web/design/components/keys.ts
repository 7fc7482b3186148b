import { useEffect, type RefObject } from 'react'

const writing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

const primary = 'a[href], button:not(:disabled)'

/** The focusable heart of a row: what is marked `data-primary`, else its first link or button. */
function heartOf(row: Element): HTMLElement | null {
  return row.querySelector<HTMLElement>('[data-primary]') ?? row.querySelector<HTMLElement>(primary)
}

/**
 * Moves through the rows of a page from the keyboard: j and k go down and up, Enter opens (the focused row is a real link or button),
 * n presses the row's `data-note`, or the page's when no row is focused. Silent while somebody writes or a dialog is open.
 */
export function useRowKeys(container: RefObject<HTMLElement | null>, row_selector: string): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      if (!['j', 'k', 'n'].includes(event.key) || writing(event.target) || document.querySelector('dialog[open]'))
        return
      const rows = [...(container.current?.querySelectorAll(row_selector) ?? [])].filter((row) => heartOf(row) !== null)
      const at = rows.findIndex((row) => row.contains(document.activeElement))
      if (event.key === 'n') {
        const note = (rows[at] ?? document).querySelector<HTMLElement>('[data-note]')
        if (!note) return
        event.preventDefault()
        note.click()
        return
      }
      const next = event.key === 'j' ? Math.min(at + 1, rows.length - 1) : Math.max(at - 1, 0)
      const row = rows[next]
      if (!row) return
      event.preventDefault()
      heartOf(row)?.focus()
      row.scrollIntoView({ block: 'nearest' })
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [container, row_selector])
}

/** `/` puts the cursor into the search box of the page. */
export function useSlash(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return
      if (document.querySelector('dialog[open]')) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [input])
}

/** A press anywhere on a row that is not itself on a control, nor the end of marking text, opens the row. */
export function useRowPress(container: RefObject<HTMLElement | null>, row_selector: string): void {
  useEffect(() => {
    const node = container.current
    if (!node) return
    const press = (event: MouseEvent) => {
      const target = event.target instanceof Element ? event.target : null
      if (!target || target.closest('a, button, input, label, select, summary') || getSelection()?.toString()) return
      const row = target.closest(row_selector)
      const link = row?.querySelector<HTMLElement>('[data-primary]')
      link?.dispatchEvent(new MouseEvent('click', event))
    }
    node.addEventListener('click', press)
    return () => node.removeEventListener('click', press)
  }, [container, row_selector])
}
