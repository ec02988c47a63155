/** A run of text; `keyword` when it is one of the words that the question turns on. */
export interface Run {
  text: string
  keyword: boolean
}

/** Splits `text` where one of the keywords stands, whatever its width and case. Joined the runs are `text` again. */
export function highlight(text: string, keywords: readonly string[]): Run[] {
  const folded = fold(text)
  const marked = new Array<boolean>(text.length).fill(false)
  for (const keyword of keywords.map(fold)) {
    if (keyword === '') continue
    for (let at = folded.indexOf(keyword); at >= 0; at = folded.indexOf(keyword, at + 1)) {
      marked.fill(true, at, at + keyword.length)
    }
  }
  const runs: Run[] = []
  for (let at = 0; at < text.length; at++) {
    const keyword = marked[at] === true
    const last = runs[runs.length - 1]
    if (last !== undefined && last.keyword === keyword) last.text += text.charAt(at)
    else runs.push({ text: text.charAt(at), keyword })
  }
  return runs
}

// Keeps the length, so that positions stay valid: full-width letters and digits become half-width, case is dropped.
function fold(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[A-Z]/g, (char) => char.toLowerCase())
}
