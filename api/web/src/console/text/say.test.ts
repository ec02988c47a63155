import { describe, expect, it } from 'vitest'
import { Refusal } from '../api/client'
import { consoleStrings as strings } from '../strings'
import { sayDates, sayRefusal, sayRegion } from './say'

describe('regions', () => {
  it('says names where they are known', () => {
    expect([sayRegion(''), sayRegion('340000'), sayRegion('340100'), sayRegion('990000')]).toEqual(['全国', '安徽', '安徽 340100', '990000'])
  })
})

describe('sayDates', () => {
  it('says open ends', () => {
    expect([sayDates('a', 'b'), sayDates('a', ''), sayDates(undefined, 'b'), sayDates('', '')]).toEqual(['a 至 b', 'a 起', '至 b', '—'])
  })
})

describe('sayRefusal', () => {
  it('says the server’s sentence, or one of its own', () => {
    expect(sayRefusal(new Refusal(409, { detail: '别人改过了。', code: 'x' }))).toBe('别人改过了。')
    expect(sayRefusal(new Refusal(0))).toBe(strings.unreachable)
    expect(sayRefusal(new Refusal(500))).toBe(strings.unknownTrouble)
  })
})
