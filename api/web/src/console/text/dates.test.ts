// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { readDate } from './dates'

const cases = [
  ['2026-01-31', '2026-01-31'], ['2026-1-5', '2026-01-05'], ['2026.1.5', '2026-01-05'], ['2026/01/05', '2026-01-05'], ['20260105', '2026-01-05'],
  ['2026年1月5日', '2026-01-05'], [' 2026 年 1 月 5 日 ', '2026-01-05'], ['2024-02-29', '2024-02-29'], ['2026-02-29', null], ['2026-13-01', null],
  ['长期', null], ['', null], ['2026-1', null], ['26-1-5', null],
] as const

describe('readDate', () => {
  for (const [written, want] of cases) it(`reads “${written}” as ${want}`, () => expect(readDate(written)).toBe(want))
})
