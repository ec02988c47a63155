// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { accentOn, contrast, defaultAccent, parseColor } from './accent'

describe('parseColor', () => {
  it('reads short and long hex and nothing else', () => {
    expect(parseColor('#fff')).toEqual([255, 255, 255])
    expect(parseColor('#0B57C9')).toEqual([11, 87, 201])
    for (const bad of ['red', '#12', '#1234567', 'url(https://evil.test)', '', '#ggg']) expect(parseColor(bad)).toBeNull()
  })
})

describe('contrast', () => {
  it('follows the definition at its ends', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21)
    expect(contrast([9, 9, 9], [9, 9, 9])).toBe(1)
  })
})

describe('accentOn', () => {
  it('keeps a colour that reads', () => {
    expect(accentOn('#0b57c9', '#ffffff')).toBe('#0b57c9')
  })

  for (const ground of ['#ffffff', '#f4f6fa', '#171c24', '#0f1319']) {
    for (const wish of ['#ffff00', '#000000', '#ffffff', '#808080', '#ff7a00', '#00cc88', '#0b57c9']) {
      it(`makes ${wish} readable on ${ground}`, () => {
        const color = parseColor(accentOn(wish, ground))
        const back = parseColor(ground)
        expect(color !== null && back !== null && contrast(color, back)).toBeGreaterThanOrEqual(4.5)
      })
    }
  }

  it('falls back to its own blue', () => {
    expect(accentOn('expression(alert(1))', '#ffffff')).toBe(defaultAccent)
    expect(accentOn(undefined, '#ffffff')).toBe(defaultAccent)
  })
})
