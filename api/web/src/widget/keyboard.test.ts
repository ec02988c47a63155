import { describe, expect, it, vi } from 'vitest'
import { followKeyboard } from './keyboard'

function pageWith(area: { height: number; scale: number }, embedded = false) {
  const visualViewport = Object.assign(new EventTarget(), area)
  const root = document.createElement('html')
  const page = { visualViewport, innerHeight: 800, scrollTo: vi.fn(), document: { documentElement: root } }
  Object.assign(page, { parent: embedded ? {} : page })
  followKeyboard(page as unknown as Window)
  const resize = (height: number) => {
    visualViewport.height = height
    visualViewport.dispatchEvent(new Event('resize'))
    return root.style.getPropertyValue('--room')
  }
  return { resize }
}

describe('followKeyboard', () => {
  it('leaves the room above the keyboard and takes it back', () => {
    const { resize } = pageWith({ height: 800, scale: 1 })
    expect(resize(480)).toBe('480px')
    expect(resize(800)).toBe('')
  })

  it('does not mistake pinch zoom for a keyboard', () => {
    expect(pageWith({ height: 800, scale: 2 }).resize(400)).toBe('')
  })

  it('leaves a framed window to the loader', () => {
    expect(pageWith({ height: 800, scale: 1 }, true).resize(480)).toBe('')
  })
})
