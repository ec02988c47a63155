import { shallowRef } from 'vue'
import type { Refusal } from '../api/client'

/** Why the console could not be opened at all; null when it could. */
export const startFailure = shallowRef<Refusal | null>(null)

/** Opens the console from the beginning. */
export function startAgain(): void {
  window.location.reload()
}
