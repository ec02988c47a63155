// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveSocket, type Wire } from './socket'
import type { Message } from './types'

class FakeWire implements Wire {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  sent: unknown[] = []
  closed = false
  send(text: string) {
    this.sent.push(JSON.parse(text))
  }
  close() {
    this.closed = true
    this.onclose?.()
  }
  deliver(frame: unknown) {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
}

function setUp() {
  const wires: FakeWire[] = []
  const messages: Message[] = []
  const refusals: number[] = []
  const state = { token: 't1', conversationId: 'c1', seq: 3 }
  const socket = new LiveSocket('ws://unused', {
    greet: () => ({ ...state }),
    onMessage: (message) => messages.push(message),
    onRefused: (status) => refusals.push(status),
    connect: () => {
      const wire = new FakeWire()
      wires.push(wire)
      return wire
    },
    random: () => 1,
  })
  return { socket, wires, messages, refusals, state }
}

const message = { seq: 4, id: 'm4', author: 'yueyue', text: '您好', created_at: '2026-11-22T02:00:00Z' }

describe('LiveSocket', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('says hello with the token in the first frame, not in the address', () => {
    const { socket, wires } = setUp()
    socket.open()
    wires[0]?.onopen?.()
    expect(wires[0]?.sent).toEqual([{ type: 'hello', token: 't1', conversation_id: 'c1', seq: 3 }])
  })

  it('hands messages on and ignores what it does not understand', () => {
    const { socket, wires, messages } = setUp()
    socket.open()
    const wire = wires[0]
    wire?.deliver({ type: 'message', conversation_id: 'c1', seq: 4, data: message })
    wire?.deliver({ type: 'message', data: { seq: 'x' } })
    wire?.deliver({ type: 'typing' })
    wire?.onmessage?.({ data: 'not json' })
    wire?.onmessage?.({ data: new Uint8Array() })
    expect(messages).toEqual([message])
  })

  it('connects again with growing pauses and resumes from the number known by then', () => {
    const { socket, wires, state } = setUp()
    socket.open()
    wires[0]?.close()
    vi.advanceTimersByTime(799)
    expect(wires).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(wires).toHaveLength(2)
    wires[1]?.close()
    vi.advanceTimersByTime(1599)
    expect(wires).toHaveLength(2)
    state.seq = 9
    vi.advanceTimersByTime(1)
    wires[2]?.onopen?.()
    expect(wires[2]?.sent).toEqual([{ type: 'hello', token: 't1', conversation_id: 'c1', seq: 9 }])
  })

  it('starts with the short pause again once the server was ready', () => {
    const { socket, wires } = setUp()
    socket.open()
    wires[0]?.close()
    vi.advanceTimersByTime(800)
    wires[1]?.deliver({ type: 'ready' })
    wires[1]?.close()
    vi.advanceTimersByTime(800)
    expect(wires).toHaveLength(3)
  })

  it('stays closed after a refusal', () => {
    const { socket, wires, refusals } = setUp()
    socket.open()
    wires[0]?.deliver({ type: 'error', data: { code: 'not_found', status: 404 } })
    expect(refusals).toEqual([404])
    vi.advanceTimersByTime(120_000)
    expect(wires).toHaveLength(1)
    expect(wires[0]?.closed).toBe(true)
  })

  it('tries again after an error that passes', () => {
    const { socket, wires, refusals } = setUp()
    socket.open()
    wires[0]?.deliver({ type: 'error', data: { code: 'unavailable', status: 503 } })
    vi.advanceTimersByTime(800)
    expect(refusals).toEqual([])
    expect(wires).toHaveLength(2)
  })

  it('takes a pinged line that falls silent for dead', () => {
    const { socket, wires } = setUp()
    socket.open()
    vi.advanceTimersByTime(300_000)
    expect(wires).toHaveLength(1) // never pinged: silence is no sign
    wires[0]?.deliver({ type: 'ping' })
    vi.advanceTimersByTime(74_000)
    wires[0]?.deliver({ type: 'ready' })
    vi.advanceTimersByTime(74_000)
    expect(wires).toHaveLength(1)
    vi.advanceTimersByTime(2_000)
    expect(wires).toHaveLength(2)
  })

  it('does not connect again after close', () => {
    const { socket, wires } = setUp()
    socket.open()
    socket.close()
    vi.advanceTimersByTime(120_000)
    expect(wires).toHaveLength(1)
  })
})
