// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useAnnouncer } from './useAnnouncer'

describe('useAnnouncer', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('adds what is new to what was just said, and takes each away after a while', () => {
    const { news, say } = useAnnouncer()
    const texts = () => news.value.map(({ text }) => text)
    say('甲')
    vi.advanceTimersByTime(3_000)
    say('乙')
    expect(texts()).toEqual(['甲', '乙'])
    vi.advanceTimersByTime(1_000)
    expect(texts()).toEqual(['乙'])
    vi.advanceTimersByTime(3_000)
    expect(texts()).toEqual([])
  })
})
