import { asFailure } from '../api/failure'

const pausesMs = [600, 1_500, 4_000]
/** A server that asks for a longer pause is answered with the taxpayer's own 重试. */
const longestPauseMs = 10_000

/** Calls `attempt` again while it fails for reasons that pass; throws the last Failure. */
export async function retrying<T>(attempt: () => Promise<T>, isOnline: () => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt()
    } catch (cause) {
      const failure = asFailure(cause)
      const pause = pausesMs[tries]
      if (pause === undefined || !failure.transient || !isOnline() || failure.retryAfter > longestPauseMs) throw failure
      await new Promise((resolve) => setTimeout(resolve, Math.max(pause, failure.retryAfter)))
    }
  }
}
