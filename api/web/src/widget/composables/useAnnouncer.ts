import { ref, type Ref } from 'vue'

const stayMs = 4_000

export interface Announcer {
  /** What stands in the live region. It empties again, so that nobody meets it a second time when reading on. */
  text: Ref<string>
  say: (text: string) => void
}

/** useAnnouncer feeds the one live region; what comes in quick succession is said together. */
export function useAnnouncer(): Announcer {
  const text = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined

  return {
    text,
    say: (news) => {
      clearTimeout(timer)
      text.value = text.value === '' ? news : `${text.value}\n${news}`
      timer = setTimeout(() => {
        text.value = ''
      }, stayMs)
    },
  }
}
