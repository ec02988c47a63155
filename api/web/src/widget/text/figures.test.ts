// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { splitFigures } from './figures'

const cases = [
  { name: 'amounts', text: '月销售额未达到10万元（季度30万元）的免征', want: ['10万元', '30万元'] },
  { name: 'amounts with separators', text: '扣除 60,000.50 元和5亿元', want: ['60,000.50 元', '5亿元'] },
  { name: 'rates', text: '减按1%征收，滞纳金0.5‰，百分之五', want: ['1%', '0.5‰', '百分之五'] },
  { name: 'dates', text: '2026年1月1日至2027年12月31日，每年6月30日前', want: ['2026年1月1日', '2027年12月31日', '6月30日'] },
  { name: 'periods', text: '15个工作日内、30日内、72小时、36个月内', want: ['15个工作日内', '30日内', '72小时', '36个月内'] },
  { name: 'a bare year', text: '2025年的收入', want: ['2025年'] },
  { name: 'a document number', text: '财政部 税务总局公告2026年第10号、财税〔2019〕13号', want: [] },
  { name: 'an article', text: '第23条第1款', want: [] },
  { name: 'a month of the year', text: '3月申报', want: [] },
  { name: 'no figure', text: '以主管税务机关答复为准', want: [] },
]

describe('splitFigures', () => {
  for (const { name, text, want } of cases) {
    it(`finds ${name}`, () => {
      const pieces = splitFigures(text)
      expect(pieces.filter((piece) => piece.figure).map((piece) => piece.text)).toEqual(want)
      expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    })
  }
})
