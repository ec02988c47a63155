// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { readSynonyms, writeSynonyms } from './synonyms'

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
