import { afterEach, describe, expect, it } from 'vitest'
import { focusable, keepFocus } from './focus'

function dialog(): HTMLElement {
  document.body.innerHTML = `
    <button id="outside"></button>
    <div id="root" tabindex="-1">
      <button id="a"></button><button id="off" disabled></button><span hidden><button id="gone"></button></span>
      <a id="b" href="https://a.test/"></a><textarea id="c"></textarea><i tabindex="-1"></i>
    </div>`
  const root = document.getElementById('root')
  if (root === null) throw new Error('no root')
  return root
}

function press(root: HTMLElement, shiftKey = false): boolean {
  const event = new KeyboardEvent('keydown', { key: 'Tab', shiftKey, cancelable: true })
  keepFocus(root, event)
  return event.defaultPrevented
}

describe('focusable', () => {
  it('finds what Tab reaches', () => {
    expect(focusable(dialog()).map((element) => element.id)).toEqual(['a', 'b', 'c'])
  })
})

describe('keepFocus', () => {
  afterEach(() => document.body.replaceChildren())

  const cases = [
    { name: 'goes round at the end', at: 'c', shift: false, want: 'a' },
    { name: 'goes round at the start', at: 'a', shift: true, want: 'c' },
    { name: 'leaves the middle to the browser', at: 'b', shift: false, want: 'b' },
    { name: 'fetches the focus back', at: 'outside', shift: false, want: 'a' },
    { name: 'goes to the end from the dialog itself', at: 'root', shift: true, want: 'c' },
  ]
  for (const { name, at, shift, want } of cases) {
    it(name, () => {
      const root = dialog()
      document.getElementById(at)?.focus()
      expect(press(root, shift)).toBe(at !== want)
      expect(document.activeElement?.id).toBe(want)
    })
  }

  it('holds the focus when there is nothing to reach', () => {
    const root = dialog()
    root.replaceChildren()
    expect(press(root)).toBe(true)
    expect(document.activeElement).toBe(root)
  })
})
