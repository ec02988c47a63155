import { describe, expect, it } from 'vitest'
import { consoleStrings as strings } from '../strings'
import { readPairs } from './pairTable'

describe('readPairs', () => {
  it('takes columns by their headings, in any order', () => {
    const [one, ...rest] = readPairs(
      '答案\t标准问题 *\t相似问法\t文号\t依据\t生效日期\t地区\n每月交。\t几号交\t"哪天交；何时交"\t2026年第7号\t试用公告\t2026.3.1\t安徽省',
    )
    expect(rest).toEqual([])
    expect(one).toEqual({
      problem: '',
      pair: {
        kind: 'policy', question: '几号交', similar: ['哪天交', '何时交'], aliases: [], region: '340000', owner: '', review_by: '',
        answers: [{
          effective_from: '2026-03-01', effective_to: '', text: '每月交。',
          citations: [{ title: '试用公告', document_number: '2026年第7号', clause: '', quote: '' }],
        }],
      },
    })
  })

  it('takes the first two columns where nothing is headed', () => {
    const [one] = readPairs('几号交\t每月十五日前。')
    expect(one?.pair).toMatchObject({ kind: 'guide', question: '几号交', answers: [{ text: '每月十五日前。', citations: [] }] })
  })

  const wrong = [
    { name: 'no question', row: '\t答', problem: strings.pasteProblems.question },
    { name: 'no answer', row: '问\t', problem: strings.pasteProblems.text },
    { name: 'a date that is none', row: '问\t答\t明年', problem: strings.pasteProblems.date },
    { name: 'a region that is none', row: '问\t答\t\t火星', problem: strings.pasteProblems.region },
  ]
  for (const { name, row, problem } of wrong) {
    it(`says that there is ${name}`, () => expect(readPairs(`问题\t答复\t适用期起\t地区\n${row}`)[0]?.problem).toBe(problem))
  }

  it('says that a question stands there twice', () => {
    expect(readPairs('问\t甲\n问\t乙').map(({ problem }) => problem)).toEqual(['', strings.pasteProblems.twice])
  })
})
