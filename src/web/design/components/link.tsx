import { useRouter } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, MouseEvent, ReactNode, Ref } from 'react'

type Anchor = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'>

export interface LinkProps extends Anchor {
  readonly href: string
  readonly children: ReactNode
  readonly ref?: Ref<HTMLAnchorElement>
  readonly [data: `data-${string}`]: string | boolean | undefined
}

const ours = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented

/** A link to another page of the product. A real address: it opens in a new tab, can be copied, and works without the router. */
export function Link({ href, children, onClick, onMouseEnter, ...rest }: LinkProps) {
  const router = useRouter({ warn: false })
  const inside = href.startsWith('/') && !href.startsWith('/api/') && rest.target === undefined
  return (
    <a
      {...rest}
      href={inside && router ? router.history.createHref(href) : href}
      onMouseEnter={(event) => {
        onMouseEnter?.(event)
        if (inside) void router?.preloadRoute({ to: href.split('?')[0] ?? href }).catch(() => undefined)
      }}
      onClick={(event) => {
        onClick?.(event)
        if (!inside || !router || !ours(event)) return
        event.preventDefault()
        router.history.push(href)
      }}
    >
      {children}
    </a>
  )
}
