import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { Client } from '../../api/client'
import { asFailure, Failure } from '../../api/failure'
import { LiveSocket, type Wire } from '../../api/socket'
import type { Message } from '../../api/types'
import type { Shelf } from '../storage'
import { forgetVisit, loadVisit, saveVisit, type Visit } from '../visit'
import { useDelivery } from './useDelivery'
import { pageSize, useHistory } from './useHistory'
import type { Outbox, Unsent } from './useOutbox'
import type { Thread } from './useThread'

/** Who asks. Without `jwt` an anonymous taxpayer. */
export interface Identity {
  jwt?: string | undefined
  region?: string | undefined
}

export interface ConversationDeps {
  client: Client
  thread: Thread
  outbox: Outbox
  isOnline: () => boolean
  /** A message of 悦悦 or an officer that was not here before, once each; history is not told. */
  onArrival: (message: Message) => void
  onNotSent: () => void
  /** The host's token is refused; a new one comes by `begin`. */
  onTokenExpired: () => void
  connect?: () => Wire
}

/** idle: not begun; loading: earlier messages on their way; failed: they did not come, asking still works. */
export type Phase = 'idle' | 'loading' | 'ready' | 'failed'

export interface ConversationHandle {
  phase: Ref<Phase>
  /** The last message before this visit; the greeting stands after it. */
  from: ComputedRef<number>
  /** The last message seen. */
  read: ComputedRef<number>
  earlier: Ref<'idle' | 'loading' | 'failed'>
  /** The message whose reply the server still owes. */
  awaiting: Ref<string | null>
  sessionEnded: Ref<boolean>
  token: () => string | undefined
  /** Takes up the conversation of whoever `identity` is; what is on another shelf is put away first. */
  begin: (identity: Identity, shelf: Shelf) => Promise<void>
  resume: () => Promise<void>
  ask: (text: string) => void
  retry: (clientId: string) => void
  loadEarlier: () => Promise<void>
  markRead: () => void
  /** The network is back, or the window is looked at again. */
  wake: () => void
  /** Ends the visit; the next message begins another. */
  end: () => void
}

/** useConversation joins the thread, the outbox, the HTTP contract and the live socket. */
export function useConversation(deps: ConversationDeps): ConversationHandle {
  const { client, thread, outbox } = deps
  const phase = ref<Phase>('idle')
  const sessionEnded = ref(false)
  const visit = ref<Visit | null>(null)
  let shelf: Shelf | null = null
  let identity: Identity = {}
  let bearer: string | undefined
  let era = 0 // another one for each taxpayer and each visit: replies to an older one are dropped

  const socket = new LiveSocket(client.socketAddress, {
    greet: () =>
      visit.value === null || bearer === undefined
        ? null
        : { token: bearer, conversationId: visit.value.id, seq: thread.reached.value },
    onMessage: (message) => void receive([message]),
    onReady: () => delivery.wake(),
    onRefused: (status) => {
      if (status === 401 && identity.jwt !== undefined) expire()
    },
    ...(deps.connect === undefined ? {} : { connect: deps.connect }),
  })

  const history = useHistory({
    client,
    thread,
    place: () => (visit.value === null || bearer === undefined ? null : { id: visit.value.id, token: bearer, era }),
    take,
  })

  const delivery = useDelivery({
    outbox,
    isOnline: deps.isOnline,
    onNotSent: deps.onNotSent,
    post,
    judge: (failure) => {
      if (failure.unauthenticated && identity.jwt !== undefined) {
        expire()
        return 'later'
      }
      if (isGone(failure) && identity.jwt === undefined) {
        forget()
        return 'again'
      }
      return failure.unreachable && !deps.isOnline() ? 'later' : 'no'
    },
  })

  async function begin(next: Identity, on: Shelf): Promise<void> {
    identity = next
    sessionEnded.value = false
    if (shelf !== on) {
      leave()
      shelf = on
      outbox.load(on)
    } else if (bearer !== undefined && next.jwt !== undefined) {
      bearer = next.jwt // renewed
    }
    await resume()
  }

  async function resume(): Promise<void> {
    const mine = era
    const asked = identity
    if (phase.value !== 'ready') phase.value = 'loading'
    try {
      await enter(false)
      if (mine === era) phase.value = 'ready'
    } catch (cause) {
      if (mine !== era || asked !== identity) return // the next begin has taken over
      phase.value = 'failed'
      if (asFailure(cause).unauthenticated) expire()
    }
    if (mine === era) delivery.wake()
  }

  /** Takes up the remembered conversation or the taxpayer's own; an anonymous one is opened only when `create`. */
  async function enter(create: boolean): Promise<void> {
    const on = shelf
    if (on === null) return
    const mine = era
    const remembered = loadVisit(on)
    if (identity.jwt === undefined && remembered !== null && remembered.token !== '') {
      try {
        return await adopt(remembered, remembered.token)
      } catch (cause) {
        if (mine !== era || !isGone(asFailure(cause))) throw cause
        forget()
      }
    }
    if (identity.jwt === undefined && !create) return
    const opened = await client.openConversation(identity.jwt, identity.region)
    if (mine !== era) return
    const token = opened.token ?? identity.jwt ?? ''
    const same = remembered?.id === opened.id ? remembered : null
    await adopt({
      id: opened.id,
      token: identity.jwt === undefined ? token : '',
      from: same?.from ?? 0,
      read: same?.read ?? 0,
    }, token)
  }

  /** Loads the newest messages of a conversation, and makes it the present one once that worked. */
  async function adopt(next: Visit, token: string): Promise<void> {
    const mine = era
    const page = await client.messages(next.id, token, pageSize)
    if (mine !== era || shelf === null) return
    const isNew = visit.value?.id !== next.id
    visit.value = next
    bearer = token
    saveVisit(shelf, next)
    if (isNew) {
      thread.clear()
      thread.floor.value = Math.max(next.from + 1, page.messages[0]?.seq ?? 1)
      thread.merge(page.messages)
      dropAcknowledged()
    } else {
      await receive(page.messages)
    }
    socket.reopen()
  }

  async function post(entry: Unsent): Promise<void> {
    const mine = era
    const asked = identity
    try {
      await offer(entry)
    } catch (cause) {
      // The refusal of a token that was renewed meanwhile says nothing about the new one of the same taxpayer.
      if (mine !== era || asked === identity || !asFailure(cause).unauthenticated) throw cause
      await post(entry)
    }
  }

  async function offer(entry: Unsent): Promise<void> {
    const mine = era
    if (bearer === undefined) await enter(true)
    if (mine !== era) return
    if (visit.value === null || bearer === undefined) throw new Failure(0)
    if (entry.conversationId !== visit.value.id) outbox.update(entry.clientId, { conversationId: visit.value.id })
    const posted = await client.post(visit.value.id, bearer, entry.clientId, entry.text)
    if (mine !== era) return
    phase.value = 'ready'
    socket.open() // the server is there: a broken line need not wait out its pause
    if (posted.reply === null) void history.awaitReply(posted.message.id)
    await receive(posted.reply === null ? [posted.message] : [posted.message, posted.reply])
  }

  async function receive(messages: readonly Message[]): Promise<void> {
    take(messages)
    if (thread.hasGap.value) await history.catchUp()
  }

  function take(messages: readonly Message[]): void {
    for (const message of thread.merge(messages)) {
      if (message.author !== 'taxpayer' && message.seq >= thread.floor.value) deps.onArrival(message)
    }
    dropAcknowledged()
  }

  /** What was put off or refused may have arrived all the same. What is on its way is left to its delivery. */
  function dropAcknowledged(): void {
    for (const { clientId, state } of outbox.entries.value) {
      if (state !== 'sending' && thread.byClientId(clientId) !== undefined) outbox.remove(clientId)
    }
  }

  function expire(): void {
    bearer = undefined
    sessionEnded.value = true
    socket.close()
    deps.onTokenExpired()
  }

  /** The server no longer knows the anonymous conversation; what was not sent goes into another. */
  function forget(): void {
    socket.close()
    thread.clear()
    visit.value = null
    bearer = undefined
    if (shelf !== null) forgetVisit(shelf)
  }

  function leave(): void {
    era += 1
    delivery.halt()
    socket.close()
    thread.clear()
    visit.value = null
    bearer = undefined
    history.clear()
    phase.value = 'idle'
  }

  return {
    phase,
    from: computed(() => visit.value?.from ?? 0),
    read: computed(() => visit.value?.read ?? 0),
    earlier: history.earlier,
    awaiting: history.awaiting,
    sessionEnded,
    token: () => bearer,
    begin,
    resume,
    ask: (text) => {
      const isWaiting = outbox.entries.value.some(({ state }) => state === 'waiting')
      const isUnreached = outbox.entries.value.some(({ state, unreached }) => state === 'failed' && unreached)
      const { clientId } = outbox.add(text)
      if (isWaiting) outbox.update(clientId, { state: 'waiting' }) // nobody overtakes who waits
      else if (phase.value === 'loading') return
      else if (isUnreached) delivery.wake() // nor who failed only because nobody was there
      else void delivery.pump()
    },
    retry: (clientId) => {
      outbox.update(clientId, { state: 'sending', reason: '', unreached: false })
      void delivery.pump()
    },
    loadEarlier: history.loadEarlier,
    markRead: () => {
      if (visit.value === null || shelf === null || visit.value.read >= thread.reached.value) return
      visit.value = { ...visit.value, read: thread.reached.value }
      saveVisit(shelf, visit.value)
    },
    wake: () => {
      if (phase.value === 'failed') void resume()
      else if (phase.value === 'ready') delivery.wake()
      if (bearer !== undefined) socket.open()
    },
    end: () => {
      const ended = visit.value
      const last = thread.reached.value
      outbox.clear()
      leave()
      if (shelf === null) return
      if (identity.jwt === undefined || ended === null) forgetVisit(shelf)
      else saveVisit(shelf, { ...ended, from: last, read: last })
      shelf = null
    },
  }
}

/** The conversation itself is what the server does not know, not just this request. */
function isGone(failure: Failure): boolean {
  return failure.status === 401 || failure.status === 403 || failure.status === 404
}
