import type { RouteLocationRaw } from 'vue-router'
import type { Kind } from '../api/types'

/** Where an item is edited. A passage is edited at its document, whose id stands before the first dot of its own. */
export function itemPage(kind: Kind, id: string): RouteLocationRaw {
  switch (kind) {
    case 'pair':
      return { name: 'pair', params: { id } }
    case 'document':
      return { name: 'document', params: { id } }
    case 'passage':
      return { name: 'document', params: { id: documentOf(id) }, query: { passage: id } }
    case 'package':
      return { name: 'packages', params: { id } }
    case 'trending':
      return { name: 'trending', params: { id } }
    case 'quick_link':
      return { name: 'quickLinks', params: { id } }
    case 'lexicon':
      return { name: 'lexicon' }
  }
}

/** The document of a passage, by its id. */
export function documentOf(passage: string): string {
  const dot = passage.indexOf('.')
  return dot < 0 ? passage : passage.slice(0, dot)
}
