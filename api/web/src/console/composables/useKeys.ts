import { onBeforeUnmount, onMounted } from 'vue'

/** Keys by name: 'ctrl+s', 'escape', '/', 'alt+arrowup'. ⌘ counts as ctrl. */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>

/** The name of what was struck, as a KeyMap has it. */
export function nameOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  const held = [event.ctrlKey || event.metaKey ? 'ctrl+' : '', event.altKey ? 'alt+' : ''].join('')
  return held + event.key.toLowerCase()
}

/** Whether what is struck there is text. */
export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select, [role=combobox]'))
}

/** Whether a dialog is open; closed ones stay in the document, not drawn. */
function isAsking(): boolean {
  return Array.from(document.querySelectorAll('[role=dialog][aria-modal=true]')).some((dialog) => dialog.getClientRects().length > 0)
}

/** Keys of the whole page while a component is there. Plain keys are left alone while somebody writes or a dialog is open. */
export function useKeys(keys: KeyMap): void {
  function struck(event: KeyboardEvent): void {
    if (event.isComposing || event.defaultPrevented) return
    const name = nameOf(event)
    const act = keys[name]
    if (act === undefined) return
    const plain = !name.startsWith('ctrl+') && !name.startsWith('alt+')
    if (plain && (isWriting(event.target) || isAsking())) return
    event.preventDefault()
    act(event)
  }
  onMounted(() => document.addEventListener('keydown', struck))
  onBeforeUnmount(() => document.removeEventListener('keydown', struck))
}
