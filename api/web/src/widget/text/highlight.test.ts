import { describe, expect, it } from 'vitest'
import { highlight } from './highlight'

const cases = [
  { name: 'shared words', text: '小规模纳税人增值税起征点是多少', asked: '小规模起征点', want: ['小规模', '起征点'] },
  { name: 'nothing of the question words', text: '公司注销怎么办理', asked: '社保怎么办理', want: [] },
  { name: 'whole Latin words only', text: 'APP 和 A105000 表', asked: 'app怎么用 A1050', want: ['APP'] },
  { name: 'full-width figures', text: '减按１％征收', asked: '1%征收率', want: ['１％征收'] },
  { name: 'nothing in an empty question', text: '契税', asked: '', want: [] },
  { name: 'nothing of a single shared character', text: '印花税', asked: '契税', want: [] },
]

describe('highlight', () => {
  for (const { name, text, asked, want } of cases) {
    it(`marks ${name}`, () => {
      const runs = highlight(text, asked)
      expect(runs.filter((run) => run.keyword).map((run) => run.text)).toEqual(want)
      expect(runs.map((run) => run.text).join('')).toBe(text)
    })
  }
})
