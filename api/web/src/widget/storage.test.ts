import { describe, expect, it } from 'vitest'
import { type Backing, scopeOf, Shelf } from './storage'

function memory(): Backing & { map: Map<string, string> } {
  const map = new Map<string, string>()
  return {
    map,
    get length() {
      return map.size
    },
    key: (index) => Array.from(map.keys())[index] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
  }
}

function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown) =>
    btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value)))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
  return `${part({ alg: 'ES256' })}.${part(claims)}.signature`
}

describe('Shelf', () => {
  it('keeps scopes apart', () => {
    const backing = memory()
    new Shelf('a', backing).set('draft', '甲')
    new Shelf('b', backing).set('draft', '乙')
    expect(new Shelf('a', backing).get('draft')).toBe('甲')
    expect(new Shelf('b', backing).keys('')).toEqual(['draft'])
  })

  it('takes damaged values for absent', () => {
    const backing = memory()
    backing.map.set('yueyue:a:visit', '{"id":')
    expect(new Shelf('a', backing).get('visit')).toBeUndefined()
  })

  it('goes on in memory when the storage refuses', () => {
    const refuse = (): never => {
      throw new Error('quota')
    }
    const shelf = new Shelf('a', { length: 0, key: refuse, getItem: refuse, setItem: refuse, removeItem: refuse })
    shelf.set('outbox:2', 2)
    shelf.set('outbox:1', 1)
    expect(shelf.get('outbox:1')).toBe(1)
    expect(shelf.keys('outbox:')).toEqual(['outbox:1', 'outbox:2'])
    shelf.remove('outbox:1')
    expect(shelf.get('outbox:1')).toBeUndefined()
  })
})

describe('scopeOf', () => {
  it('is one for a person over renewed tokens and another for another person', () => {
    const first = scopeOf(jwt({ iss: 'etax', sub: '张三', exp: 1 }))
    expect(scopeOf(jwt({ iss: 'etax', sub: '张三', exp: 2 }))).toBe(first)
    expect(scopeOf(jwt({ iss: 'etax', sub: '李四', exp: 1 }))).not.toBe(first)
    expect(scopeOf(jwt({ iss: 'other', sub: '张三', exp: 1 }))).not.toBe(first)
    expect(first).toMatch(/^[0-9a-z]+$/)
  })

  it('separates even what is no token', () => {
    expect(scopeOf('opaque-1')).not.toBe(scopeOf('opaque-2'))
    expect(scopeOf(undefined)).toBe('anonymous')
  })
})
