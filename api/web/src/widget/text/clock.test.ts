// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { farApart, sayDate, sayWhen } from './clock'

const now = new Date('2026-11-22T03:00:00Z') // 11:00 in China

const cases = [
  { name: 'today', at: '2026-11-22T01:05:00Z', want: '09:05' },
  { name: 'today in China, yesterday in UTC', at: '2026-11-21T16:30:00Z', want: '00:30' },
  { name: 'yesterday', at: '2026-11-21T01:05:00Z', want: '昨天 09:05' },
  { name: 'this year', at: '2026-03-02T01:05:00Z', want: '3月2日 09:05' },
  { name: 'another year', at: '2025-12-31T01:05:00Z', want: '2025年12月31日 09:05' },
  { name: 'no date', at: 'soon', want: '' },
]

describe('sayWhen', () => {
  for (const { name, at, want } of cases) it(`says ${name}`, () => expect(sayWhen(at, now)).toBe(want))
})

describe('sayDate', () => {
  it('says civil dates and leaves the rest', () => {
    expect(sayDate('2027-12-31')).toBe('2027年12月31日')
    expect(sayDate('2027-01-05', false)).toBe('1月5日')
    expect(sayDate('长期')).toBe('长期')
  })
})

describe('farApart', () => {
  it('shows the time first and after ten quiet minutes', () => {
    expect(farApart(undefined, '2026-11-22T01:00:00Z')).toBe(true)
    expect(farApart('2026-11-22T01:00:00Z', '2026-11-22T01:10:00Z')).toBe(false)
    expect(farApart('2026-11-22T01:00:00Z', '2026-11-22T01:10:01Z')).toBe(true)
  })
})
