import type { Citation } from '../../api/types'
import { widgetStrings as strings } from '../../strings'
import { sayDate } from './clock'

/** How a status is coloured: in force, partly or not yet, ended. */
export type Standing = 'good' | 'care' | 'ended' | 'unknown'

interface Status {
  label: string
  standing: Standing
}

const statuses = new Map<string, Status>([
  ['InForce', { label: strings.status.inForce, standing: 'good' }],
  ['PartlyRepealed', { label: strings.status.partlyRepealed, standing: 'care' }],
  ['NotYetInForce', { label: strings.status.notYetInForce, standing: 'care' }],
  ['Repealed', { label: strings.status.repealed, standing: 'ended' }],
])

/**
 * The status in words, seen from today (2026-01-31). The server gives it for the date that was asked about: what held then
 * and has ended since must not look as if it still held, and a rule that ran out is not a document that was repealed. An unknown status has no label, because a guess about validity
 * would be worse than none.
 */
export function sayStatus(citation: { status: string; effective_to?: string }, today: string): Status {
  const end = citation.effective_to ?? ''
  if (citation.status === 'InForce' && end !== '' && end < today) {
    return { label: strings.status.inForceThen, standing: 'ended' }
  }
  if (citation.status === 'Repealed' && end !== '') return { label: strings.status.expired, standing: 'ended' }
  return statuses.get(citation.status) ?? { label: '', standing: 'unknown' }
}

/** The period that an answer speaks of, of a passage its own; empty when none is known. It is not that of the whole document. */
export function sayPeriod(citation: Pick<Citation, 'effective_from' | 'effective_to'>): string {
  const from = citation.effective_from ?? ''
  const to = citation.effective_to ?? ''
  if (from !== '' && to !== '') return strings.validBetween(sayDate(from), sayDate(to))
  if (from !== '') return strings.validFrom(sayDate(from))
  if (to !== '') return strings.validUntil(sayDate(to))
  return ''
}
