import type { ContentPair } from '../api/types'
import { consoleStrings as strings } from '../strings'
import { readDate } from './dates'
import { readRegion } from './say'
import { parseCells } from './table'

type Field = keyof typeof strings.pasteColumns

/** A row of a pasted table: a pair without its id, and what is wrong with it; '' for nothing. */
export interface PastedPair {
  pair: Omit<ContentPair, 'id'>
  problem: string
}

const unheaded: Field[] = ['question', 'text']

/** Reads a table of questions and answers from the clipboard, with or without a row of headings. */
export function readPairs(source: string): PastedPair[] {
  const rows = parseCells(source)
  const fields = headings(rows[0] ?? [])
  const seen = new Set<string>()
  return (fields === null ? rows : rows.slice(1)).map((row) => {
    const read = readRow(row, fields ?? unheaded)
    const { question } = read.pair
    if (read.problem === '' && seen.has(question)) read.problem = strings.pasteProblems.twice
    seen.add(question)
    return read
  })
}

/** The field of each column; null when the row names no question and is no row of headings. */
function headings(row: string[]): (Field | undefined)[] | null {
  const known = Object.entries(strings.pasteColumns) as [Field, string[]][]
  const fields = row.map((cell) => known.find(([, names]) => names.includes(cell.replace(/\s|\*/g, '')))?.[0])
  return fields.includes('question') ? fields : null
}

function readRow(row: string[], fields: (Field | undefined)[]): PastedPair {
  const cell = (field: Field): string => row[fields.indexOf(field)] ?? ''
  const list = (field: Field): string[] =>
    cell(field).split(/[\n;；|]/).map((one) => one.trim()).filter((one) => one !== '')
  const dates = { from: cell('from'), to: cell('to'), review: cell('review') }
  const read = Object.fromEntries(Object.entries(dates).map(([name, text]) => [name, text === '' ? '' : readDate(text)]))
  const region = readRegion(cell('region'))
  const title = cell('title')
  const citation = { title, document_number: cell('number'), clause: cell('clause'), quote: cell('quote') }

  let problem = ''
  if (cell('question') === '') problem = strings.pasteProblems.question
  else if (cell('text') === '') problem = strings.pasteProblems.text
  else if (Object.values(read).includes(null)) problem = strings.pasteProblems.date
  else if (region === null) problem = strings.pasteProblems.region

  return {
    problem,
    pair: {
      kind: title === '' && citation.document_number === '' ? 'guide' : 'policy',
      question: cell('question'),
      similar: list('similar'),
      aliases: list('aliases'),
      region: region ?? '',
      owner: cell('owner'),
      review_by: read['review'] ?? '',
      answers: [{
        effective_from: read['from'] ?? '', effective_to: read['to'] ?? '', text: cell('text'),
        citations: title === '' && citation.document_number === '' ? [] : [{ ...citation, title: title || citation.document_number }],
      }],
    },
  }
}
