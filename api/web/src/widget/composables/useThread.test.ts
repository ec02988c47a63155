// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { Message } from '../../api/types'
import { useThread } from './useThread'

function say(seq: number, fields: Partial<Message> = {}): Message {
  return { seq, id: `m${seq}`, author: 'taxpayer', text: `第${seq}条`, created_at: '2026-11-22T01:00:00Z', ...fields }
}

describe('useThread', () => {
  it('shows once what comes twice, in order', () => {
    const thread = useThread()
    expect(thread.merge([say(2), say(1)]).map((m) => m.seq)).toEqual([1, 2])
    expect(thread.merge([say(2), say(3)]).map((m) => m.seq)).toEqual([3])
    expect(thread.shown.value.map((m) => m.seq)).toEqual([1, 2, 3])
  })

  it('reaches as far as nothing is missing', () => {
    const thread = useThread()
    expect(thread.reached.value).toBe(0)
    thread.merge([say(1), say(2), say(4)])
    expect(thread.reached.value).toBe(2)
    expect(thread.hasGap.value).toBe(true)
    thread.merge([say(3)])
    expect(thread.reached.value).toBe(4)
    expect(thread.hasGap.value).toBe(false)
  })

  it('sees a gap at the floor', () => {
    const thread = useThread()
    thread.merge([say(2)])
    expect(thread.hasGap.value).toBe(true)
  })

  it('hides an earlier visit below the floor', () => {
    const thread = useThread()
    thread.merge([say(1), say(2), say(3)])
    thread.floor.value = 4
    expect(thread.shown.value).toEqual([])
    expect(thread.hasEarlier.value).toBe(true)
    expect(thread.reached.value).toBe(3)
    expect(thread.hasGap.value).toBe(false)
    thread.floor.value = 2
    expect(thread.shown.value.map((m) => m.seq)).toEqual([2, 3])
  })

  it('knows questions and whether they were answered', () => {
    const thread = useThread()
    thread.merge([say(1, { client_id: 'k1' }), say(2, { author: 'yueyue', reply_to: 'm1' }), say(3, { client_id: 'k3' })])
    expect(thread.byClientId('k1')?.seq).toBe(1)
    expect(thread.byId('m2')?.reply_to).toBe('m1')
    expect(thread.isAnswered('m1')).toBe(true)
    expect(thread.isAnswered('m3')).toBe(false)
  })

  it('is empty after clear', () => {
    const thread = useThread()
    thread.merge([say(1)])
    thread.floor.value = 5
    thread.clear()
    expect(thread.shown.value).toEqual([])
    expect(thread.hasEarlier.value).toBe(false)
  })
})
