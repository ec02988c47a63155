// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { reordered } from './order'

const cases: [string, number[], number, -1 | 1, string][] = [
  ['neighbours change places', [1, 2, 3], 1, -1, 'b1 a2'],
  ['across a gap', [1, 3, 7], 1, 1, 'c3 b7'],
  ['two of one rank', [1, 2, 2, 5], 1, 1, 'b3'],
  ['those behind give way', [1, 2, 2, 3], 2, -1, 'b3 d4'],
  ['ranks from nought', [0, 0, 1], 0, 1, 'b1 a2 c3'],
  ['the first goes no further up', [1, 2], 0, -1, ''],
  ['the last goes no further down', [1, 2], 1, 1, ''],
  ['what is not there', [1, 2], -1, 1, ''],
]

describe('reordered', () => {
  for (const [name, positions, at, by, want] of cases) {
    it(name, () => {
      const list = positions.map((position, place) => ({ name: 'abcd'[place], position }))
      expect(reordered(list, at, by).map(({ entry, position }) => `${entry.name}${position}`).join(' ')).toBe(want)
    })
  }
})
