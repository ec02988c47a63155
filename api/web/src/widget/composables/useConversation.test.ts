import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Client } from '../../api/client'
import { Shelf } from '../storage'
import { FakeServer } from '../testing/fakeServer'
import { useConversation } from './useConversation'
import { useOutbox } from './useOutbox'
import { useThread } from './useThread'

const anonymous = () => new Shelf('anonymous', window.localStorage)

function openWindow(server: FakeServer) {
  const thread = useThread()
  const outbox = useOutbox(() => new Date())
  const heard: string[] = []
  const state = { online: true, notSent: 0, expired: 0 }
  const conversation = useConversation({
    client: new Client(new URL('http://yueyue.test/api/v1/'), server.fetcher),
    thread,
    outbox,
    isOnline: () => state.online,
    onArrival: (message) => heard.push(message.text),
    onNotSent: () => (state.notSent += 1),
    onTokenExpired: () => (state.expired += 1),
    connect: server.connect,
  })
  return { thread, outbox, conversation, heard, state, texts: () => thread.shown.value.map((m) => m.text) }
}

const settle = (ms = 20_000) => vi.advanceTimersByTimeAsync(ms)

describe('useConversation', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    window.localStorage.clear()
  })
  afterEach(() => void vi.useRealTimers())

  it('opens an anonymous conversation with the first message, not before', async () => {
    const server = new FakeServer()
    const { conversation, texts, heard, outbox } = openWindow(server)
    await conversation.begin({}, anonymous())
    expect(conversation.phase.value).toBe('ready')
    expect(server.requests).toEqual([])
    conversation.ask('契税怎么交')
    await settle()
    expect(server.requests).toEqual(['POST conversations', 'GET conversations/c1/messages', 'POST conversations/c1/messages'])
    expect(texts()).toEqual(['契税怎么交', '答：契税怎么交'])
    expect(heard).toEqual(['答：契税怎么交'])
    expect(outbox.entries.value).toEqual([])
  })

  it('shows and tells once what comes by socket and by reply', async () => {
    const server = new FakeServer()
    const { conversation, texts, heard } = openWindow(server)
    await conversation.begin({}, anonymous())
    conversation.ask('甲')
    await settle()
    for (const message of server.conversations.get('c1')?.messages ?? []) {
      server.wires[0]?.deliver({ type: 'message', conversation_id: 'c1', seq: message.seq, data: message })
    }
    server.say('c1', '还有一点')
    await settle()
    expect(texts()).toEqual(['甲', '答：甲', '还有一点'])
    expect(heard).toEqual(['答：甲', '还有一点'])
  })

  it('has the conversation again after a reload, silently', async () => {
    const server = new FakeServer()
    const before = openWindow(server)
    await before.conversation.begin({}, anonymous())
    before.conversation.ask('甲')
    await settle()
    const after = openWindow(server)
    await after.conversation.begin({}, anonymous())
    expect(after.texts()).toEqual(['甲', '答：甲'])
    expect(after.heard).toEqual([])
    server.wires[1]?.onopen?.()
    expect(server.wires[1]?.sent).toEqual([{ type: 'hello', token: 't-c1', conversation_id: 'c1', seq: 2 }])
  })

  it('asks again with the same client id when the reply was lost, and the message appears once', async () => {
    const server = new FakeServer()
    const { conversation, texts, state } = openWindow(server)
    await conversation.begin({}, anonymous())
    conversation.ask('甲')
    await settle()
    server.fail.push('lost', 503)
    conversation.ask('乙')
    await settle()
    expect(texts()).toEqual(['甲', '答：甲', '乙', '答：乙'])
    expect(server.conversations.get('c1')?.messages).toHaveLength(4)
    expect(state.notSent).toBe(0)
  })

  it('keeps what was cut off by a reload and sends it once', async () => {
    const server = new FakeServer()
    const before = openWindow(server)
    await before.conversation.begin({}, anonymous())
    before.conversation.ask('甲')
    await settle()
    server.fail.push('lost', 0, 0, 0)
    before.conversation.ask('乙')
    await vi.advanceTimersByTimeAsync(10)
    const after = openWindow(server) // the first page is gone
    server.fail.length = 0
    await after.conversation.begin({}, anonymous())
    await settle()
    expect(after.texts()).toEqual(['甲', '答：甲', '乙', '答：乙'])
    expect(after.outbox.entries.value).toEqual([])
  })

  it('leaves a refused message with its reason for another try', async () => {
    const server = new FakeServer()
    const { conversation, outbox, texts, state } = openWindow(server)
    await conversation.begin({}, anonymous())
    server.fail.push(422)
    conversation.ask('甲')
    await settle()
    expect(outbox.entries.value).toMatchObject([{ text: '甲', state: 'failed', reason: '坏了422' }])
    expect(state.notSent).toBe(1)
    conversation.retry(outbox.entries.value[0]?.clientId ?? '')
    await settle()
    expect(texts()).toEqual(['甲', '答：甲'])
  })

  it('gives up after a few tries of what may pass', async () => {
    const server = new FakeServer()
    const { conversation, outbox } = openWindow(server)
    await conversation.begin({}, anonymous())
    server.fail.push(503, 503, 503, 503)
    conversation.ask('甲')
    await settle()
    expect(outbox.entries.value).toMatchObject([{ state: 'failed' }])
    expect(server.requests).toHaveLength(4)
  })

  it('takes a broken line up again as soon as the server answers', async () => {
    const server = new FakeServer()
    const { conversation } = openWindow(server)
    await conversation.begin({}, anonymous())
    conversation.ask('甲')
    await settle(1_000)
    server.wires[0]?.close()
    conversation.ask('乙')
    await settle(100)
    expect(server.wires).toHaveLength(2)
  })

  it('waits without network and sends when it is back', async () => {
    const server = new FakeServer()
    const { conversation, outbox, texts, state } = openWindow(server)
    await conversation.begin({}, anonymous())
    state.online = false
    server.fail.push(0)
    conversation.ask('甲')
    await settle()
    expect(outbox.entries.value).toMatchObject([{ state: 'waiting' }])
    state.online = true
    conversation.wake()
    await settle()
    expect(texts()).toEqual(['甲', '答：甲'])
  })

  it('sends into a new conversation when the server lost the old one', async () => {
    const server = new FakeServer()
    const { conversation, texts } = openWindow(server)
    await conversation.begin({}, anonymous())
    conversation.ask('甲')
    await settle()
    server.conversations.delete('c1')
    server.conversations.set('other', { token: 'x', owner: '', messages: [] })
    conversation.ask('乙')
    await settle()
    expect(texts()).toEqual(['乙', '答：乙'])
    expect(Array.from(server.conversations.keys())).toEqual(['other', 'c2'])
  })

  it('lets nothing overtake what waits for the network', async () => {
    const server = new FakeServer()
    const { conversation, state, texts } = openWindow(server)
    await conversation.begin({}, anonymous())
    state.online = false
    server.fail.push(0)
    conversation.ask('甲')
    await settle()
    conversation.ask('乙') // in the moment in which the network returns
    state.online = true
    conversation.wake()
    await settle()
    expect(texts()).toEqual(['甲', '答：甲', '乙', '答：乙'])
  })

  it('sends again by itself what reached nobody, once the line is back, in order and told once', async () => {
    const server = new FakeServer()
    const { conversation, outbox, texts, state } = openWindow(server)
    await conversation.begin({}, anonymous())
    conversation.ask('甲')
    await settle(1_000)
    server.fail.push(0, 0, 0, 0)
    conversation.ask('乙')
    await settle(10_000)
    expect(outbox.entries.value).toMatchObject([{ text: '乙', state: 'failed', unreached: true }])
    server.fail.push(0, 0, 0, 0)
    await settle(34_000) // nobody is there yet
    expect(outbox.entries.value).toMatchObject([{ text: '乙', state: 'failed', unreached: true }])
    expect(state.notSent).toBe(1)
    server.wires[server.wires.length - 1]?.deliver({ type: 'ready', conversation_id: 'c1', seq: 2 })
    await settle(1_000)
    expect(texts()).toEqual(['甲', '答：甲', '乙', '答：乙'])
    expect(outbox.entries.value).toEqual([])
  })

  it('tries again by itself where no socket can tell that the line is back', async () => {
    const server = new FakeServer()
    const { conversation, texts } = openWindow(server)
    await conversation.begin({}, anonymous())
    server.fail.push(502, 502, 502, 502) // a proxy with nothing behind it
    conversation.ask('甲')
    await settle(10_000)
    expect(texts()).toEqual([])
    await settle(30_000)
    expect(texts()).toEqual(['甲', '答：甲'])
  })

  it('lets nothing overtake what reached nobody, also after a reload', async () => {
    const server = new FakeServer()
    const before = openWindow(server)
    await before.conversation.begin({}, anonymous())
    server.fail.push(0, 0, 0, 0)
    before.conversation.ask('甲')
    await settle(10_000)
    before.conversation.ask('乙')
    await settle(1_000)
    expect(before.texts()).toEqual(['甲', '答：甲', '乙', '答：乙'])
    server.fail.push(0, 0, 0, 0)
    before.conversation.ask('丙')
    await settle(10_000)
    const after = openWindow(server)
    await after.conversation.begin({}, anonymous())
    await settle(1_000)
    expect(after.texts().slice(4)).toEqual(['丙', '答：丙'])
  })

  it('leaves alone what the server refused, whatever the line does', async () => {
    const server = new FakeServer()
    const { conversation, outbox } = openWindow(server)
    await conversation.begin({}, anonymous())
    conversation.ask('甲')
    await settle(1_000)
    server.fail.push(422)
    conversation.ask('乙')
    await settle(1_000)
    server.wires[0]?.deliver({ type: 'ready', conversation_id: 'c1', seq: 2 })
    conversation.wake()
    await settle(60_000)
    expect(outbox.entries.value).toMatchObject([{ text: '乙', state: 'failed', unreached: false }])
  })

  it('fetches what is missing between known messages', async () => {
    const server = new FakeServer()
    const { conversation, texts, heard } = openWindow(server)
    await conversation.begin({}, anonymous())
    conversation.ask('甲')
    await settle()
    server.say('c1', '三', false)
    server.say('c1', '四')
    await settle()
    expect(texts()).toEqual(['甲', '答：甲', '三', '四'])
    expect(heard.sort()).toEqual(['三', '四', '答：甲'].sort())
  })

  it('fetches a reply that was owed when the socket did not bring it', async () => {
    const server = new FakeServer()
    const { conversation, texts } = openWindow(server)
    await conversation.begin({}, anonymous())
    server.answers = false
    conversation.ask('甲')
    await settle(1_000)
    expect(conversation.awaiting.value).toBe('m1')
    server.say('c1', '答：甲', false, 'm1')
    await settle(10_000)
    expect(texts()).toEqual(['甲', '答：甲'])
    expect(conversation.awaiting.value).toBeNull()
  })

  it('does not wait for ever', async () => {
    const server = new FakeServer()
    const { conversation } = openWindow(server)
    await conversation.begin({}, anonymous())
    server.answers = false
    conversation.ask('甲')
    await settle(60_000)
    expect(conversation.awaiting.value).toBeNull()
  })

  it('loads earlier messages a page at a time', async () => {
    const server = new FakeServer()
    const first = openWindow(server)
    await first.conversation.begin({}, anonymous())
    for (let i = 1; i <= 35; i++) first.conversation.ask(`问${i}`)
    await settle()
    const { conversation, thread, heard } = openWindow(server)
    await conversation.begin({}, anonymous())
    expect(thread.shown.value.map((m) => m.seq)).toEqual(Array.from({ length: 30 }, (_, i) => 41 + i))
    server.fail.push(500)
    await conversation.loadEarlier()
    expect(conversation.earlier.value).toBe('failed')
    await conversation.loadEarlier()
    expect(thread.shown.value[0]?.seq).toBe(11)
    await conversation.loadEarlier()
    expect(thread.shown.value).toHaveLength(70)
    expect(thread.hasEarlier.value).toBe(false)
    expect(heard).toEqual([])
  })

  it('forgets an anonymous visit when it ends', async () => {
    const server = new FakeServer()
    const { conversation, outbox, texts } = openWindow(server)
    await conversation.begin({}, anonymous())
    conversation.ask('甲')
    await settle()
    conversation.end()
    expect(texts()).toEqual([])
    expect(window.localStorage.length).toBe(0)
    await conversation.begin({}, anonymous())
    conversation.ask('乙')
    await settle()
    expect(texts()).toEqual(['乙', '答：乙'])
    expect(server.conversations.size).toBe(2)
    expect(outbox.entries.value).toEqual([])
  })

  it('drops the reply to a visit that ended meanwhile', async () => {
    const server = new FakeServer()
    const { conversation, texts } = openWindow(server)
    await conversation.begin({}, anonymous())
    conversation.ask('甲')
    conversation.end()
    await settle()
    expect(texts()).toEqual([])
  })

  describe('with a host token', () => {
    const shelf = () => new Shelf('zhang', window.localStorage)

    it('never stores the token and begins the next visit afresh, earlier messages at hand', async () => {
      const server = new FakeServer()
      server.goodTokens.add('zhang#1')
      const first = openWindow(server)
      await first.conversation.begin({ jwt: 'zhang#1' }, shelf())
      first.conversation.ask('甲')
      await settle()
      expect(JSON.stringify({ ...window.localStorage })).not.toContain('zhang#1')
      first.conversation.end()
      const { conversation, thread, texts } = openWindow(server)
      await conversation.begin({ jwt: 'zhang#1' }, shelf())
      expect(texts()).toEqual([])
      expect(thread.hasEarlier.value).toBe(true)
      await conversation.loadEarlier()
      expect(texts()).toEqual(['甲', '答：甲'])
    })

    it('asks the host for another token and sends what waited for it', async () => {
      const server = new FakeServer()
      server.goodTokens.add('zhang#1')
      const { conversation, texts, state, outbox } = openWindow(server)
      const on = shelf()
      await conversation.begin({ jwt: 'zhang#1' }, on)
      server.goodTokens.clear()
      conversation.ask('甲')
      await settle()
      expect(state.expired).toBe(1)
      expect(conversation.sessionEnded.value).toBe(true)
      expect(outbox.entries.value).toMatchObject([{ text: '甲', state: 'waiting' }])
      server.goodTokens.add('zhang#2')
      await conversation.begin({ jwt: 'zhang#2' }, on)
      await settle()
      expect(conversation.sessionEnded.value).toBe(false)
      expect(texts()).toEqual(['甲', '答：甲'])
    })

    it('does not hold a late refusal of the old token against the new one', async () => {
      const server = new FakeServer()
      server.goodTokens.add('zhang#1')
      const { conversation, texts, state } = openWindow(server)
      const on = shelf()
      await conversation.begin({ jwt: 'zhang#1' }, on)
      server.goodTokens.clear()
      conversation.ask('甲')
      server.goodTokens.add('zhang#2')
      void conversation.begin({ jwt: 'zhang#2' }, on)
      await settle()
      expect(state.expired).toBe(0)
      expect(conversation.sessionEnded.value).toBe(false)
      expect(texts()).toEqual(['甲', '答：甲'])
    })

    it('never says for the next taxpayer what was refused of the one before', async () => {
      const server = new FakeServer()
      server.goodTokens.add('zhang#1')
      const { conversation, texts } = openWindow(server)
      await conversation.begin({ jwt: 'zhang#1' }, shelf())
      server.goodTokens.clear()
      conversation.ask('甲')
      server.goodTokens.add('li#1')
      void conversation.begin({ jwt: 'li#1' }, new Shelf('li', window.localStorage))
      await settle()
      expect(texts()).toEqual([])
      expect(server.conversations.get('c-li')?.messages).toEqual([])
    })

    it('does not hold a late refusal at the beginning against the next one either', async () => {
      const server = new FakeServer()
      const { conversation, texts, state } = openWindow(server)
      const on = shelf()
      void conversation.begin({ jwt: 'zhang#1' }, on)
      server.goodTokens.add('zhang#2')
      void conversation.begin({ jwt: 'zhang#2' }, on)
      conversation.ask('甲')
      await settle()
      expect(state.expired).toBe(0)
      expect(conversation.sessionEnded.value).toBe(false)
      expect(conversation.phase.value).toBe('ready')
      expect(texts()).toEqual(['甲', '答：甲'])
    })

    it('shows another taxpayer nothing of the one before', async () => {
      const server = new FakeServer()
      server.goodTokens.add('zhang#1').add('li#1')
      const { conversation, texts, outbox } = openWindow(server)
      await conversation.begin({ jwt: 'zhang#1' }, shelf())
      conversation.ask('甲')
      await settle()
      server.fail.push(422)
      conversation.ask('没发出去')
      await settle()
      await conversation.begin({ jwt: 'li#1' }, new Shelf('li', window.localStorage))
      expect(texts()).toEqual([])
      expect(outbox.entries.value).toEqual([])
    })
  })

  it('still takes questions when the earlier messages did not load', async () => {
    const server = new FakeServer()
    const before = openWindow(server)
    await before.conversation.begin({}, anonymous())
    before.conversation.ask('甲')
    await settle()
    const { conversation, texts } = openWindow(server)
    server.fail.push(500)
    await conversation.begin({}, anonymous())
    expect(conversation.phase.value).toBe('failed')
    conversation.ask('乙')
    await settle()
    expect(conversation.phase.value).toBe('ready')
    expect(texts()).toEqual(['甲', '答：甲', '乙', '答：乙'])
  })

  it('counts as read what was looked at, also after a reload', async () => {
    const server = new FakeServer()
    const before = openWindow(server)
    await before.conversation.begin({}, anonymous())
    before.conversation.ask('甲')
    await settle()
    before.conversation.markRead()
    server.say('c1', '新的')
    const after = openWindow(server)
    await after.conversation.begin({}, anonymous())
    expect(after.conversation.read.value).toBe(2)
    after.conversation.markRead()
    expect(after.conversation.read.value).toBe(3)
  })
})
