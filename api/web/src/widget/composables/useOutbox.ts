import { ref, type Ref } from 'vue'
import type { Shelf } from '../storage'

/** sending: on its way or about to be; waiting: for the network; failed: needs the taxpayer's 重试. */
export type UnsentState = 'sending' | 'waiting' | 'failed'

/** A message that the server has not acknowledged. */
export interface Unsent {
  clientId: string
  text: string
  state: UnsentState
  writtenAt: string
  /** The conversation that it was offered to, empty when to none yet. */
  conversationId: string
  /** Nobody was reached the last time: it goes out by itself when the line is back. */
  unreached: boolean
  /** The server's sentence on why it refused, empty when it gave none. */
  reason: string
}

export interface Outbox {
  entries: Ref<Unsent[]>
  /** Puts the shelf's messages in; those of another tab or an earlier page come along. */
  load: (shelf: Shelf) => void
  add: (text: string) => Unsent
  update: (clientId: string, change: Partial<Omit<Unsent, 'clientId'>>) => void
  remove: (clientId: string) => void
  /** The oldest message that is to be sent now. */
  next: () => Unsent | undefined
  clear: () => void
}

const keyStart = 'outbox:'

/** useOutbox keeps what was said until the server has it, also over a reload: one key a message, so tabs do not collide. */
export function useOutbox(now: () => Date, newId: () => string = newClientId): Outbox {
  const entries = ref<Unsent[]>([])
  let shelf: Shelf | null = null

  function save(entry: Unsent): void {
    shelf?.set(keyStart + entry.clientId, entry)
  }

  return {
    entries,
    load: (from) => {
      shelf = from
      entries.value = from
        .keys(keyStart)
        .map((key) => parseUnsent(from.get(key)))
        .filter((entry) => entry !== null)
        .sort((a, b) => a.writtenAt.localeCompare(b.writtenAt))
    },
    add: (text) => {
      const entry: Unsent = {
        clientId: newId(),
        text,
        state: 'sending',
        writtenAt: now().toISOString(),
        conversationId: '',
        unreached: false,
        reason: '',
      }
      entries.value.push(entry)
      save(entry)
      return entry
    },
    update: (clientId, change) => {
      const entry = entries.value.find((one) => one.clientId === clientId)
      if (entry === undefined) return
      Object.assign(entry, change)
      save(entry)
    },
    remove: (clientId) => {
      entries.value = entries.value.filter((entry) => entry.clientId !== clientId)
      shelf?.remove(keyStart + clientId)
    },
    next: () => entries.value.find((entry) => entry.state === 'sending'),
    clear: () => {
      for (const { clientId } of entries.value) shelf?.remove(keyStart + clientId)
      entries.value = []
    },
  }
}

/** A random name for a message; pages without TLS have no randomUUID. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function parseUnsent(value: unknown): Unsent | null {
  if (typeof value !== 'object' || value === null) return null
  const { clientId, text, state, writtenAt, conversationId, unreached, reason } = value as Record<string, unknown>
  if (typeof clientId !== 'string' || typeof text !== 'string' || typeof writtenAt !== 'string') return null
  return {
    clientId,
    text,
    writtenAt,
    state: state === 'failed' ? 'failed' : 'sending',
    unreached: unreached === true,
    conversationId: typeof conversationId === 'string' ? conversationId : '',
    reason: typeof reason === 'string' ? reason : '',
  }
}
