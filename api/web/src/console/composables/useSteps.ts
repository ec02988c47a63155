import { ref, shallowRef } from 'vue'
import { asRefusal, client, type Refusal } from '../api/client'
import type { Kind } from '../api/types'
import { useProposal } from './useProposal'

/** Withdrawing items and taking them out of the proposal again, with what went wrong. */
export function useSteps() {
  const proposal = useProposal()
  const busy = ref(false)
  const trouble = shallowRef<Refusal | null>(null)

  /** Runs one act; false when it was refused. */
  async function run(act: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    trouble.value = null
    try {
      await act()
      return true
    } catch (cause) {
      trouble.value = asRefusal(cause)
      return false
    } finally {
      busy.value = false
    }
  }

  /** The proposal will withdraw the item when it is published. */
  async function withdraw(kind: Kind, item: string, version: number): Promise<boolean> {
    const into = await proposal.need()
    if (into === null) return false
    return run(() =>
      client.post('/api/v1/content/proposals/{id}/items/{kind}/{item}/withdraw', { path: { id: into.id, kind, item }, body: { version } }),
    )
  }

  /** The proposal does nothing to the item any more. */
  async function remove(kind: Kind, item: string, version: number): Promise<boolean> {
    const into = await proposal.need()
    if (into === null) return false
    return run(() =>
      client.delete('/api/v1/content/proposals/{id}/items/{kind}/{item}', { path: { id: into.id, kind, item }, query: { version } }),
    )
  }

  return { busy, trouble, run, withdraw, remove }
}
