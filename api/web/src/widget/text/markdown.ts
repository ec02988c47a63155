import createPurifier, { type Config } from 'dompurify'
import { Marked } from 'marked'
import { markFigures } from './figures'

/*
 * The one place where text becomes markup. Answers are Markdown written by content staff or by a model; neither is
 * trusted. Three gates, each enough alone for what it guards: raw HTML in Markdown is shown as the characters it
 * consists of; DOMPurify keeps a short list of elements; what remains is a DOM fragment that is never turned back
 * into a string.
 */

const allowed: Config & { RETURN_DOM_FRAGMENT: true } = {
  ALLOWED_TAGS: [
    'p', 'br', 'strong', 'em', 'del', 'ul', 'ol', 'li', 'blockquote', 'hr', 'h4', 'h5', 'code', 'pre', 'a',
    'table', 'thead', 'tbody', 'tr', 'th', 'td',
  ],
  ALLOWED_ATTR: ['href', 'start'],
  ALLOWED_URI_REGEXP: /^https:\/\//i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
}

const markdown = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html: ({ text }) => escape(text),
    // A heading inside an answer stands below the window's own headings.
    heading({ tokens, depth }) {
      const level = depth <= 2 ? 'h4' : 'h5'
      return `<${level}>${this.parser.parseInline(tokens)}</${level}>`
    },
    image: ({ text }) => escape(text),
    // A task list would become check boxes.
    checkbox: () => '',
  },
})

const purifier = createPurifier(window)

/** Renders Markdown to a fragment that holds nothing but harmless elements; figures to rely on are marked. */
export function renderMarkdown(source: string): DocumentFragment {
  const fragment = purifier.sanitize(toHtml(source), allowed)
  for (const link of fragment.querySelectorAll('a')) guardLink(link)
  for (const table of fragment.querySelectorAll('table')) frameTable(table)
  markFigures(fragment)
  return fragment
}

/** The words alone, one line for each block, as a screen reader should hear them. */
export function plainText(source: string): string {
  const blocks = purifier.sanitize(toHtml(source), allowed).querySelectorAll('p, li, h4, h5, th, td, pre')
  return Array.from(blocks)
    .filter((block) => block.querySelector('p, li') === null)
    .map((block) => (block.textContent ?? '').trim())
    .filter((line) => line !== '')
    .join('\n')
}

function toHtml(source: string): string {
  return markdown.parse(source, { async: false })
}

function guardLink(link: HTMLAnchorElement): void {
  if (!isSafeAddress(link.getAttribute('href') ?? '')) {
    link.replaceWith(...link.childNodes)
    return
  }
  link.target = '_blank'
  link.rel = 'noopener noreferrer'
}

/** Whether an address may become a link: https, absolute, without credentials. */
export function isSafeAddress(address: string): boolean {
  try {
    const { protocol, username, password } = new URL(address)
    return protocol === 'https:' && username === '' && password === ''
  } catch {
    return false
  }
}

function frameTable(table: HTMLTableElement): void {
  const frame = table.ownerDocument.createElement('div')
  frame.className = 'table-frame'
  frame.tabIndex = 0
  table.replaceWith(frame)
  frame.append(table)
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
