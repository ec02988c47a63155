// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { Client, type Fetcher } from './client'
import { Failure } from './failure'

interface Seen {
  address: string
  init: RequestInit
}

function clientAnswering(status: number, body: string, headers: Record<string, string> = {}) {
  const seen: Seen[] = []
  const fetcher: Fetcher = (address, init) => {
    seen.push({ address, init })
    return Promise.resolve(new Response(body, { status, headers }))
  }
  return { client: new Client(new URL('https://yueyue.test/sub/api/v1/'), fetcher), seen }
}

describe('Client', () => {
  it('posts a message with the bearer token and the client id', async () => {
    const { client, seen } = clientAnswering(200, '{"message":{"seq":1},"reply":null}')
    const posted = await client.post('c/1', 'secret', 'k1', '你好')
    expect(posted.message.seq).toBe(1)
    expect(seen[0]?.address).toBe('https://yueyue.test/sub/api/v1/conversations/c%2F1/messages')
    expect(seen[0]?.init.headers).toMatchObject({ Authorization: 'Bearer secret' })
    expect(JSON.parse(String(seen[0]?.init.body))).toEqual({ client_id: 'k1', text: '你好' })
  })

  it('never puts a credential into an address', async () => {
    const { client, seen } = clientAnswering(200, '{"messages":[]}')
    await client.messages('c1', 'secret', 30, 7)
    expect(seen[0]?.address).toBe('https://yueyue.test/sub/api/v1/conversations/c1/messages?limit=30&before=7')
    expect(client.socketAddress).toBe('wss://yueyue.test/sub/api/v1/ws')
  })

  it('names the region only when there is one', async () => {
    const { client, seen } = clientAnswering(200, '{"id":"c1","token":"t"}')
    await client.openConversation()
    await client.openConversation('jwt', '340100')
    expect(seen.map((s) => JSON.parse(String(s.init.body)) as unknown)).toEqual([{}, { region: '340100' }])
    expect(seen[0]?.init.headers).not.toHaveProperty('Authorization')
    expect(seen[1]?.init.headers).toMatchObject({ Authorization: 'Bearer jwt' })
  })

  it('accepts an empty reply to a vote', async () => {
    const { client, seen } = clientAnswering(200, '')
    await client.vote('a1', 't', 'useless', '答非所问')
    expect(JSON.parse(String(seen[0]?.init.body))).toEqual({ value: 'useless', reason: '答非所问' })
  })

  const failures = [
    {
      name: 'a problem',
      status: 422,
      body: '{"code":"question_too_long","detail":"问题太长了。","request_id":"r1"}',
      want: { status: 422, code: 'question_too_long', sentence: '问题太长了。', requestId: 'r1', transient: false },
    },
    { name: 'a proxy page', status: 502, body: '<h1>Bad gateway</h1>', want: { status: 502, sentence: '', transient: true } },
    { name: 'a login page with status 200', status: 200, body: '<html>', want: { status: 0, unreachable: true, transient: true } },
    { name: 'a credential that ran out', status: 401, body: '{}', want: { unauthenticated: true, transient: false } },
  ]
  for (const { name, status, body, want } of failures) {
    it(`rejects with a Failure for ${name}`, async () => {
      const { client } = clientAnswering(status, body)
      const failure = await client.trending().catch((cause: unknown) => cause)
      expect(failure).toBeInstanceOf(Failure)
      expect(failure).toMatchObject(want)
    })
  }

  it('reads Retry-After in seconds', async () => {
    const { client } = clientAnswering(429, '{}', { 'Retry-After': '3' })
    await expect(client.packages()).rejects.toMatchObject({ retryAfter: 3000, transient: true })
  })

  it('gives an unreachable Failure when the network is away', async () => {
    const client = new Client(new URL('http://yueyue.test/api/v1/'), () => Promise.reject(new TypeError('offline')))
    await expect(client.quickLinks()).rejects.toMatchObject({ unreachable: true })
    expect(client.socketAddress).toBe('ws://yueyue.test/api/v1/ws')
  })
})
