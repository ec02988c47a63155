import { onBeforeUnmount, onMounted } from 'vue'

/**
 * useKeys hears every key that nobody stopped, wherever the focus is: also when it was lost with a button that went away.
 * Who acts on a key calls preventDefault; who comes later leaves such a key alone.
 */
export function useKeys(receive: (event: KeyboardEvent) => void): void {
  const listener = (event: KeyboardEvent): void => {
    if (!event.defaultPrevented && !event.isComposing) receive(event)
  }
  onMounted(() => document.addEventListener('keydown', listener))
  onBeforeUnmount(() => document.removeEventListener('keydown', listener))
}
