import { Failure, parseProblem } from './failure'
import type {
  Conversation,
  MessagePage,
  Package,
  PackageList,
  PostedMessage,
  QuickLinkList,
  TrendingList,
  Vote,
} from './types'

const timeoutMs = 20_000

/** The part of fetch that the client uses; injected by tests. */
export type Fetcher = (address: string, init: RequestInit) => Promise<Response>

interface Call {
  method?: 'GET' | 'POST'
  token?: string | undefined
  body?: Record<string, unknown>
}

/**
 * Client speaks the HTTP contract under `/api/v1/`. Every method rejects with a Failure and with nothing else; none of
 * them retries.
 */
export class Client {
  private readonly base: URL
  private readonly fetcher: Fetcher

  /** `base` is the address of `/api/v1/`, with the slash at its end. */
  constructor(base: URL, fetcher: Fetcher = (address, init) => fetch(address, init)) {
    this.base = base
    this.fetcher = fetcher
  }

  /** The address of the live socket. */
  get socketAddress(): string {
    const address = new URL('ws', this.base)
    address.protocol = address.protocol === 'http:' ? 'ws:' : 'wss:'
    return address.href
  }

  /**
   * Opens a conversation: a new anonymous one without `jwt`, the taxpayer's own latest open one with it.
   * An absent token in the reply means that `jwt` itself is the credential.
   */
  openConversation(jwt?: string, region?: string): Promise<Conversation> {
    return this.call('conversations', { method: 'POST', token: jwt, body: region === undefined ? {} : { region } })
  }

  /** The newest `limit` messages below `before` (or of all), ascending. */
  messages(id: string, token: string, limit: number, before?: number): Promise<MessagePage> {
    const query = new URLSearchParams({ limit: String(limit) })
    if (before !== undefined) query.set('before', String(before))
    return this.call(`conversations/${encodeURIComponent(id)}/messages?${query.toString()}`, { token })
  }

  /** Says `text`. The same `clientId` again gives the first result again. */
  post(id: string, token: string, clientId: string, text: string): Promise<PostedMessage> {
    return this.call(`conversations/${encodeURIComponent(id)}/messages`, {
      method: 'POST',
      token,
      body: { client_id: clientId, text },
    })
  }

  async vote(answerId: string, token: string, value: Vote, reason?: string): Promise<void> {
    await this.call<unknown>(`answers/${encodeURIComponent(answerId)}/vote`, {
      method: 'POST',
      token,
      body: reason === undefined ? { value } : { value, reason },
    })
  }

  trending(): Promise<TrendingList> {
    return this.call('trending')
  }

  packages(): Promise<PackageList> {
    return this.call('packages')
  }

  package(id: string): Promise<Package> {
    return this.call(`packages/${encodeURIComponent(id)}`)
  }

  quickLinks(): Promise<QuickLinkList> {
    return this.call('quick-links')
  }

  private async call<T>(path: string, { method = 'GET', token, body }: Call = {}): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json, application/problem+json' }
    if (token !== undefined) headers['Authorization'] = `Bearer ${token}`
    if (body !== undefined) headers['Content-Type'] = 'application/json'

    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), timeoutMs)
    try {
      const response = await this.fetcher(new URL(path, this.base).href, {
        method,
        headers,
        credentials: 'omit',
        cache: 'no-store',
        signal: abort.signal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const parsed = parseJson(text)
      if (!response.ok) {
        throw new Failure(response.status, parseProblem(parsed), retryAfter(response.headers.get('Retry-After')))
      }
      if (parsed === undefined && text !== '') throw new Failure(0) // some proxy's page instead of the server's reply
      return parsed as T
    } catch (cause) {
      throw cause instanceof Failure ? cause : new Failure(0)
    } finally {
      clearTimeout(timer)
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function retryAfter(header: string | null): number {
  const seconds = Number(header ?? '')
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 120) * 1000 : 0
}
