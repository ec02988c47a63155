// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { highlight } from './highlight'

const cases = [
  { name: 'each place of each keyword', text: '契税和印花税，契税先交', keywords: ['契税', '印花税'], want: ['契税', '印花税', '契税'] },
  { name: 'keywords that overlap as one run', text: '小规模纳税人', keywords: ['小规模', '规模纳税人'], want: ['小规模纳税人'] },
  { name: 'whatever the case and width', text: 'APP里按１％征收', keywords: ['app', '1%'], want: ['APP', '１％'] },
  { name: 'nothing without keywords', text: '契税', keywords: [], want: [] },
  { name: 'nothing for an empty keyword', text: '契税', keywords: [''], want: [] },
]

describe('highlight', () => {
  for (const { name, text, keywords, want } of cases) {
    it(`marks ${name}`, () => {
      const runs = highlight(text, keywords)
      expect(runs.filter((run) => run.keyword).map((run) => run.text)).toEqual(want)
      expect(runs.map((run) => run.text).join('')).toBe(text)
    })
  }
})
