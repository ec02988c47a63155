import { createApp, defineComponent, h } from 'vue'
import { describe, expect, it } from 'vitest'
import { useKeys } from './useKeys'

describe('useKeys', () => {
  it('hears keys on the page while mounted, but not those that were acted on', () => {
    const heard: string[] = []
    const app = createApp(defineComponent({
      setup() {
        useKeys((event) => heard.push(event.key))
        return () => h('div')
      },
    }))
    app.mount(document.createElement('div'))
    const press = (key: string, prevented = false, isComposing = false) => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, isComposing })
      if (prevented) event.preventDefault()
      document.body.dispatchEvent(event)
    }
    press('Escape')
    press('Tab', true)
    press('Enter', false, true)
    app.unmount()
    press('a')
    expect(heard).toEqual(['Escape'])
  })
})
