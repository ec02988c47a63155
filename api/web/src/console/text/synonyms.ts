import type { ContentSynonym } from '../api/types'

/** Synonyms as people write them, one line each: the official term, a tab, “=” or a colon, and the everyday words, divided by 、 or a comma. */
export function writeSynonyms(synonyms: ContentSynonym[]): string[] {
  return synonyms.map(({ official, everyday }) => `${official} = ${everyday.join('、')}`)
}

/** Reads what writeSynonyms wrote, and rows of a spreadsheet. Everyday words of one term on several lines are put together. */
export function readSynonyms(lines: string[]): ContentSynonym[] {
  const found = new Map<string, Set<string>>()
  for (const line of lines) {
    const [, official = '', rest = ''] = /^([^\t=＝:：]*)[\t=＝:：]?(.*)$/s.exec(line) ?? []
    const term = official.trim()
    if (term === '') continue
    const words = found.get(term) ?? new Set<string>()
    for (const word of rest.split(/[、,，;；\t]/)) if (word.trim() !== '') words.add(word.trim())
    found.set(term, words)
  }
  return Array.from(found, ([official, words]) => ({ official, everyday: [...words] }))
}

/** The lines that are no synonym, by their number from 1: without a sign behind the official term, or with nothing on one side of it. */
export function wrongSynonyms(lines: string[]): number[] {
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return []
    const [, official = '', rest = ''] = /^([^\t=＝:：]*)[\t=＝:：](.*)$/s.exec(line) ?? []
    return official.trim() === '' || rest.split(/[、,，;；\t]/).every((word) => word.trim() === '') ? [at + 1] : []
  })
}
