import type { Message } from '../../api/types'
import type { Unsent } from '../composables/useOutbox'
import { farApart, sayWhen } from './clock'

/** One row of the log. */
export type Row =
  | { kind: 'time'; key: string; when: string }
  | { kind: 'greeting'; key: string }
  | { kind: 'message'; key: string; message: Message }
  | { kind: 'unsent'; key: string; entry: Unsent }
  | { kind: 'searching'; key: string }

export interface Material {
  /** Ascending by seq. */
  messages: readonly Message[]
  unsent: readonly Unsent[]
  /** The message whose answer the server still owes. */
  awaiting: string | null
  /** The last message before this visit. */
  from: number
  /** The lowest number that is shown. */
  floor: number
  now: Date
}

/**
 * The log from top to bottom: an earlier visit if it was asked for, the greeting where this visit begins, its messages
 * with the time wherever there was a pause, what is not sent yet, and a sign of life while 悦悦 looks for the answer.
 */
export function arrange({ messages, unsent, awaiting, from, floor, now }: Material): Row[] {
  const rows: Row[] = []
  let previous: string | undefined
  let greeted = false

  const greet = (): void => {
    if (!greeted && floor <= from + 1) rows.push({ kind: 'greeting', key: 'greeting' })
    greeted = true
  }

  for (const message of messages) {
    if (message.seq > from) greet()
    if (farApart(previous, message.created_at)) {
      const when = sayWhen(message.created_at, now)
      if (when !== '') rows.push({ kind: 'time', key: `time-${message.seq}`, when })
    }
    previous = message.created_at
    rows.push({ kind: 'message', key: message.client_id ?? message.id, message })
  }
  greet()

  const arrived = new Map(messages.map((message) => [message.client_id, message.id]))
  const answered = new Set(messages.map((message) => message.reply_to))
  let searching = awaiting !== null && !answered.has(awaiting)
  for (const entry of unsent) {
    const id = arrived.get(entry.clientId)
    if (id === undefined) rows.push({ kind: 'unsent', key: entry.clientId, entry })
    if (entry.state === 'sending' && !(id !== undefined && answered.has(id))) searching = true
  }
  if (searching) rows.push({ kind: 'searching', key: 'searching' })
  return rows
}
