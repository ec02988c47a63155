import { reactive, watch } from 'vue'
import { type LocationQuery, useRoute, useRouter } from 'vue-router'

/** The members of `wanted` that a query names, the rest as in `wanted`. */
export function filtersFrom<T extends Record<string, string>>(query: LocationQuery, wanted: T): T {
  const found: Record<string, string> = {}
  for (const [name, usual] of Object.entries(wanted)) {
    const value = query[name]
    found[name] = typeof value === 'string' ? value : usual
  }
  return found as T
}

/** The query that says `filters`; what is as in `usual` is left out. */
export function queryOf<T extends Record<string, string>>(filters: T, usual: T): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([name, value]) => value !== usual[name]))
}

/**
 * Filters that stand in the address, so that a reload or a bookmark keeps them. A change of any but `page` goes back to the first
 * page.
 */
export function useFilters<T extends Record<string, string>>(usual: T): T {
  const route = useRoute()
  const router = useRouter()
  const filters = reactive({ ...filtersFrom(route.query, usual) })
  const own = route.name
  let before = { ...filters } as T

  watch(filters, () => {
    const now = { ...filters } as T
    const others = Object.keys(now).filter((name) => name !== 'page' && now[name] !== before[name])
    before = now
    if (others.length > 0 && 'page' in now && now['page'] !== usual['page']) {
      Object.assign(filters, { page: usual['page'] }) // comes back here
      return
    }
    void router.replace({ query: { ...queryOf(now, usual) } })
  })
  watch(
    () => route.query,
    (query) => {
      if (route.name === own) Object.assign(filters, filtersFrom(query, usual))
    },
  )
  return filters as T
}
