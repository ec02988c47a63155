import { beforeEach, describe, expect, it } from 'vitest'
import { Keeper } from './useKeeper'

describe('Keeper', () => {
  beforeEach(() => localStorage.clear())

  it('gives back what was written, by key', () => {
    const kept = { content: { text: '一半' }, version: 3, at: 5 }
    expect(new Keeper('bianji.pair.a').write(kept)).toBe(true)
    expect(new Keeper('bianji.pair.a').read()).toEqual(kept)
    expect(new Keeper('bianji.pair.b').read()).toBeNull()
    new Keeper('bianji.pair.a').forget()
    expect(new Keeper('bianji.pair.a').read()).toBeNull()
  })

  for (const broken of ['', '{', 'null', '1', '{"version":"1","content":{}}', '{"version":1}']) {
    it(`takes ${JSON.stringify(broken)} for nothing`, () => {
      localStorage.setItem('yueyue.console.edit.x', broken)
      expect(new Keeper('x').read()).toBeNull()
    })
  }

  it('lives without a storage', () => {
    const refuse = (): never => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    const keeper = new Keeper('x', { getItem: refuse, setItem: refuse, removeItem: refuse })
    expect(keeper.write({ content: 1, version: 1, at: 1 })).toBe(false)
    expect(keeper.read()).toBeNull()
    keeper.forget()
  })
})
