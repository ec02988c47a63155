// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useAnnouncer } from './useAnnouncer'

describe('useAnnouncer', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('says what is new, together with what was just said, and then falls silent', () => {
    const { text, say } = useAnnouncer()
    say('甲')
    vi.advanceTimersByTime(3_000)
    say('乙')
    expect(text.value).toBe('甲\n乙')
    vi.advanceTimersByTime(3_999)
    expect(text.value).not.toBe('')
    vi.advanceTimersByTime(1)
    expect(text.value).toBe('')
  })
})
