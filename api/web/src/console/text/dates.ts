/** A civil date as people write it (2026-1-5, 2026.1.5, 2026/1/5, 20260105, 2026年1月5日) as 2026-01-05; null when it is none. */
export function readDate(written: string): string | null {
  const text = written.trim()
  const match = /^(\d{4})(?:\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?|(\d{2})(\d{2}))$/.exec(text)
  if (match === null) return null
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? match[4]), Number(match[3] ?? match[5])]
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  return date.toISOString().slice(0, 10)
}
