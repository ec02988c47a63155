import { type Ref, computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue'
import { asRefusal, client, type Refusal } from '../api/client'
import type { ContentBody, ContentItem, Kind } from '../api/types'
import { type Kept, Keeper } from './useKeeper'
import { useProposal } from './useProposal'
import { useSession } from './useSession'

/** Content as it is loaded: what the proposal has, else what is published. `version` 0: the proposal has none of it. */
export interface Loaded<K extends Kind> {
  content: NonNullable<ContentBody[K]>
  version: number
}

/** What stands above the form of an item of whatever kind. */
export interface EditorState {
  content: Ref<object | null>
  kept: Ref<Kept<object> | null>
  conflict: Ref<ContentItem | null>
  trouble: Ref<Refusal | null>
  saving: Ref<boolean>
  restore: () => void
  dismiss: () => void
  decide: (mine: boolean) => Promise<boolean>
}

const keepAfterMs = 250

/**
 * An item on its way into a proposal. What is typed is kept in the browser until it is saved or given up; saving over what somebody
 * else saved meanwhile is refused by the server and becomes `conflict`, and nothing is lost.
 */
export function useEditor<K extends Kind>(kind: K, id: () => string, load: () => Promise<Loaded<K>>) {
  type Content = NonNullable<ContentBody[K]>
  const proposal = useProposal()
  const { staff } = useSession()

  const content = ref(null) as Ref<Content | null>
  const saved = ref('') // the content as it was loaded or saved last, in JSON
  const version = ref(0)
  const versionIn = ref<number | undefined>() // the proposal that has the version
  const loading = ref(false)
  const saving = ref(false)
  const failure = shallowRef<Refusal | null>(null) // of loading
  const trouble = shallowRef<Refusal | null>(null) // of saving
  const conflict = shallowRef<ContentItem | null>(null)
  const kept = shallowRef<Kept<Content> | null>(null)
  const dirty = computed(() => content.value !== null && JSON.stringify(content.value) !== saved.value)

  let loadedId = ''
  let turn = 0
  let keeper = new Keeper<Content>('')
  let timer: ReturnType<typeof setTimeout> | undefined

  function adopt(next: Content, at: number): void {
    saved.value = JSON.stringify(next)
    content.value = JSON.parse(saved.value) as Content
    version.value = at
    versionIn.value = proposal.id.value
  }

  async function reload(): Promise<void> {
    const mine = ++turn
    const wanted = id()
    if (loadedId === wanted && dirty.value) return // what is typed stays; saving looks for the version
    loading.value = true
    keepNow()
    try {
      const found = await load()
      if (mine !== turn) return
      loadedId = wanted
      keeper = new Keeper(`${staff.value?.name ?? ''}.${kind}.${wanted}`)
      adopt(found.content, found.version)
      failure.value = trouble.value = conflict.value = null
      const left = keeper.read()
      kept.value = left !== null && JSON.stringify(left.content) !== saved.value ? left : null
    } catch (cause) {
      if (mine === turn) failure.value = asRefusal(cause)
    }
    if (mine === turn) loading.value = false
  }

  /** Puts what was kept from before back into the form; its version makes the server notice what happened since. */
  function restore(): void {
    if (kept.value === null) return
    content.value = JSON.parse(JSON.stringify(kept.value.content)) as Content
    version.value = Math.min(kept.value.version, version.value)
    kept.value = null
  }

  /** Gives up what was kept from before. */
  function dismiss(): void {
    kept.value = null
    keeper.forget()
  }

  /** Gives up what is typed. */
  function revert(): void {
    if (saved.value !== '') content.value = JSON.parse(saved.value) as Content
    trouble.value = conflict.value = null
    keeper.forget()
  }

  /** Saves into the chosen proposal, or asks for one. False when nothing was saved. */
  async function save(): Promise<boolean> {
    if (content.value === null || saving.value) return false
    const into = await proposal.need()
    if (into === null) return false
    saving.value = true
    trouble.value = null
    const sent = JSON.stringify(content.value)
    try {
      if (into.id !== versionIn.value && !(await settle(into.id, sent))) return false
      const item = await client.put('/api/v1/content/proposals/{id}/items/{kind}/{item}', {
        path: { id: into.id, kind, item: id() },
        body: { version: version.value, content: { [kind]: content.value } as ContentBody },
      })
      version.value = item.version
      versionIn.value = into.id
      saved.value = sent
      kept.value = conflict.value = null
      keeper.forget()
      return true
    } catch (cause) {
      const refusal = asRefusal(cause)
      if (refusal.present !== undefined) conflict.value = refusal.present
      else trouble.value = refusal
      return false
    } finally {
      saving.value = false
    }
  }

  /** Takes up the version of a proposal that was chosen after loading; false when it has another content already. */
  async function settle(into: number, mine: string): Promise<boolean> {
    try {
      const present = await client.get('/api/v1/content/proposals/{id}/items/{kind}/{item}', { path: { id: into, kind, item: id() } })
      if (JSON.stringify(present.content?.[kind]) !== mine) {
        conflict.value = present
        return false
      }
      version.value = present.version
    } catch (cause) {
      if (asRefusal(cause).status !== 404) throw cause
      version.value = 0
    }
    versionIn.value = into
    return true
  }

  /** Ends a conflict: `mine` is saved over the other, or the other takes the place of `mine`. */
  async function decide(mine: boolean): Promise<boolean> {
    const other = conflict.value
    if (other === null) return false
    conflict.value = null
    version.value = other.version
    versionIn.value = proposal.id.value
    if (mine) return save()
    const theirs = other.content?.[kind] as Content | undefined
    if (theirs !== undefined) adopt(theirs, other.version)
    keeper.forget()
    return true
  }

  function keepNow(): void {
    clearTimeout(timer)
    timer = undefined
    if (loadedId === '' || content.value === null || kept.value !== null) return
    if (dirty.value) keeper.write({ content: content.value, version: version.value, at: Date.now() })
    else keeper.forget()
  }

  watch(content, () => {
    clearTimeout(timer)
    timer = setTimeout(keepNow, keepAfterMs)
    // Whoever types on has decided against what was kept.
    if (kept.value !== null && dirty.value) kept.value = null
  }, { deep: true })
  watch([id, proposal.id], () => void reload(), { immediate: true })

  const leaving = (): void => {
    if (timer !== undefined) keepNow()
  }
  onMounted(() => window.addEventListener('pagehide', leaving))
  onBeforeUnmount(() => {
    window.removeEventListener('pagehide', leaving)
    leaving()
  })

  return {
    content, version, dirty, loading, saving, failure, trouble, conflict, kept,
    reload, restore, dismiss, revert, save, decide,
  }
}
