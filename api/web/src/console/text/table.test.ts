// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { isHeaded, linesFrom, parseCells } from './table'

const cases = [
  { name: 'cells and rows', text: 'a\tb\r\nc\td\r\n', want: [['a', 'b'], ['c', 'd']] },
  { name: 'a cell with a line break', text: '"一\n二"\tb', want: [['一\n二', 'b']] },
  { name: 'a cell with quotes', text: '"说""好""的"\tb', want: [['说"好"的', 'b']] },
  { name: 'a quote inside of a cell', text: '他说"好"\tb', want: [['他说"好"', 'b']] },
  { name: 'a tab inside of quotes', text: '"a\tb"\tc', want: [['a\tb', 'c']] },
  { name: 'no empty rows', text: '\n\t\n a \t\n', want: [['a', '']] },
  { name: 'a quote that never ends', text: '"a\nb', want: [['a\nb']] },
  { name: 'nothing', text: '', want: [] },
]

describe('parseCells', () => {
  for (const { name, text, want } of cases) it(`reads ${name}`, () => expect(parseCells(text)).toEqual(want))
})

describe('linesFrom', () => {
  it('gives each text of a column once', () => expect(linesFrom('报告几号交\r\n哪天交\r\n报告几号交\r\n')).toEqual(['报告几号交', '哪天交']))
  it('gives the texts of several columns and of cells with several lines', () =>
    expect(linesFrom('甲\t"乙\n丙"\n丁\t')).toEqual(['甲', '乙', '丙', '丁']))
})

describe('isHeaded', () => {
  const cases: [string, boolean][] = [
    ['问题\t答案\n几号交\t十五日', true], ['答复内容\t标准问题 *\n十五日\t几号交', true], ['question\tanswer\na\tb', true],
    ['问题\t答案', false], ['几号交\t每月十五日前。\n哪里交\t电子税务局', false], ['', false],
  ]
  for (const [text, want] of cases) it(`${JSON.stringify(text)}: ${want}`, () => expect(isHeaded(parseCells(text))).toBe(want))
})
