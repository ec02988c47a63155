// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { useListing } from './useListing'

describe('useListing', () => {
  it('fetches once, and again only after a failure', async () => {
    let calls = 0
    const listing = useListing(() => {
      calls += 1
      return calls === 1 ? Promise.reject(new Error('away')) : Promise.resolve(['甲'])
    })
    expect(listing.state.value).toBe('idle')
    const first = listing.load()
    expect(listing.state.value).toBe('loading')
    await Promise.all([first, listing.load()])
    expect(listing.state.value).toBe('failed')
    expect(calls).toBe(1)
    await listing.load()
    await listing.load()
    expect(calls).toBe(2)
    expect(listing.items.value).toEqual(['甲'])
  })

  it('takes a missing list for an empty one', async () => {
    const listing = useListing<string>(() => Promise.resolve(null))
    await listing.load()
    expect(listing.items.value).toEqual([])
  })
})
