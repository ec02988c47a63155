import { asFailure, type Failure } from '../../api/failure'
import { retrying } from '../retrying'
import type { Outbox, Unsent } from './useOutbox'

export interface DeliveryDeps {
  outbox: Outbox
  /** Posts one message, opening a conversation first where there is none. Called again with the same message after trouble. */
  post: (entry: Unsent) => Promise<void>
  /** What to do about a refusal: `again` at once (the cause was mended), `later` when woken, `no` until 重试. */
  judge: (failure: Failure) => 'again' | 'later' | 'no'
  isOnline: () => boolean
  /** Told once a message, however often it is tried by itself. */
  onNotSent: () => void
}

export interface Delivery {
  /** Sends what is to be sent, one after the other; returns when nothing is left. */
  pump: () => Promise<void>
  /** Lets go out what was put off and what failed because nobody was reached, and pumps. */
  wake: () => void
  /** Lets go of what is on its way: it belongs to a visit that is over. */
  halt: () => void
}

/** After which what reached nobody is tried again, should no socket say earlier that the line is back. */
const againMs = 30_000

/** useDelivery moves messages from the outbox to the server: in order, with the same client id at each try. */
export function useDelivery(deps: DeliveryDeps): Delivery {
  const { outbox } = deps
  let run = 0
  let active = -1
  let again: ReturnType<typeof setTimeout> | undefined

  async function pump(): Promise<void> {
    if (active === run) return
    const mine = run
    active = mine
    try {
      for (let entry = outbox.next(); entry !== undefined && mine === run; entry = outbox.next()) {
        await deliver(entry, mine)
      }
    } finally {
      if (active === mine) active = -1
    }
  }

  async function deliver(entry: Unsent, mine: number): Promise<void> {
    const { clientId } = entry
    for (let first = true; ; first = false) {
      try {
        await retrying(() => deps.post(entry), () => mine === run && deps.isOnline())
        if (mine === run) outbox.remove(clientId)
        return
      } catch (cause) {
        if (mine !== run) return
        const failure = asFailure(cause)
        const verdict = deps.judge(failure)
        if (verdict === 'again' && first) continue
        const wasUnreached = entry.unreached
        const unreached = failure.unanswered
        outbox.update(clientId, { state: verdict === 'later' ? 'waiting' : 'failed', reason: failure.sentence, unreached })
        if (verdict === 'later') return
        if (unreached) tryLater()
        if (!wasUnreached) deps.onNotSent()
        return
      }
    }
  }

  function wake(): void {
    clearTimeout(again)
    for (const { clientId, state, unreached } of outbox.entries.value) {
      if (state === 'waiting' || (state === 'failed' && unreached)) outbox.update(clientId, { state: 'sending', reason: '' })
    }
    void pump()
  }

  function tryLater(): void {
    clearTimeout(again)
    again = setTimeout(wake, againMs)
  }

  return {
    pump,
    wake,
    halt: () => {
      clearTimeout(again)
      run += 1
    },
  }
}
