// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { documentOf, itemPage } from './itemPage'

describe('itemPage', () => {
  it('leads from a passage to its document', () => {
    expect(itemPage('passage', 'd-1.s2.1')).toEqual({ name: 'document', params: { id: 'd-1' }, query: { passage: 'd-1.s2.1' } })
    expect(documentOf('d-1')).toBe('d-1')
  })
  it('leads to lists by id', () => expect(itemPage('quick_link', 'a')).toEqual({ name: 'quickLinks', params: { id: 'a' } }))
})
