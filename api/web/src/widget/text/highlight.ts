/** A run of text; `keyword` when it also stands in what was asked. */
export interface Run {
  text: string
  keyword: boolean
}

const shortestMatch = 2

// Pairs of characters that questions share without sharing a subject.
const emptyPairs = new Set([
  '什么', '怎么', '怎样', '如何', '多少', '哪些', '哪个', '哪里', '可以', '能否', '是否', '是不', '不是', '需要', '应该', '应当',
  '的时', '时候', '有没', '没有', '一个', '这个', '那个', '我们', '我的', '请问', '您好', '你好', '么办', '么样', '要不', '不要',
  '还是', '以及', '或者', '如果', '进行', '办理', '问题', '情况', '是什', '么时', '多久', '为什', '以吗', '了吗', '的吗', '少可',
])

/**
 * Splits `text` where it shares words with `asked`. There is no word list in the browser, so a word is a run of at least
 * two Han characters, or a whole Latin word or number, that stands in both.
 */
export function highlight(text: string, asked: string): Run[] {
  const marked = new Array<boolean>(text.length).fill(false)
  const haystack = fold(asked)
  const folded = fold(text)

  for (const { 0: word, index } of folded.matchAll(/[a-z0-9.%]+/g)) {
    if (latinWords(haystack).has(word)) marked.fill(true, index, index + word.length)
  }
  for (let i = 0; i + shortestMatch <= folded.length; i++) {
    const pair = folded.slice(i, i + shortestMatch)
    if (isHan(pair) && !emptyPairs.has(pair) && haystack.includes(pair)) marked.fill(true, i, i + shortestMatch)
  }

  const runs: Run[] = []
  for (let i = 0; i < text.length; i++) {
    const keyword = marked[i] === true
    const last = runs[runs.length - 1]
    if (last !== undefined && last.keyword === keyword) last.text += text.charAt(i)
    else runs.push({ text: text.charAt(i), keyword })
  }
  return runs
}

// Keeps the length, so that positions stay valid: full-width letters and digits become half-width, case is dropped.
function fold(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[A-Z]/g, (char) => char.toLowerCase())
}

function latinWords(folded: string): Set<string> {
  return new Set(folded.match(/[a-z0-9.%]+/g) ?? [])
}

function isHan(text: string): boolean {
  return /^\p{Script=Han}+$/u.test(text)
}
