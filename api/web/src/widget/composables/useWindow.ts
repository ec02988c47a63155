import { computed, nextTick, ref, watch, type ComputedRef, type Ref } from 'vue'
import { Client } from '../../api/client'
import type { Message, PackageSummary, QuickLink, TrendingQuestion } from '../../api/types'
import { widgetStrings as strings } from '../../strings'
import { browserStorage, scopeOf, Shelf } from '../storage'
import { isSafeAddress, plainText } from '../text/markdown'
import { loadVisit } from '../visit'
import { type Announcer, useAnnouncer } from './useAnnouncer'
import { type ConversationHandle, useConversation } from './useConversation'
import { type Draft, useDraft } from './useDraft'
import { type Host, useHost } from './useHost'
import { type Listing, useListing } from './useListing'
import { type Outbox, useOutbox } from './useOutbox'
import { type Theme, useTheme } from './useTheme'
import { type Thread, useThread } from './useThread'
import { useVotes, type Votes } from './useVotes'

/** The lists that open over the window. */
export type PanelName = 'trending' | 'packages' | 'links'

/** All that the window consists of; components show it and call it. */
export interface WindowModel {
  host: Host
  client: Client
  theme: Theme
  thread: Thread
  outbox: Outbox
  conversation: ConversationHandle
  draft: Draft
  votes: Votes
  announcer: Announcer
  trending: Listing<TrendingQuestion>
  packages: Listing<PackageSummary>
  links: Listing<QuickLink>
  panel: Ref<PanelName | null>
  online: Ref<boolean>
  unread: ComputedRef<number>
  /** Closing would lose something: the taxpayer is asked once. */
  confirming: Ref<boolean>
  /** The visit is over, in a window that stands alone. */
  ended: Ref<boolean>
  ask: (question: string) => void
  sendDraft: () => void
  editUnsent: (clientId: string) => void
  /** Takes the last message that was not sent back into the input; false when there is none. */
  editLastUnsent: () => boolean
  minimize: () => void
  close: () => void
  closeAnyway: () => void
  startAgain: () => void
}

export function useWindow(page: Window): WindowModel {
  const host = useHost(page)
  const client = new Client(new URL('../api/v1/', page.location.href))
  const storage = browserStorage()
  const shelves = new Map<string, Shelf>()
  const thread = useThread()
  const outbox = useOutbox(() => new Date())
  const draft = useDraft()
  const announcer = useAnnouncer()
  const online = ref(page.navigator.onLine)
  const panel = ref<PanelName | null>(null)
  const confirming = ref(false)
  const ended = ref(false)

  const theme = useTheme(
    page.document.documentElement,
    new Shelf('window', storage),
    () => host.settings.value?.accent,
    page.matchMedia('(prefers-color-scheme: dark)'),
    () => page.getComputedStyle(page.document.documentElement).getPropertyValue('--surface').trim(),
  )

  const conversation = useConversation({
    client,
    thread,
    outbox,
    isOnline: () => online.value,
    onArrival: announce,
    onNotSent: () => announcer.say(strings.announceNotSent),
    onTokenExpired: () => host.tell({ type: 'token-expired' }),
  })
  const votes = useVotes(client, conversation.token)

  const trending = useListing(async () => (await client.trending()).items)
  const packages = useListing(async () => (await client.packages()).items)
  const links = useListing(async () => (await client.quickLinks()).items?.filter(({ url }) => isSafeAddress(url)))

  const unread = computed(() =>
    host.visible.value
      ? 0
      : thread.shown.value.filter(({ author, seq }) => author !== 'taxpayer' && seq > conversation.read.value).length,
  )

  function announce(message: Message): void {
    const count = message.answer?.suggestions?.length ?? 0
    const text = strings.announceAnswer(plainText(message.text))
    announcer.say(count > 0 ? `${text}\n${strings.announceSuggestions(count)}` : text)
  }

  function shelfOf(jwt: string | undefined): Shelf {
    const scope = scopeOf(jwt)
    const shelf = shelves.get(scope) ?? new Shelf(scope, storage)
    shelves.set(scope, shelf)
    return shelf
  }

  let begunFor: string | null = null

  /** Takes up the conversation once the window is looked at, or sooner where there is one to hear from. */
  function begin(): void {
    const settings = host.settings.value
    if (settings === null || ended.value) return
    const shelf = shelfOf(settings.token)
    if (!host.visible.value && loadVisit(shelf) === null) return
    const now = `${settings.token ?? ''}\n${settings.region ?? ''}`
    if (begunFor === now) return
    begunFor = now
    draft.load(shelf)
    votes.load(shelf)
    void conversation.begin({ jwt: settings.token, region: settings.region }, shelf)
  }

  watch([host.settings, host.visible], begin, { immediate: true })
  watch(host.visible, (visible) => {
    if (!visible) return
    void trending.load()
    void links.load()
  }, { immediate: true })
  watch([host.visible, thread.reached, conversation.phase], () => {
    if (host.visible.value) conversation.markRead()
  })
  watch(unread, (count) => host.tell({ type: 'unread', count }))

  page.addEventListener('offline', () => {
    online.value = false
  })
  page.addEventListener('online', () => {
    online.value = true
    conversation.wake()
  })
  page.document.addEventListener('visibilitychange', () => {
    if (page.document.visibilityState === 'visible') conversation.wake()
  })

  function ask(question: string): void {
    panel.value = null
    conversation.ask(question)
  }

  function editUnsent(clientId: string): void {
    const entry = outbox.entries.value.find((one) => one.clientId === clientId)
    if (entry === undefined) return
    outbox.remove(clientId)
    draft.text.value = draft.text.value.trim() === '' ? entry.text : `${entry.text}\n${draft.text.value}`
  }

  function closeAnyway(): void {
    confirming.value = false
    panel.value = null
    conversation.end()
    draft.clear()
    if (host.settings.value?.token === undefined) votes.clear()
    begunFor = null
    ended.value = !host.embedded
    host.tell({ type: 'close' })
  }

  return {
    host,
    client,
    theme,
    thread,
    outbox,
    conversation,
    draft,
    votes,
    announcer,
    trending,
    packages,
    links,
    panel,
    online,
    unread,
    confirming,
    ended,
    ask,
    sendDraft: () => {
      if (!draft.canSend.value) return
      const text = draft.text.value.trim()
      draft.clear()
      ask(text)
    },
    editUnsent,
    editLastUnsent: () => {
      const last = outbox.entries.value.filter(({ state }) => state !== 'sending').pop()
      if (last !== undefined) editUnsent(last.clientId)
      return last !== undefined
    },
    minimize: () => host.tell({ type: 'minimize' }),
    close: () => {
      if (draft.text.value.trim() !== '' || outbox.entries.value.length > 0) confirming.value = true
      else closeAnyway()
    },
    closeAnyway,
    startAgain: () => {
      ended.value = false
      void nextTick(begin)
    },
  }
}
