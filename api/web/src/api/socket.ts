import type { Message } from './types'

const firstDelayMs = 800
const longestDelayMs = 30_000
/** Silence after which a socket that had been pinged counts as dead. */
const silenceMs = 75_000
/** Problems that another try with the same hello cannot mend. */
const finalStatuses = new Set([400, 401, 403, 404, 422])

/** The part of WebSocket that LiveSocket uses; injected by tests. */
export interface Wire {
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  send(text: string): void
  close(): void
}

export interface LiveSocketOptions {
  /** The conversation's id and credential, asked for at each connection, because a credential may be renewed. */
  greet: () => { token: string; conversationId: string; seq: number } | null
  onMessage: (message: Message) => void
  /** The line is there, after the first hello or after a break. */
  onReady?: () => void
  /** The server refused the credential or the conversation; the socket stays closed until it is opened again. */
  onRefused: (status: number) => void
  connect?: () => Wire
  random?: () => number
}

interface Frame {
  type: string
  data?: unknown
}

/**
 * LiveSocket keeps one conversation's live connection: it introduces itself with the highest sequence number known, so
 * that the server sends what was missed, and connects again with growing pauses when the line breaks.
 */
export class LiveSocket {
  private wire: Wire | null = null
  private timer: ReturnType<typeof setTimeout> | null = null
  private watchdog: ReturnType<typeof setTimeout> | null = null
  private attempts = 0
  private wanted = false
  private readonly options: LiveSocketOptions
  private readonly connect: () => Wire

  constructor(address: string, options: LiveSocketOptions) {
    this.options = options
    this.connect = options.connect ?? (() => new WebSocket(address) as Wire)
  }

  /** Connects, or connects anew at once when a pause was running. */
  open(): void {
    this.wanted = true
    if (this.wire === null) this.dial()
  }

  /** Drops the line and connects at once, for example with another credential. */
  reopen(): void {
    this.drop()
    this.attempts = 0
    this.open()
  }

  close(): void {
    this.wanted = false
    this.drop()
  }

  private dial(): void {
    this.stopTimer()
    const hello = this.options.greet()
    if (hello === null) return
    let wire: Wire
    try {
      wire = this.connect()
    } catch {
      this.later()
      return
    }
    this.wire = wire
    wire.onopen = () => {
      const { token, conversationId, seq } = this.options.greet() ?? hello
      wire.send(JSON.stringify({ type: 'hello', token, conversation_id: conversationId, seq }))
    }
    wire.onmessage = (event) => this.receive(event.data)
    wire.onclose = () => {
      if (this.wire !== wire) return
      this.wire = null
      this.stopWatchdog()
      if (this.wanted) this.later()
    }
  }

  private receive(data: unknown): void {
    const frame = parseFrame(data)
    if (frame === null) return
    if (this.watchdog !== null) this.watch()
    switch (frame.type) {
      case 'ready':
        this.attempts = 0
        this.options.onReady?.()
        return
      case 'message':
        this.attempts = 0
        if (isMessage(frame.data)) this.options.onMessage(frame.data)
        return
      case 'ping':
        this.watch()
        return
      case 'error': {
        const status = problemStatus(frame.data)
        this.drop()
        if (finalStatuses.has(status)) {
          this.wanted = false
          this.options.onRefused(status)
        } else if (this.wanted) {
          this.later()
        }
      }
    }
  }

  private later(): void {
    const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** this.attempts)
    this.attempts += 1
    const random = this.options.random ?? Math.random
    this.stopTimer()
    this.timer = setTimeout(() => this.dial(), ceiling * (0.5 + random() / 2))
  }

  private watch(): void {
    this.stopWatchdog()
    this.watchdog = setTimeout(() => this.reopen(), silenceMs)
  }

  private drop(): void {
    this.stopTimer()
    this.stopWatchdog()
    const wire = this.wire
    this.wire = null
    wire?.close()
  }

  private stopTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
  }

  private stopWatchdog(): void {
    if (this.watchdog !== null) clearTimeout(this.watchdog)
    this.watchdog = null
  }
}

function parseFrame(data: unknown): Frame | null {
  if (typeof data !== 'string') return null
  try {
    const frame: unknown = JSON.parse(data)
    if (typeof frame !== 'object' || frame === null) return null
    const { type, data: content } = frame as Record<string, unknown>
    return typeof type === 'string' ? { type, data: content } : null
  } catch {
    return null
  }
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false
  const { seq, id, author, text } = value as Record<string, unknown>
  return typeof seq === 'number' && typeof id === 'string' && typeof author === 'string' && typeof text === 'string'
}

function problemStatus(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const { status } = value as Record<string, unknown>
  return typeof status === 'number' ? status : 0
}
