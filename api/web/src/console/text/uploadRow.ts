/** What is wrong with the rows of a table, apart: each as the server says it, and how many there are in all. */
export interface RowProblems {
  shown: string[]
  count: number
}

/**
 * Takes apart what the server says of a table that was read but for some rows: `第 3 行“依据”一栏：…；工作表“甲”第 5 行：…；……共 40 处`.
 * A sentence may hold the sign that divides them.
 */
export function rowProblems(said: string): RowProblems {
  const parts = said.split(/；(?=(?:工作表“[^”]*”)?第 \d+ 行|……共 \d+ 处)/)
  const more = /^……共 (\d+) 处$/.exec(parts.at(-1) ?? '')
  if (more === null) return { shown: parts, count: new Set(parts.map(placeOf)).size }
  return { shown: parts.slice(0, -1), count: Number(more[1]) }
}

/** A row with two problems is one row. */
const placeOf = (problem: string): string => /^(?:工作表“[^”]*”)?第 \d+ 行/.exec(problem)?.[0] ?? problem
