// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { sayPeriod, sayStatus } from './validity'

describe('sayStatus', () => {
  const cases = [
    { status: 'InForce', label: '全文有效', standing: 'good' },
    { status: 'PartlyRepealed', label: '条款失效', standing: 'care' },
    { status: 'NotYetInForce', label: '尚未施行', standing: 'care' },
    { status: 'Repealed', label: '全文废止', standing: 'ended' },
    { status: 'Ended', label: '', standing: 'unknown' },
    { status: '', label: '', standing: 'unknown' },
  ]
  for (const { status, label, standing } of cases) {
    it(`reads ${JSON.stringify(status)}`, () => expect(sayStatus({ status }, '2026-11-24')).toEqual({ label, standing }))
  }

  it('does not call a rule that ran out a repealed document', () => {
    expect(sayStatus({ status: 'Repealed', effective_to: '2026-06-30' }, '2026-11-24')).toEqual({ label: '所述规定已到期', standing: 'ended' })
  })

  it('does not show what held in the past as if it held now', () => {
    const past = { status: 'InForce', effective_to: '2025-12-31' }
    expect(sayStatus(past, '2025-12-31').label).toBe('全文有效')
    expect(sayStatus(past, '2026-01-01')).toEqual({ label: '当时有效', standing: 'ended' })
  })
})

describe('sayPeriod', () => {
  const cases = [
    { period: { effective_from: '2026-01-01', effective_to: '2027-12-31' }, want: '2026年1月1日至2027年12月31日' },
    { period: { effective_from: '2026-01-01' }, want: '自2026年1月1日起' },
    { period: { effective_to: '2025-12-31' }, want: '至2025年12月31日止' },
    { period: {}, want: '' },
    { period: { effective_from: '', effective_to: '' }, want: '' },
  ]
  for (const { period, want } of cases) it(`says ${want || 'nothing'}`, () => expect(sayPeriod(period)).toBe(want))
})
