import { reactive, watch } from 'vue'
import { client } from '../api/client'
import { useProposal } from './useProposal'

/** What is known of a pair by its id: its question, or that there is none. */
export interface PairName {
  question: string
  isMissing: boolean
}

const atOnce = 50 // ids that a request may name, and entries of a page

/** The questions of pairs by their ids, as the chosen proposal has them; each is asked for once. */
export function usePairNames(ids: () => string[]) {
  const proposal = useProposal()
  const names = reactive(new Map<string, PairName>())
  const asked = new Set<string>()

  /** Asks for the questions of those ids that are not known yet, and gives those of them that are pairs. Rejects as the client does. */
  async function learn(wanted: string[]): Promise<string[]> {
    const unknown = wanted.filter((id) => !asked.has(id))
    for (let at = 0; at < unknown.length; at += atOnce) {
      const part = unknown.slice(at, at + atOnce)
      part.forEach((id) => asked.add(id))
      try {
        const page = await client.get('/api/v1/content/pairs', { query: { ids: part, proposal: proposal.id.value } })
        for (const id of part) names.set(id, { question: '', isMissing: true })
        for (const { id, question, change } of page.items) names.set(id, { question, isMissing: change === 'withdrawn' })
      } catch (cause) {
        part.forEach((id) => asked.delete(id))
        throw cause
      }
    }
    return wanted.filter((id) => names.get(id)?.isMissing === false)
  }

  /** Takes in what a search has told. */
  function know(id: string, question: string): void {
    asked.add(id)
    names.set(id, { question, isMissing: false })
  }

  watch(proposal.id, () => {
    asked.clear()
    names.clear()
  })
  // Without its question a pair is still called by its id.
  watch([ids, proposal.id], () => void learn(ids()).catch(() => undefined), { immediate: true })
  return { names, learn, know }
}
