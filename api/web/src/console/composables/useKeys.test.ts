import { createApp } from 'vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { nameOf, useKeys } from './useKeys'

afterEach(() => (document.body.innerHTML = ''))

function strike(target: EventTarget, init: KeyboardEventInit): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init })
  target.dispatchEvent(event)
  return event
}

describe('useKeys', () => {
  it('names keys', () => {
    expect(nameOf({ key: 'S', ctrlKey: false, metaKey: true, altKey: false })).toBe('ctrl+s')
    expect(nameOf({ key: 'ArrowUp', ctrlKey: false, metaKey: false, altKey: true })).toBe('alt+arrowup')
  })

  it('saves from inside of a field, and leaves plain keys to who writes', () => {
    const save = vi.fn()
    const search = vi.fn()
    const holder = document.createElement('div')
    const input = document.body.appendChild(document.createElement('input'))
    const app = createApp({ setup: () => (useKeys({ 'ctrl+s': save, '/': search }), () => null) })
    app.mount(holder)

    expect(strike(input, { key: 's', ctrlKey: true }).defaultPrevented).toBe(true)
    expect(save).toHaveBeenCalledTimes(1)
    expect(strike(input, { key: '/' }).defaultPrevented).toBe(false)
    expect(search).not.toHaveBeenCalled()
    strike(document.body, { key: '/' })
    expect(search).toHaveBeenCalledTimes(1)
    strike(document.body, { key: 's', ctrlKey: true, isComposing: true })
    app.unmount()
    strike(document.body, { key: '/' })
    expect([save.mock.calls.length, search.mock.calls.length]).toEqual([1, 1])
  })
})
