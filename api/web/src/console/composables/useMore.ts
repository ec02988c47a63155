import { computed, ref, shallowRef, watch } from 'vue'
import { asRefusal, type Refusal } from '../api/client'

interface Part<T, C> {
  items: T[]
  next?: C | undefined
}

/** A list that is read part by part: again from its beginning whenever `sources` change. */
export function useMore<T, C>(read: (after: C | undefined) => Promise<Part<T, C>>, sources: () => unknown = () => undefined) {
  const items = shallowRef<T[]>([])
  const next = shallowRef<C | undefined>()
  const failure = shallowRef<Refusal | null>(null)
  const loading = ref(false)
  const there = ref(false)
  let turn = 0

  async function part(after: C | undefined): Promise<void> {
    const mine = ++turn
    loading.value = true
    try {
      const found = await read(after)
      if (mine !== turn) return
      items.value = after === undefined ? found.items : [...items.value, ...found.items]
      next.value = found.next
      failure.value = null
      there.value = true
    } catch (cause) {
      if (mine === turn) failure.value = asRefusal(cause)
    }
    if (mine === turn) loading.value = false
  }

  const reload = (): Promise<void> => part(undefined)
  const more = (): Promise<void> => (next.value === undefined || loading.value ? Promise.resolve() : part(next.value))
  watch(sources, () => void reload(), { immediate: true })
  // What a StateBox shows.
  const state = computed(() => ({ loading: loading.value, failure: failure.value, isThere: there.value, isEmpty: there.value && items.value.length === 0 }))
  return { items, next, failure, loading, state, reload, more }
}
