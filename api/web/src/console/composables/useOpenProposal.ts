import { type InjectionKey, type Ref, inject } from 'vue'
import type { Proposal } from '../api/types'

/** The proposal whose page is open. */
export interface OpenProposal {
  proposal: Ref<Proposal | undefined>
  reload: () => Promise<void>
}

export const proposalKey: InjectionKey<OpenProposal> = Symbol('proposal')

/** The proposal of the page around a tab; the page shows its tabs only when it has one. */
export function useOpenProposal(): { proposal: Proposal; reload: () => Promise<void> } {
  const open = inject(proposalKey)
  if (open?.proposal.value === undefined) throw new Error('a tab of a proposal stands outside of its page')
  return { proposal: open.proposal.value, reload: open.reload }
}
