import type { Problem } from './types'

/**
 * Failure is what any call of the client rejects with.
 *
 * `status` is the HTTP status, or 0 when no reply came (no network, server away, time-out).
 * `sentence` is the server's Chinese sentence, empty when it gave none.
 * `retryAfter` is in milliseconds, 0 when the server named no time.
 */
export class Failure extends Error {
  readonly status: number
  readonly code: string
  readonly sentence: string
  readonly requestId: string
  readonly retryAfter: number

  constructor(status: number, problem: Partial<Problem> = {}, retryAfter = 0) {
    super(`request failed: status ${status} ${problem.code ?? ''}`.trim())
    this.name = 'Failure'
    this.status = status
    this.code = problem.code ?? ''
    this.sentence = problem.detail ?? ''
    this.requestId = problem.request_id ?? ''
    this.retryAfter = retryAfter
  }

  /** The server was not reached. */
  get unreachable(): boolean {
    return this.status === 0
  }

  /** Nobody of ours was reached: no reply, or a proxy's word that nothing is behind it. */
  get unanswered(): boolean {
    return this.unreachable || (this.status >= 502 && this.status <= 504 && this.code === '')
  }

  /** The same request may succeed later without change. */
  get transient(): boolean {
    return this.unreachable || this.status === 408 || this.status === 429 || this.status >= 500
  }

  /** The credential is missing, wrong or has run out. */
  get unauthenticated(): boolean {
    return this.status === 401
  }
}

/** A Failure for whatever was thrown. */
export function asFailure(cause: unknown): Failure {
  return cause instanceof Failure ? cause : new Failure(0)
}

/** Reads a problem+json body; a body of another kind gives an empty problem. */
export function parseProblem(body: unknown): Partial<Problem> {
  if (typeof body !== 'object' || body === null) return {}
  const fields = body as Record<string, unknown>
  const problem: Partial<Problem> = {}
  if (typeof fields['code'] === 'string') problem.code = fields['code']
  if (typeof fields['detail'] === 'string') problem.detail = fields['detail']
  if (typeof fields['request_id'] === 'string') problem.request_id = fields['request_id']
  return problem
}
