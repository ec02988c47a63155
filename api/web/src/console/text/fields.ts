import { consoleStrings as strings } from '../strings'

/** A field that two contents have differently, in words. */
export interface Difference {
  name: string
  theirs: string
  mine: string
}

/** The fields in which two contents differ, by the names that people know. */
export function differences(theirs: object, mine: object): Difference[] {
  const left = theirs as Record<string, unknown>
  const right = mine as Record<string, unknown>
  const found: Difference[] = []
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const [a, b] = [sayValue(left[name]), sayValue(right[name])]
    if (a !== b) found.push({ name: nameOf(name), theirs: a, mine: b })
  }
  return found
}

/** The name of a field for people; the field itself where it has none. */
export function nameOf(field: string): string {
  return strings.fieldNames[field] ?? field
}

function sayValue(value: unknown): string {
  if (value === undefined || value === null || value === '' || value === false) return ''
  if (value === true) return strings.yes
  if (Array.isArray(value)) return value.map(sayValue).join(value.some((one) => typeof one === 'object') ? '\n\n' : '\n')
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, one]) => [name, sayValue(one)] as const)
      .filter(([, said]) => said !== '')
      .map(([name, said]) => strings.fieldIs(nameOf(name), said))
      .join('\n')
  }
  return String(value)
}
