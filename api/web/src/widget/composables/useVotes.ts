import { shallowReactive } from 'vue'
import type { Client } from '../../api/client'
import type { Vote } from '../../api/types'
import type { Shelf } from '../storage'

const key = 'votes'
const kept = 200

export interface Ballot {
  value: Vote | null
  /** asking: the reason for 无用 is asked for; sent: a reason was given or declined. */
  reason: 'none' | 'asking' | 'sent'
  failed: boolean
}

export interface Votes {
  of: (answerId: string) => Ballot
  cast: (answerId: string, value: Vote) => Promise<void>
  /** Adds a reason to 无用; an empty one only ends the asking. */
  explain: (answerId: string, reason: string) => Promise<void>
  load: (shelf: Shelf) => void
  clear: () => void
}

const blank: Ballot = { value: null, reason: 'none', failed: false }

/** useVotes sends 有用/无用 and remembers it, because a conversation's messages do not carry it. */
export function useVotes(client: Client, token: () => string | undefined): Votes {
  const ballots = shallowReactive(new Map<string, Ballot>())
  let shelf: Shelf | null = null

  function of(answerId: string): Ballot {
    return ballots.get(answerId) ?? blank
  }

  function save(): void {
    const cast = Array.from(ballots).filter(([, ballot]) => ballot.value !== null && !ballot.failed)
    shelf?.set(key, cast.slice(-kept).map(([id, ballot]) => [id, ballot.value]))
  }

  async function send(answerId: string, value: Vote, reason?: string): Promise<boolean> {
    const bearer = token()
    if (bearer === undefined) return false
    try {
      await client.vote(answerId, bearer, value, reason)
      return true
    } catch {
      return false
    }
  }

  return {
    of,
    cast: async (answerId, value) => {
      const before = of(answerId)
      if (before.value === value && !before.failed) return
      const next: Ballot = { value, reason: value === 'useless' ? 'asking' : 'none', failed: false }
      ballots.set(answerId, next)
      if (!(await send(answerId, value))) {
        if (ballots.get(answerId) === next) ballots.set(answerId, { ...before, failed: true })
        return
      }
      save()
    },
    explain: async (answerId, reason) => {
      const before = of(answerId)
      const text = reason.trim()
      if (text === '') {
        ballots.set(answerId, { ...before, reason: 'none', failed: false })
        return
      }
      const sent = await send(answerId, 'useless', text)
      ballots.set(answerId, sent ? { ...before, reason: 'sent', failed: false } : { ...before, failed: true })
      save()
    },
    load: (from) => {
      shelf = from
      ballots.clear()
      const stored = from.get(key)
      if (!Array.isArray(stored)) return
      for (const entry of stored as unknown[]) {
        if (!Array.isArray(entry)) continue
        const [id, value] = entry as unknown[]
        if (typeof id === 'string' && (value === 'useful' || value === 'useless')) ballots.set(id, { ...blank, value })
      }
    },
    clear: () => {
      ballots.clear()
      shelf?.remove(key)
    },
  }
}
