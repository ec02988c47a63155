import { nextTick, ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { Shelf } from '../storage'
import { useTheme } from './useTheme'

function setUp(wish?: string) {
  window.localStorage.clear()
  const root = document.createElement('html')
  const scheme = Object.assign(new EventTarget(), { matches: false }) as MediaQueryList
  const accent = ref(wish)
  const surface = { color: '#ffffff' }
  const shelf = new Shelf('window', window.localStorage)
  const theme = useTheme(root, shelf, () => accent.value, scheme, () => surface.color)
  return { root, scheme, accent, surface, shelf, theme }
}

describe('useTheme', () => {
  it('remembers 大字版', async () => {
    const { root, theme, shelf } = setUp()
    expect(root.dataset['type']).toBe('normal')
    theme.toggleLarge()
    await nextTick()
    expect(root.dataset['type']).toBe('large')
    expect(shelf.get('large-type')).toBe(true)
  })

  it('leaves the house’s own accent to the style sheet', () => {
    expect(setUp().root.style.getPropertyValue('--accent')).toBe('')
  })

  it('makes the host’s accent readable, again when the scheme changes', () => {
    const { root, scheme, surface } = setUp('#ffd400')
    const onLight = root.style.getPropertyValue('--accent')
    expect(onLight).not.toBe('#ffd400')
    expect(root.style.getPropertyValue('--accent-strong')).toBe(onLight)
    surface.color = '#171c24'
    scheme.dispatchEvent(new Event('change'))
    expect(root.style.getPropertyValue('--accent')).toBe('#ffd400')
    expect(root.style.getPropertyValue('--accent-strong')).toBe(onLight)
  })
})
