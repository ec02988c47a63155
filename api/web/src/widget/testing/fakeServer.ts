import type { Fetcher } from '../../api/client'
import type { Wire } from '../../api/socket'
import type { AskReply, Message } from '../../api/types'

interface Stored {
  token: string
  owner: string
  messages: Message[]
}

/**
 * The conversation routes of the HTTP contract in memory, for tests of what builds on them. `fail` makes the next
 * requests fail: 0 stands for no network, `lost` for a request that was done but whose reply never arrived.
 */
export class FakeServer {
  readonly conversations = new Map<string, Stored>()
  readonly requests: string[] = []
  readonly wires: FakeWire[] = []
  readonly fail: (number | 'lost')[] = []
  readonly goodTokens = new Set<string>()
  /** Whether messages are answered at once; else the reply is owed. */
  answers = true
  /** What 悦悦 adds to the text of a reply. */
  answerTo: (question: string) => Partial<AskReply> = () => ({})
  /** Replies to GET requests of lists, by path. */
  readonly lists = new Map<string, unknown>()
  readonly votes: unknown[] = []

  readonly fetcher: Fetcher = async (address, init) => {
    const path = new URL(address).pathname.replace('/api/v1/', '')
    const query = new URL(address).searchParams
    const method = init.method ?? 'GET'
    this.requests.push(`${method} ${path}`)
    const trouble = this.fail.shift()
    if (trouble === 0) throw new TypeError('no network')
    if (typeof trouble === 'number') return reply(trouble, { detail: `坏了${trouble}` })
    const authorization = new Headers(init.headers).get('Authorization')?.replace('Bearer ', '') ?? ''
    const answer = this.route(method, path, query, authorization, init.body)
    if (trouble === 'lost') throw new TypeError('connection reset')
    return answer
  }

  connect = (): Wire => {
    const wire = new FakeWire()
    this.wires.push(wire)
    return wire
  }

  /** Another message of 悦悦, as if from elsewhere; the socket hears of it when `ring`. */
  say(id: string, text: string, ring = true, replyTo?: string): Message {
    const stored = this.conversations.get(id)
    if (stored === undefined) throw new Error(`no conversation ${id}`)
    const message = this.append(stored, { author: 'yueyue', text, ...(replyTo === undefined ? {} : { reply_to: replyTo }) })
    if (ring) this.wires[this.wires.length - 1]?.deliver({ type: 'message', conversation_id: id, seq: message.seq, data: message })
    return message
  }

  private route(method: string, path: string, query: URLSearchParams, bearer: string, body: unknown): Response {
    if (method === 'POST' && path === 'conversations') return this.open(bearer)
    if (this.lists.has(path)) return reply(200, this.lists.get(path))
    if (path.startsWith('answers/')) {
      this.votes.push({ path, ...(JSON.parse(String(body)) as object) })
      return reply(200, {})
    }
    const [, id = ''] = /^conversations\/([^/]+)\/messages$/.exec(path) ?? []
    const stored = this.conversations.get(id)
    if (stored === undefined) return reply(404, { code: 'not_found' })
    if (bearer !== stored.token && !(this.goodTokens.has(bearer) && bearer.startsWith(stored.owner))) return reply(401, {})
    if (method === 'GET') {
      const before = Number(query.get('before') ?? Infinity)
      const limit = Number(query.get('limit'))
      return reply(200, { messages: stored.messages.filter((m) => m.seq < before).slice(-limit) })
    }
    const { client_id: clientId, text } = JSON.parse(String(body)) as { client_id: string; text: string }
    const known = stored.messages.find((m) => m.client_id === clientId)
    const message = known ?? this.append(stored, { author: 'taxpayer', text, client_id: clientId })
    if (!this.answers) return reply(200, { message, reply: null })
    const answer =
      stored.messages.find((m) => m.reply_to === message.id) ??
      this.append(stored, { author: 'yueyue', text: `答：${text}`, reply_to: message.id, answer: this.answer(text) })
    return reply(200, { message, reply: answer })
  }

  private answer(text: string): AskReply {
    return {
      answer_id: `a-${text}`,
      kind: 'answer',
      text: `答：${text}`,
      confidence: 0.9,
      citations: [],
      suggestions: [],
      understood_as: text,
      keywords: [],
      as_of: '2026-11-22',
      edition: 1,
      took_ms: 1,
      ...this.answerTo(text),
    }
  }

  private open(bearer: string): Response {
    if (bearer === '') {
      const id = `c${this.conversations.size + 1}`
      this.conversations.set(id, { token: `t-${id}`, owner: '', messages: [] })
      return reply(200, { id, token: `t-${id}` })
    }
    if (!this.goodTokens.has(bearer)) return reply(401, {})
    const owner = bearer.split('#')[0] ?? ''
    const own = Array.from(this.conversations).find(([, stored]) => stored.owner === owner)?.[0] ?? `c-${owner}`
    if (!this.conversations.has(own)) this.conversations.set(own, { token: '', owner, messages: [] })
    return reply(200, { id: own })
  }

  private append(stored: Stored, fields: Pick<Message, 'author' | 'text'> & Partial<Message>): Message {
    const seq = stored.messages.length + 1
    const message: Message = { seq, id: `m${seq}`, created_at: '2026-11-22T01:00:00Z', ...fields }
    stored.messages.push(message)
    return message
  }
}

/** The socket's other end in a test. */
export class FakeWire implements Wire {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  readonly sent: unknown[] = []
  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }
  close(): void {
    this.onclose?.()
  }
  deliver(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
}

function reply(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status })
}
