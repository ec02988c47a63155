import { consoleStrings as strings } from '../strings'

/**
 * What keeps an item from being published, without its key, and with the names that people know in the place of paths: of
 * `pair a：answers[0].text 不能为空` the words 第 1 个答复的文字：不能为空.
 */
export function sayProblem(message: string): string {
  const said = message.replace(/^[a-z_]+ [^\s：]+：/, '')
  return said.split(strings.problemSeparator).map(sayOne).join(strings.problemSeparator)
}

function sayOne(problem: string): string {
  const [path = '', ...words] = problem.split(' ')
  if (words.length === 0 || !/^[a-z_]+(\[\d+\])?(\.[a-z_]+(\[\d+\])?)*$/.test(path)) return problem
  return sayPath(path) + strings.problemIs + words.join(' ')
}

function sayPath(path: string): string {
  return path
    .split('.')
    .map((part) => {
      const [, field = '', at] = /^([a-z_]+)(?:\[(\d+)\])?$/.exec(part) ?? []
      const name = strings.fieldNames[field] ?? field
      return at === undefined ? name : strings.problemAt(Number(at) + 1, name)
    })
    .join(strings.problemOf)
}
