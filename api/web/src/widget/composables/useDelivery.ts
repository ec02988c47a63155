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
  onNotSent: () => void
}

export interface Delivery {
  /** Sends what is to be sent, one after the other; returns when nothing is left. */
  pump: () => Promise<void>
  /** Lets what was put off go out, and pumps. */
  wake: () => void
  /** Lets go of what is on its way: it belongs to a visit that is over. */
  halt: () => void
}

/** useDelivery moves messages from the outbox to the server: in order, with the same client id at each try. */
export function useDelivery(deps: DeliveryDeps): Delivery {
  const { outbox } = deps
  let run = 0
  let active = -1

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
        outbox.update(clientId, { state: verdict === 'later' ? 'waiting' : 'failed', reason: failure.sentence })
        if (verdict !== 'later') deps.onNotSent()
        return
      }
    }
  }

  return {
    pump,
    wake: () => {
      for (const { clientId, state } of outbox.entries.value) {
        if (state === 'waiting') outbox.update(clientId, { state: 'sending', reason: '' })
      }
      void pump()
    },
    halt: () => {
      run += 1
    },
  }
}
