/**
 * Keeps the input above a touch keyboard in a window that stands alone: the document becomes as high as what the keyboard
 * leaves. Inside an iframe the loader does the same with the frame, because only the host page sees the keyboard.
 */
export function followKeyboard(page: Window): void {
  const area = page.visualViewport
  if (area == null || page.parent !== page) return
  const root = page.document.documentElement.style
  const follow = (): void => {
    const covered = area.scale === 1 && area.height < page.innerHeight - 1
    if (covered) root.setProperty('--room', `${area.height}px`)
    else root.removeProperty('--room')
    if (covered) page.scrollTo(0, 0)
  }
  area.addEventListener('resize', follow)
}
