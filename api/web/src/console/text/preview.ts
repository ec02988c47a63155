import type { AskReply, Citation } from '../../api/types'
import type { ContentAnswer } from '../api/types'

/** An answer that is being written, as the server would send it to a taxpayer on a day (2026-01-31). */
export function previewOf(answer: ContentAnswer, today: string): AskReply {
  const { effective_from: from = '', effective_to: to = '' } = answer
  const citations: Citation[] = (answer.citations ?? [])
    .filter(({ title, document_number: number }) => title !== '' || (number ?? '') !== '')
    .map((citation) => ({
      ...citation,
      ...(from === '' ? {} : { effective_from: from }),
      ...(to === '' ? {} : { effective_to: to }),
      status: from > today ? 'NotYetInForce' : to !== '' && to < today ? 'Repealed' : 'InForce',
    }))
  return {
    answer_id: 'preview', kind: 'answer', text: answer.text, confidence: 1, citations, suggestions: [], keywords: [],
    understood_as: '', as_of: today, edition: 0, took_ms: 0,
  }
}
