import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { Shelf } from '../storage'

/** The longest question in characters, as the server counts them. */
export const longestQuestion = 2000
/** From here on the rest is shown. */
const nearLimit = 1800

const key = 'draft'

export interface Draft {
  text: Ref<string>
  /** Characters that may still be typed; negative when there are too many. */
  left: ComputedRef<number>
  isNearLimit: ComputedRef<boolean>
  canSend: ComputedRef<boolean>
  load: (shelf: Shelf) => void
  clear: () => void
}

/** useDraft keeps what is being typed, also over a reload. */
export function useDraft(): Draft {
  const text = ref('')
  let shelf: Shelf | null = null

  watch(text, (now) => {
    if (now === '') shelf?.remove(key)
    else shelf?.set(key, now)
  }, { flush: 'sync' })

  const left = computed(() => longestQuestion - Array.from(text.value.trim()).length)

  return {
    text,
    left,
    isNearLimit: computed(() => left.value <= longestQuestion - nearLimit),
    canSend: computed(() => text.value.trim() !== '' && left.value >= 0),
    load: (from) => {
      shelf = null
      const stored = from.get(key)
      text.value = typeof stored === 'string' ? stored : ''
      shelf = from
    },
    clear: () => {
      text.value = ''
    },
  }
}
