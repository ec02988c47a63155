// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { rowProblems } from './uploadRow'

describe('rowProblems', () => {
  it('keeps a sentence with the dividing sign whole', () => {
    const said = '第 3 行“依据”一栏：政策类答复要写依据；如果只说明怎样操作，请在“类型”一栏写 guide；工作表“个税”第 5 行：没有写答案'
    expect(rowProblems(said)).toEqual({
      shown: ['第 3 行“依据”一栏：政策类答复要写依据；如果只说明怎样操作，请在“类型”一栏写 guide', '工作表“个税”第 5 行：没有写答案'], count: 2,
    })
  })

  it('counts a row once', () => expect(rowProblems('第 3 行“问题”一栏：没有写问题；第 3 行“答案”一栏：没有写答案').count).toBe(1))

  it('takes the count of what is not shown', () => expect(rowProblems('第 3 行：甲；……共 40 处')).toEqual({ shown: ['第 3 行：甲'], count: 40 }))
})
