import { ref, type Ref } from 'vue'

const stayMs = 4_000

export interface Announcer {
  /** What stands in the live region. Each piece goes after a while, so that nobody meets it again when reading on. */
  news: Ref<{ id: number; text: string }[]>
  say: (text: string) => void
}

/** useAnnouncer feeds the one live region; a piece is added as a line of its own, so that it alone is read. */
export function useAnnouncer(): Announcer {
  const news = ref<{ id: number; text: string }[]>([])
  let last = 0

  return {
    news,
    say: (text) => {
      const id = ++last
      news.value.push({ id, text })
      setTimeout(() => {
        news.value = news.value.filter((piece) => piece.id !== id)
      }, stayMs)
    },
  }
}
