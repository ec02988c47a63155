import { Failure, parseProblem } from '../../api/failure'
import type { Fetcher } from '../../api/client'
import type { components, paths } from '../../api/schema'

type Problem = components['schemas']['Problem']

/** Refusal is a Failure with what the server lays beside its sentence. */
export class Refusal extends Failure {
  /** Item by item, what is wrong. */
  readonly errors: NonNullable<Problem['errors']>
  /** What the proposal has now, when somebody else saved meanwhile. */
  readonly present: Problem['present']
  /** What other editions have changed since it was drafted. */
  readonly clashes: NonNullable<Problem['clashes']>
  /** Pairs that say another figure, and what to bring along once somebody has looked at each. */
  readonly contradictions: NonNullable<Problem['contradictions']>
  readonly consent: string

  constructor(status: number, problem: Partial<Problem> = {}) {
    super(status, parseProblem(problem))
    this.errors = problem.errors ?? []
    this.present = problem.present
    this.clashes = problem.clashes ?? []
    this.contradictions = problem.contradictions ?? []
    this.consent = problem.consent ?? ''
  }
}

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type WithMethod<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, object> ? P : never }[keyof paths]
type Operation<M extends Method, P extends keyof paths> = paths[P] extends Record<M, infer O> ? O : never
type PathOf<O> = O extends { parameters: { path: infer X } } ? X : undefined
type QueryOf<O> = O extends { parameters: { query?: infer X } } ? X : undefined
type BodyOf<O> = O extends { requestBody?: { content: { 'application/json': infer X } } } ? X : undefined
type Content<R, S extends number> = R extends Record<S, { content: { 'application/json': infer X } }> ? X : never
type ReplyOf<O> = O extends { responses: infer R } ? Content<R, 200> | Content<R, 201> | Content<R, 202> : never

interface Options<O> {
  path?: PathOf<O>
  query?: QueryOf<O>
  body?: BodyOf<O>
}

/** How long a reply may take, in milliseconds: rehearsing all golden questions may take three minutes. */
const timeoutMs = 190_000

/** Where the API stands: the console is served at console/ beside api/. */
export const root = new URL('../', document.baseURI)

/** Headers that tell the server that a page of its own asks. */
export const ownPage = { 'X-Requested-With': 'yueyue' }

/**
 * Client speaks the HTTP contract of staff; the shapes are those of the served document. Every call rejects with a Refusal and with
 * nothing else; none is retried. The credential is a cookie that scripts do not see.
 */
export class Client {
  /** Called when a session has ended, so that the login is shown. */
  onSignedOut: () => void = () => undefined
  private readonly fetcher: Fetcher

  constructor(fetcher: Fetcher = (address, init) => fetch(address, init)) {
    this.fetcher = fetcher
  }

  get<P extends WithMethod<'get'>>(path: P, options: Options<Operation<'get', P>> = {}): Promise<ReplyOf<Operation<'get', P>>> {
    return this.call('GET', path, options)
  }

  post<P extends WithMethod<'post'>>(path: P, options: Options<Operation<'post', P>> = {}): Promise<ReplyOf<Operation<'post', P>>> {
    return this.call('POST', path, options)
  }

  put<P extends WithMethod<'put'>>(path: P, options: Options<Operation<'put', P>>): Promise<ReplyOf<Operation<'put', P>>> {
    return this.call('PUT', path, options)
  }

  patch<P extends WithMethod<'patch'>>(path: P, options: Options<Operation<'patch', P>>): Promise<ReplyOf<Operation<'patch', P>>> {
    return this.call('PATCH', path, options)
  }

  delete<P extends WithMethod<'delete'>>(path: P, options: Options<Operation<'delete', P>> = {}): Promise<ReplyOf<Operation<'delete', P>>> {
    return this.call('DELETE', path, options)
  }

  private async call<T>(method: string, path: string, options: { path?: unknown; query?: unknown; body?: unknown }): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json, application/problem+json', ...ownPage }
    if (options.body !== undefined) headers['Content-Type'] = 'application/json'
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), timeoutMs)
    try {
      const response = await this.fetcher(addressOf(path, options.path, options.query), {
        method,
        headers,
        credentials: 'same-origin',
        cache: 'no-store',
        signal: abort.signal,
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      })
      const text = await response.text()
      const parsed = parseJson(text)
      if (!response.ok) throw this.refusal(response.status, parsed)
      if (parsed === undefined && text !== '') throw new Refusal(0) // some proxy's page instead of the server's reply
      return parsed as T
    } catch (cause) {
      throw cause instanceof Refusal ? cause : new Refusal(0)
    } finally {
      clearTimeout(timer)
    }
  }

  /** A Refusal for a reply; tells the owner when the session has ended. */
  refusal(status: number, body: unknown): Refusal {
    const refusal = new Refusal(status, typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {})
    if (refusal.unauthenticated && refusal.code !== 'login_failed') this.onSignedOut()
    return refusal
  }
}

/** The client of this page. */
export const client = new Client()

/** The address of a route with its parameters filled in; members that are undefined or empty are left out of the query. */
export function addressOf(path: string, parameters: unknown = {}, query: unknown = {}): string {
  const given = parameters as Record<string, string | number>
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name] ?? '')))
  const address = new URL(filled.slice(1), root)
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== '' && value !== false) address.searchParams.set(name, String(value))
  }
  return address.href
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A Refusal for whatever was thrown. */
export function asRefusal(cause: unknown): Refusal {
  return cause instanceof Refusal ? cause : new Refusal(0)
}
