const reachable = [
  'a[href]',
  'button:not([disabled])',
  'input:not([disabled])',
  'textarea:not([disabled])',
  '[tabindex]:not([tabindex="-1"])',
].join(',')

/** What Tab reaches inside `root`, in order. */
export function focusable(root: ParentNode): HTMLElement[] {
  return Array.from(root.querySelectorAll<HTMLElement>(reachable)).filter(
    (element) => element.tabIndex >= 0 && element.closest('[hidden], [inert]') === null && isRendered(element),
  )
}

function isRendered(element: HTMLElement): boolean {
  return typeof element.checkVisibility !== 'function' || element.checkVisibility()
}

/** Keeps Tab inside `root`: from the last element to the first and back. */
export function keepFocus(root: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== 'Tab') return
  const elements = focusable(root)
  const first = elements[0]
  const last = elements[elements.length - 1]
  if (first === undefined || last === undefined) {
    event.preventDefault()
    root.focus()
    return
  }
  const active = document.activeElement
  const outside = active === null || !root.contains(active)
  if (event.shiftKey ? outside || active === first || active === root : outside || active === last) {
    event.preventDefault()
    ;(event.shiftKey ? last : first).focus()
  }
}
