const number = String.raw`\d[\d,]*(?:\.\d+)?`

// Amounts, rates, dates and day counts: the figures that a person acts on.
const figure = new RegExp(
  [
    String.raw`\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?!第)`,
    String.raw`\d{1,2}月\d{1,2}日`,
    String.raw`\d{4}-\d{2}-\d{2}`,
    String.raw`${number}\s*(?:%|‰)`,
    String.raw`百分之[零一二三四五六七八九十百点]+`,
    String.raw`${number}\s*(?:万亿|[百千万亿])?元`,
    String.raw`${number}\s*(?:个?(?:工作日|小时)内?|个月内?|天内?|日内|年内)`,
  ].join('|'),
  'g',
)

// A year that only names a document (公告2026年第10号, 〔2019〕13号) is no figure to rely on.
const documentName = /(?:公告|令|〔|\[|【)\s*$/

/** The pieces of `text`; `figure` marks an amount, rate, date or period. Joined they are `text` again. */
export function splitFigures(text: string): { text: string; figure: boolean }[] {
  const pieces: { text: string; figure: boolean }[] = []
  let last = 0
  for (const match of text.matchAll(figure)) {
    const start = match.index
    if (documentName.test(text.slice(0, start))) continue
    if (start > last) pieces.push({ text: text.slice(last, start), figure: false })
    pieces.push({ text: match[0], figure: true })
    last = start + match[0].length
  }
  if (last < text.length) pieces.push({ text: text.slice(last), figure: false })
  return pieces
}

/** Wraps the figures below `root` in `<b class="figure">`, outside of links and code. */
export function markFigures(root: DocumentFragment): void {
  const document = root.ownerDocument
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const texts: Text[] = []
  while (walker.nextNode()) {
    const node = walker.currentNode as Text
    if (node.parentElement?.closest('a, code, pre') == null) texts.push(node)
  }
  for (const node of texts) {
    const pieces = splitFigures(node.data)
    if (!pieces.some((piece) => piece.figure)) continue
    node.replaceWith(
      ...pieces.map((piece) => {
        if (!piece.figure) return document.createTextNode(piece.text)
        const mark = document.createElement('b')
        mark.className = 'figure'
        mark.textContent = piece.text
        return mark
      }),
    )
  }
}
