import { computed, ref, shallowReactive, type ComputedRef, type Ref } from 'vue'
import type { Message } from '../../api/types'

export interface Thread {
  /** What is shown, ascending by seq, each seq once. */
  shown: ComputedRef<Message[]>
  /** Messages below this number are known or not, but not shown until asked for. */
  floor: Ref<number>
  /** Whether there are earlier messages than those shown. */
  hasEarlier: ComputedRef<boolean>
  /** The highest number up to which nothing is missing; 0 for an empty thread. */
  reached: ComputedRef<number>
  /** Whether a number is missing between known messages above the floor. */
  hasGap: ComputedRef<boolean>
  /** Takes messages in, from wherever they come; returns those that were new, ascending. */
  merge: (messages: readonly Message[]) => Message[]
  byClientId: (clientId: string) => Message | undefined
  byId: (id: string) => Message | undefined
  isAnswered: (id: string) => boolean
  clear: () => void
}

/** useThread holds one conversation's messages by their number, so that what comes twice appears once. */
export function useThread(): Thread {
  const bySeq = shallowReactive(new Map<number, Message>())
  const floor = ref(1)

  const sorted = computed(() => Array.from(bySeq.values()).sort((a, b) => a.seq - b.seq))
  const shown = computed(() => sorted.value.filter((message) => message.seq >= floor.value))
  const hasEarlier = computed(() => floor.value > 1)

  const reached = computed(() => {
    let last = 0
    for (const { seq } of shown.value) {
      if (last !== 0 && seq !== last + 1) break
      last = seq
    }
    return last === 0 ? floor.value - 1 : last
  })

  const hasGap = computed(() => {
    const last = shown.value[shown.value.length - 1]
    return last !== undefined && (last.seq > reached.value || (shown.value[0]?.seq ?? floor.value) > floor.value)
  })

  function merge(messages: readonly Message[]): Message[] {
    const fresh: Message[] = []
    for (const message of messages) {
      if (bySeq.has(message.seq)) continue
      bySeq.set(message.seq, message)
      fresh.push(message)
    }
    return fresh.sort((a, b) => a.seq - b.seq)
  }

  return {
    shown,
    floor,
    hasEarlier,
    reached,
    hasGap,
    merge,
    byClientId: (clientId) => sorted.value.find((message) => message.client_id === clientId),
    byId: (id) => sorted.value.find((message) => message.id === id),
    isAnswered: (id) => sorted.value.some((message) => message.reply_to === id),
    clear: () => {
      bySeq.clear()
      floor.value = 1
    },
  }
}
