import { ref, watch, type Ref } from 'vue'
import { accentOn } from '../../accent'
import type { Shelf } from '../storage'

const key = 'large-type'

export interface Theme {
  large: Ref<boolean>
  toggleLarge: () => void
}

/**
 * useTheme puts the accent and the type size on the document. The accent is made readable on the surface of the present
 * colour scheme; `surface` tells it.
 */
export function useTheme(
  root: HTMLElement,
  shelf: Shelf,
  accent: () => string | undefined,
  dark: MediaQueryList,
  surface: () => string,
): Theme {
  const large = ref(shelf.get(key) === true)

  watch(large, (on) => {
    root.dataset['type'] = on ? 'large' : 'normal'
    shelf.set(key, on)
  }, { immediate: true })

  function paint(): void {
    const wish = accent()
    if (wish === undefined) {
      root.style.removeProperty('--accent')
      root.style.removeProperty('--accent-strong')
      return
    }
    root.style.setProperty('--accent', accentOn(wish, surface()))
    root.style.setProperty('--accent-strong', accentOn(wish, '#ffffff'))
  }
  watch(accent, paint, { immediate: true })
  dark.addEventListener('change', paint)

  return {
    large,
    toggleLarge: () => {
      large.value = !large.value
    },
  }
}
