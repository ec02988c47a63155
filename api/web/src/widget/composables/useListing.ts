import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Listing<T> {
  state: Ref<'idle' | 'loading' | 'ready' | 'failed'>
  items: ShallowRef<T[]>
  /** Fetches unless that was done or is under way. */
  load: () => Promise<void>
}

/** useListing is a list that is fetched when first looked at, and again after a failure. */
export function useListing<T>(fetchItems: () => Promise<T[] | null | undefined>): Listing<T> {
  const state = ref<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  const items = shallowRef<T[]>([])

  return {
    state,
    items,
    load: async () => {
      if (state.value === 'loading' || state.value === 'ready') return
      state.value = 'loading'
      try {
        items.value = (await fetchItems()) ?? []
        state.value = 'ready'
      } catch {
        state.value = 'failed'
      }
    },
  }
}
