import { type Ref, nextTick, ref, watch } from 'vue'

/** The row to which a key leads from row `at` of `count`; null for a key that leads nowhere. */
export function rowAfter(key: string, at: number, count: number): number | null {
  if (count === 0) return null
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, count - 1)
    case 'ArrowUp':
      return Math.max(at - 1, 0)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    case 'PageDown':
      return Math.min(at + 10, count - 1)
    case 'PageUp':
      return Math.max(at - 10, 0)
    default:
      return null
  }
}

/** Rows of a table of which one is in the order of Tab; arrows lead from one to the next, Enter opens. */
export function useRows(table: Ref<HTMLElement | null>, count: () => number, open: (row: number) => void) {
  const current = ref(0)
  watch(count, (now) => (current.value = Math.max(0, Math.min(current.value, now - 1))))

  async function focus(row: number): Promise<void> {
    current.value = row
    await nextTick()
    table.value?.querySelectorAll<HTMLElement>('[data-row]')[row]?.focus()
  }

  function struck(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || !(event.target as HTMLElement).matches('[data-row]')) return
    if (event.key === 'Enter') {
      event.preventDefault()
      open(current.value)
      return
    }
    const row = rowAfter(event.key, current.value, count())
    if (row === null) return
    event.preventDefault()
    void focus(row)
  }

  return { current, focus, struck }
}
