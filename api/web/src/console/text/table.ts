/**
 * Reads what a spreadsheet puts on the clipboard: rows by line, cells by tab; a cell with a tab, a line break or a quote in it stands
 * in quotes, with its own quotes doubled. Rows without any text are left out, cells are trimmed.
 */
export function parseCells(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endCell = (): void => {
    row.push(cell.trim())
    cell = ''
  }
  const endRow = (): void => {
    endCell()
    if (row.some((one) => one !== '')) rows.push(row)
    row = []
  }
  const source = text.replace(/\r\n?/g, '\n')
  for (let at = 0; at < source.length; at++) {
    const character = source[at] as string
    if (quoted) {
      if (character !== '"') cell += character
      else if (source[at + 1] === '"') cell += source[++at]
      else quoted = false
    } else if (character === '"' && cell === '') quoted = true
    else if (character === '\t') endCell()
    else if (character === '\n') endRow()
    else cell += character
  }
  endRow()
  return rows
}

/** All texts of all cells, one each, without repetitions, in their order. */
export function linesFrom(text: string): string[] {
  return [...new Set(parseCells(text).flatMap((row) => row.flatMap((cell) => cell.split('\n'))).map((line) => line.trim()))].filter((line) => line !== '')
}

/**
 * Whether the first row looks like names of columns with questions and answers. Which column is which the server decides; this only
 * keeps a table without names from being sent as a text.
 */
export function isHeaded(rows: string[][]): boolean {
  const first = (rows[0] ?? []).filter((cell) => cell.length <= 20)
  const has = (words: RegExp): boolean => first.some((cell) => words.test(cell))
  return has(/问|^q/i) && has(/答|回复|^a(nswer)?$/i) && rows.length > 1
}
