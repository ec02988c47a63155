// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { rowAfter } from './useRows'

const cases = [
  ['ArrowDown', 0, 3, 1], ['ArrowDown', 2, 3, 2], ['ArrowUp', 0, 3, 0], ['ArrowUp', 2, 3, 1], ['Home', 2, 3, 0], ['End', 0, 3, 2],
  ['PageDown', 0, 50, 10], ['PageUp', 5, 50, 0], ['a', 0, 3, null], ['ArrowDown', 0, 0, null],
] as const

describe('rowAfter', () => {
  for (const [key, at, count, want] of cases) it(`${key} leads from ${at} of ${count} to ${want}`, () => expect(rowAfter(key, at, count)).toBe(want))
})
