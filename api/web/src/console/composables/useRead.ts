import { type Ref, ref, shallowRef, watch } from 'vue'
import { asRefusal, type Refusal } from '../api/client'

/** What a page reads, and how that stands. While it is read again, the former `data` stays. */
export interface Reading<T> {
  data: Ref<T | undefined>
  failure: Ref<Refusal | null>
  loading: Ref<boolean>
  reload: () => Promise<void>
}

/** Reads at once and whenever `sources` change; the reply to the latest request wins. `read` may give undefined for nothing to read. */
export function useRead<T>(read: () => Promise<T> | undefined, sources: () => unknown = () => undefined): Reading<T> {
  const data = shallowRef<T>()
  const failure = shallowRef<Refusal | null>(null)
  const loading = ref(false)
  let latest = 0

  async function reload(): Promise<void> {
    const turn = ++latest
    const asked = read()
    if (asked === undefined) {
      data.value = undefined
      loading.value = false
      return
    }
    loading.value = true
    try {
      const found = await asked
      if (turn !== latest) return
      data.value = found
      failure.value = null
    } catch (cause) {
      if (turn === latest) failure.value = asRefusal(cause)
    }
    if (turn === latest) loading.value = false
  }

  watch(sources, () => void reload(), { immediate: true })
  return { data, failure, loading, reload }
}
