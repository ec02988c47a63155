/*
 * What the host page's loader and the window in the iframe say to each other. Both sides name the other's origin when
 * they send and check origin and source window when they receive; whatever else arrives is ignored. The host's token
 * travels here and nowhere else.
 */

const mark = 'yueyue/1'

/** Where the focus goes inside the window. */
export type Edge = 'input' | 'start' | 'end'

/** Loader → window. */
export type HostMessage =
  | {
      type: 'init'
      token?: string | undefined
      region?: string | undefined
      accent?: string | undefined
      visible: boolean
    }
  | { type: 'token'; token: string }
  | { type: 'logo'; logo: string }
  | { type: 'visible'; visible: boolean }
  | { type: 'focus'; edge: Edge }

/** Window → loader. */
export type WindowMessage =
  | { type: 'ready' }
  | { type: 'minimize' }
  | { type: 'close' }
  | { type: 'unread'; count: number }
  | { type: 'token-expired' }

export type Envelope<M> = M & { yueyue: typeof mark }

/** The part of a window that Bridge needs to send. */
interface Target {
  postMessage(message: unknown, targetOrigin: string): void
}

interface Listener {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/** Whether an address is a plain origin (https://host:port), which alone may be the target of a message. */
export function isOrigin(text: string): boolean {
  try {
    return new URL(text).origin === text
  } catch {
    return false
  }
}

export function post<M extends HostMessage | WindowMessage>(target: Target, origin: string, message: M): void {
  target.postMessage({ ...message, yueyue: mark }, origin)
}

/**
 * Calls `receive` for each well-formed message that comes from `source()` at `origin`. `parse` says what is well-formed.
 * Returns the function that stops listening.
 */
export function listen<M>(
  here: Listener,
  source: () => unknown,
  origin: string,
  parse: (data: Record<string, unknown>) => M | null,
  receive: (message: M) => void,
): () => void {
  const listener = (event: MessageEvent): void => {
    const expected = source()
    if (event.origin !== origin || expected == null || event.source !== expected) return
    const data: unknown = event.data
    if (typeof data !== 'object' || data === null) return
    const fields = data as Record<string, unknown>
    if (fields['yueyue'] !== mark) return
    const message = parse(fields)
    if (message !== null) receive(message)
  }
  here.addEventListener('message', listener)
  return () => here.removeEventListener('message', listener)
}

export function parseWindowMessage(data: Record<string, unknown>): WindowMessage | null {
  switch (data['type']) {
    case 'ready':
    case 'minimize':
    case 'close':
    case 'token-expired':
      return { type: data['type'] }
    case 'unread': {
      const count = data['count']
      return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? { type: 'unread', count } : null
    }
    default:
      return null
  }
}

export function parseHostMessage(data: Record<string, unknown>): HostMessage | null {
  switch (data['type']) {
    case 'init':
      return {
        type: 'init',
        token: textOf(data['token']),
        region: textOf(data['region']),
        accent: textOf(data['accent']),
        visible: data['visible'] === true,
      }
    case 'token':
      return typeof data['token'] === 'string' && data['token'] !== '' ? { type: 'token', token: data['token'] } : null
    case 'logo':
      return isPicture(data['logo']) ? { type: 'logo', logo: data['logo'] } : null
    case 'visible':
      return { type: 'visible', visible: data['visible'] === true }
    case 'focus':
      return { type: 'focus', edge: edgeOf(data['edge']) }
    default:
      return null
  }
}

/** A picture as a data address, of reasonable size. As the source of an image it runs no script. */
function isPicture(value: unknown): value is string {
  return typeof value === 'string' && value.length < 400_000 && /^data:image\/[a-z+.-]+[;,]/.test(value)
}

function edgeOf(value: unknown): Edge {
  return value === 'start' || value === 'end' ? value : 'input'
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
