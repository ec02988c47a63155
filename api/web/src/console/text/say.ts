import { sayWhen } from '../../widget/text/clock'
import type { Refusal } from '../api/client'
import { consoleStrings as strings } from '../strings'

/** A refusal in a sentence, always one. */
export function sayRefusal(refusal: Refusal): string {
  if (refusal.sentence !== '') return refusal.sentence
  return refusal.unanswered ? strings.unreachable : strings.unknownTrouble
}

/** A period of civil dates; an empty end is open, two empty ends are '—'. */
export function sayDates(from: string | undefined, to: string | undefined): string {
  if (from && to) return strings.between(from, to)
  if (from) return strings.from(from)
  return to ? strings.until(to) : strings.none
}

const provinces = new Map(strings.regions)

/** A region's name, or the code where the name is not known. */
export function sayRegion(code: string | undefined): string {
  if (code === undefined || code === '' || code === '000000') return strings.national
  const name = provinces.get(code)
  if (name !== undefined) return name
  const province = provinces.get(`${code.slice(0, 2)}0000`)
  return province === undefined ? code : `${province} ${code}`
}

/** An instant as read in China. */
export function sayInstant(instant: string | number): string {
  return sayWhen(typeof instant === 'number' ? new Date(instant).toISOString() : instant, new Date())
}
