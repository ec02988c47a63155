import { describe, expect, it } from 'vitest'
import { Shelf } from '../storage'
import { newClientId, useOutbox } from './useOutbox'

function setUp() {
  let clock = 0
  let number = 0
  const outbox = useOutbox(() => new Date(++clock * 1000), () => `k${++number}`)
  const shelf = new Shelf('test', window.localStorage)
  window.localStorage.clear()
  outbox.load(shelf)
  return { outbox, shelf }
}

describe('useOutbox', () => {
  it('keeps what was said over a reload, in the order of writing', () => {
    const { outbox, shelf } = setUp()
    outbox.add('第一')
    outbox.add('第二')
    outbox.update('k2', { state: 'failed', reason: '太长了', conversationId: 'c1' })
    const reloaded = useOutbox(() => new Date())
    reloaded.load(shelf)
    expect(reloaded.entries.value.map((e) => [e.text, e.state, e.conversationId])).toEqual([
      ['第一', 'sending', ''],
      ['第二', 'failed', 'c1'],
    ])
    expect(reloaded.next()?.text).toBe('第一')
  })

  it('sends what was waiting for the network again after a reload', () => {
    const { outbox, shelf } = setUp()
    outbox.add('等网络')
    outbox.update('k1', { state: 'waiting' })
    expect(outbox.next()).toBeUndefined()
    outbox.load(shelf)
    expect(outbox.next()?.text).toBe('等网络')
  })

  it('forgets what was acknowledged', () => {
    const { outbox, shelf } = setUp()
    outbox.add('甲')
    outbox.add('乙')
    outbox.remove('k1')
    outbox.load(shelf)
    expect(outbox.entries.value.map((e) => e.text)).toEqual(['乙'])
    outbox.clear()
    outbox.load(shelf)
    expect(outbox.entries.value).toEqual([])
  })

  it('does not stumble over foreign values', () => {
    const { outbox, shelf } = setUp()
    shelf.set('outbox:x', { clientId: 3 })
    shelf.set('outbox:y', null)
    outbox.load(shelf)
    expect(outbox.entries.value).toEqual([])
  })
})

describe('newClientId', () => {
  it('is long and new each time', () => {
    expect(newClientId()).toMatch(/^[0-9a-f]{32}$/)
    expect(newClientId()).not.toBe(newClientId())
  })
})
