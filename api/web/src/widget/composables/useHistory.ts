import { ref, type Ref } from 'vue'
import type { Client } from '../../api/client'
import type { Message } from '../../api/types'
import type { Thread } from './useThread'

/** How many messages come with a conversation, and with each 加载更多. */
export const pageSize = 30
const catchUpSize = 200
/** When the server is asked for a reply that it owes; after the last time the sign of life goes. */
const owedAfterMs = [3_000, 7_000, 20_000]

/** Where the messages are; another era means that it is no longer the place that was asked. */
export interface Place {
  id: string
  token: string
  era: number
}

export interface HistoryDeps {
  client: Client
  thread: Thread
  place: () => Place | null
  /** Takes messages in that are new to the taxpayer. */
  take: (messages: readonly Message[]) => void
}

export interface History {
  earlier: Ref<'idle' | 'loading' | 'failed'>
  /** The message whose reply the server still owes. */
  awaiting: Ref<string | null>
  loadEarlier: () => Promise<void>
  /** Fetches what is missing between known messages. A failure leaves it to the socket's next resume. */
  catchUp: () => Promise<void>
  /** Waits for the reply to a message, and asks for it in case the socket is not there to bring it. */
  awaitReply: (messageId: string) => Promise<void>
  clear: () => void
}

/** useHistory fetches messages other than those that come by themselves. */
export function useHistory({ client, thread, place, take }: HistoryDeps): History {
  const earlier = ref<'idle' | 'loading' | 'failed'>('idle')
  const awaiting = ref<string | null>(null)

  /** The page, or null when it did not come or nobody waits for it any more. */
  async function page(limit: number, before?: number): Promise<Message[] | null> {
    const here = place()
    if (here === null) return null
    try {
      const { messages } = await client.messages(here.id, here.token, limit, before)
      return place()?.era === here.era ? messages : null
    } catch {
      return null
    }
  }

  return {
    earlier,
    awaiting,
    loadEarlier: async () => {
      const here = place()
      if (here === null || earlier.value === 'loading') return
      earlier.value = 'loading'
      const messages = await page(pageSize, thread.floor.value)
      if (place()?.era !== here.era) return
      earlier.value = messages === null ? 'failed' : 'idle'
      if (messages === null) return
      thread.merge(messages)
      thread.floor.value = messages[0]?.seq ?? 1
    },
    catchUp: async () => {
      let before: number | undefined
      while (thread.hasGap.value) {
        const messages = await page(catchUpSize, before)
        if (messages === null) return
        take(messages)
        before = messages[0]?.seq
        if (before === undefined || before <= thread.floor.value) return
      }
    },
    awaitReply: async (messageId) => {
      awaiting.value = messageId
      for (const pause of owedAfterMs) {
        await new Promise((resolve) => setTimeout(resolve, pause))
        if (awaiting.value !== messageId) return
        if (thread.isAnswered(messageId)) break
        const messages = await page(pageSize)
        if (messages !== null && awaiting.value === messageId) take(messages)
      }
      if (awaiting.value === messageId) awaiting.value = null
    },
    clear: () => {
      earlier.value = 'idle'
      awaiting.value = null
    },
  }
}
