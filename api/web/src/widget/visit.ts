import type { Shelf } from './storage'

/**
 * Visit is what the browser remembers of a conversation: where it is, from which message on the present visit runs, and
 * how far it was read. A closed visit of a signed-in taxpayer keeps its place, so that the next one begins afresh while
 * 加载更多 still finds the earlier messages; a closed anonymous one is forgotten.
 */
export interface Visit {
  id: string
  /** The anonymous taxpayer's bearer token; empty with a host token, which is never stored. */
  token: string
  /** The last message before this visit. */
  from: number
  /** The last message seen. */
  read: number
}

const key = 'visit'

export function loadVisit(shelf: Shelf): Visit | null {
  const value = shelf.get(key)
  if (typeof value !== 'object' || value === null) return null
  const { id, token, from, read } = value as Record<string, unknown>
  if (typeof id !== 'string' || typeof token !== 'string') return null
  return { id, token, from: count(from), read: count(read) }
}

export function saveVisit(shelf: Shelf, visit: Visit): void {
  shelf.set(key, visit)
}

export function forgetVisit(shelf: Shelf): void {
  shelf.remove(key)
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0
}
