// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { previewOf } from './preview'

describe('previewOf', () => {
  const cases = [
    { name: 'in force', from: '2026-01-01', to: '', status: 'InForce' },
    { name: 'to come', from: '2027-01-01', to: '', status: 'NotYetInForce' },
    { name: 'over', from: '2020-01-01', to: '2025-12-31', status: 'Repealed' },
    { name: 'on its last day', from: '', to: '2026-06-01', status: 'InForce' },
  ]
  for (const { name, from, to, status } of cases) {
    it(`shows a citation that is ${name}`, () => {
      const reply = previewOf({ effective_from: from, effective_to: to, text: '答', citations: [{ title: '公告' }, { title: '' }] }, '2026-06-01')
      expect(reply.citations).toHaveLength(1)
      expect(reply.citations[0]).toMatchObject({ title: '公告', status })
    })
  }
})
