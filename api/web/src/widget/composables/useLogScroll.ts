import { nextTick, ref, type Ref } from 'vue'

const slack = 56

export interface LogScroll {
  /** Whether the newest row is in sight. */
  atEnd: Ref<boolean>
  onScroll: () => void
  toEnd: () => void
  /** Brings the newest answer into sight from its first line on: never further than to its question at the top. */
  reveal: (question: HTMLElement | null) => void
  /** Lets `change` put rows in above without moving what is being read. */
  keepPlace: (change: () => Promise<void>) => Promise<void>
  /** The view became smaller or larger: whoever was at the end stays there. */
  onResize: () => void
}

/** useLogScroll moves the log so that a reader never loses her place. */
export function useLogScroll(view: Ref<HTMLElement | null>): LogScroll {
  const atEnd = ref(true)

  function onScroll(): void {
    const log = view.value
    if (log !== null) atEnd.value = log.scrollHeight - log.clientHeight - log.scrollTop <= slack
  }

  function toEnd(): void {
    const log = view.value
    if (log === null) return
    log.scrollTop = log.scrollHeight
    atEnd.value = true
  }

  return {
    atEnd,
    onScroll,
    toEnd,
    reveal: (question) => {
      const log = view.value
      if (log === null) return
      const end = log.scrollHeight - log.clientHeight
      const top = question === null ? end : question.offsetTop - 12
      log.scrollTop = Math.max(0, Math.min(end, top))
      onScroll()
    },
    keepPlace: async (change) => {
      const log = view.value
      const below = log === null ? 0 : log.scrollHeight - log.scrollTop
      await change()
      await nextTick()
      if (log !== null) log.scrollTop = log.scrollHeight - below
    },
    onResize: () => {
      if (atEnd.value) toEnd()
    },
  }
}
