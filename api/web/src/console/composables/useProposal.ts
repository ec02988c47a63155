import { computed, ref, shallowRef } from 'vue'
import { asRefusal, client } from '../api/client'
import type { Proposal } from '../api/types'

const storageKey = 'yueyue.console.proposal'

const chosen = shallowRef<Proposal | null>(null)
const asking = ref(false)
let answer: ((proposal: Proposal | null) => void) | null = null
let resumed: Promise<void> | null = null

/** The proposal that is worked in; null for the published edition alone. One for the whole page, kept across reloads. */
export function useProposal() {
  return {
    chosen,
    /** Through which proposal lists are looked at. */
    id: computed(() => chosen.value?.id),
    /** Whether edits can be put into it. */
    open: computed(() => chosen.value?.state === 'draft'),
    asking,
    choose,
    resume,
    refresh,
    need,
    answered,
  }
}

function choose(proposal: Proposal | null): void {
  chosen.value = proposal
  if (proposal === null) localStorage.removeItem(storageKey)
  else localStorage.setItem(storageKey, String(proposal.id))
}

/** Takes up the proposal of the last visit, once. */
function resume(): Promise<void> {
  resumed ??= refreshOf(Number(localStorage.getItem(storageKey) ?? '0'))
  return resumed
}

/** Looks how the chosen proposal stands now; one that is published or discarded is no longer worked in. */
async function refresh(): Promise<void> {
  if (chosen.value !== null) await refreshOf(chosen.value.id)
}

async function refreshOf(id: number): Promise<void> {
  if (!Number.isInteger(id) || id < 1) return
  try {
    const found = await client.get('/api/v1/content/proposals/{id}', { path: { id } })
    choose(found.state === 'draft' || found.state === 'review' ? found : null)
  } catch (cause) {
    if (asRefusal(cause).status === 404) choose(null)
  }
}

/** A draft to put edits into: the chosen one, or the one that the person picks or opens now; null when she does neither. */
function need(): Promise<Proposal | null> {
  if (chosen.value?.state === 'draft') return Promise.resolve(chosen.value)
  answer?.(null)
  asking.value = true
  return new Promise((resolve) => (answer = resolve))
}

/** What the person picked. */
function answered(proposal: Proposal | null): void {
  if (proposal !== null) choose(proposal)
  asking.value = false
  answer?.(proposal)
  answer = null
}
