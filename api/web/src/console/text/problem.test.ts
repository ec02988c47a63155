// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { sayProblem } from './problem'

const cases = [
  ['pair qa-1：answers[0].text 不能为空', '第 1 个答复的文字：不能为空'],
  ['pair a.b-c：question 不能为空；answers[1].citations[0].url 地址 "x y" 写法有误', '问题：不能为空；第 2 个答复的第 1 个依据的地址：地址 "x y" 写法有误'],
  ['文件段落 d-1.a1：所属文件没有列出这一段', '文件段落 d-1.a1：所属文件没有列出这一段'],
  ['package p：pairs 至少要有一个问答', '问答：至少要有一个问答'],
] as const

describe('sayProblem', () => {
  for (const [message, said] of cases) it(message, () => expect(sayProblem(message)).toBe(said))
})
