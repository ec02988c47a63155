import { describe, expect, it } from 'vitest'
import { newId } from './ids'

describe('newId', () => {
  it('is what the server takes, and another one each time', () => {
    const ids = Array.from({ length: 200 }, () => newId('qa', '2026-11-24'))
    expect(new Set(ids).size).toBe(200)
    for (const id of ids) expect(id).toMatch(/^qa-20261124-[a-z0-9]{10}$/)
  })
})
