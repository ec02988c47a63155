import { describe, expect, it } from 'vitest'
import { Shelf } from '../storage'
import { useDraft } from './useDraft'

describe('useDraft', () => {
  it('survives a reload and belongs to its taxpayer', () => {
    window.localStorage.clear()
    const mine = new Shelf('a', window.localStorage)
    const draft = useDraft()
    draft.load(mine)
    draft.text.value = '小规模'
    const reloaded = useDraft()
    reloaded.load(mine)
    expect(reloaded.text.value).toBe('小规模')
    reloaded.load(new Shelf('b', window.localStorage))
    expect(reloaded.text.value).toBe('')
    draft.load(mine)
    expect(draft.text.value).toBe('小规模')
    draft.clear()
    expect(mine.get('draft')).toBeUndefined()
  })

  const cases = [
    { name: 'blank text', text: ' \n ', left: 2000, near: false, send: false },
    { name: 'a question', text: ' 契税 ', left: 1998, near: false, send: true },
    { name: 'characters outside the basic plane as one', text: '𠮷'.repeat(1800), left: 200, near: true, send: true },
    { name: 'the limit', text: '长'.repeat(2000), left: 0, near: true, send: true },
    { name: 'one too many', text: '长'.repeat(2001), left: -1, near: true, send: false },
  ]
  for (const { name, text, left, near, send } of cases) {
    it(`counts ${name}`, () => {
      const draft = useDraft()
      draft.text.value = text
      expect([draft.left.value, draft.isNearLimit.value, draft.canSend.value]).toEqual([left, near, send])
    })
  }
})
