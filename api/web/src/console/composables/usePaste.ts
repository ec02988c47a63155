import { onBeforeUnmount, onMounted } from 'vue'

/** Text that is pasted anywhere on the page while a component is there. */
export function usePaste(take: (text: string, event: ClipboardEvent) => void): void {
  const pasted = (event: ClipboardEvent): void => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text !== '' && !event.defaultPrevented) take(text, event)
  }
  onMounted(() => document.addEventListener('paste', pasted))
  onBeforeUnmount(() => document.removeEventListener('paste', pasted))
}
