// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { readSynonyms, writeSynonyms, wrongSynonyms } from './synonyms'

describe('synonyms', () => {
  it('come back as they were written', () => {
    const some = [{ official: '个人所得税', everyday: ['个税', '工资税'] }, { official: '契税', everyday: [] }]
    expect(readSynonyms(writeSynonyms(some))).toEqual(some)
  })
  it('are read from rows of a spreadsheet', () => {
    expect(readSynonyms(['契税\t买房税，房契税', '', '契税\t契约税'])).toEqual([{ official: '契税', everyday: ['买房税', '房契税', '契约税'] }])
  })
  it('leave out what has no official term', () => expect(readSynonyms(['= 个税', '   '])).toEqual([]))
})

describe('wrongSynonyms', () => {
  const cases: [string, number[]][] = [
    ['增值税专用发票 = 专票、专用票\n\n数电票\t全电票', []], ['数电票', [1]], ['增值税专用发票 = 专票\n= 全电\n数电票 =\n乙：、', [2, 3, 4]],
  ]
  for (const [text, wrong] of cases) it(JSON.stringify(text), () => expect(wrongSynonyms(text.split('\n'))).toEqual(wrong))
})
