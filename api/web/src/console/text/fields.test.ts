import { describe, expect, it } from 'vitest'
import { differences } from './fields'

describe('differences', () => {
  it('names the fields that differ, and no others', () => {
    const theirs = { id: 'a', question: '旧', similar: ['甲', '乙'], owner: '', answers: [{ text: '一', citations: [{ title: '公告' }] }] }
    const mine = { id: 'a', question: '新', similar: ['甲', '乙'], answers: [{ text: '二', citations: [{ title: '公告' }] }] }
    expect(differences(theirs, mine)).toEqual([
      { name: '问题', theirs: '旧', mine: '新' },
      { name: '答复', theirs: '文字：一\n依据：标题：公告', mine: '文字：二\n依据：标题：公告' },
    ])
  })
  it('says what only one of them has', () => {
    expect(differences({}, { unconfirmed: true })).toEqual([{ name: '以答复为准', theirs: '', mine: '是' }])
  })
})
