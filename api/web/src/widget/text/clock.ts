import { widgetStrings as strings } from '../../strings'

const zone = 'Asia/Shanghai'

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

interface Moment {
  day: string // 2026-11-22
  time: string // 09:05
}

function moment(instant: Date): Moment {
  const value: Record<string, string> = {}
  for (const part of parts.formatToParts(instant)) value[part.type] = part.value
  return { day: `${value['year']}-${value['month']}-${value['day']}`, time: `${value['hour']}:${value['minute']}` }
}

/** The civil date of an instant in China: 2026-01-31. */
export function shanghaiDate(instant: Date): string {
  return moment(instant).day
}

/** When a message was said, as read in China: “09:05” today, “昨天 09:05”, “11月3日 09:05”, with the year when it differs. */
export function sayWhen(createdAt: string, now: Date): string {
  const instant = new Date(createdAt)
  if (Number.isNaN(instant.getTime())) return ''
  const then = moment(instant)
  const today = moment(now)
  if (then.day === today.day) return then.time
  if (then.day === moment(new Date(now.getTime() - 86_400_000)).day) return `${strings.yesterday} ${then.time}`
  const withYear = then.day.slice(0, 4) !== today.day.slice(0, 4)
  return `${sayDate(then.day, withYear)} ${then.time}`
}

/** A civil date (2026-01-01) in words: 2026年1月1日, or 1月1日. Anything else is returned as it is. */
export function sayDate(date: string, withYear = true): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (match === null) return date
  const words = strings.monthDay(Number(match[2]), Number(match[3]))
  return withYear ? strings.year(Number(match[1])) + words : words
}

/** Whether two messages stand far enough apart (over ten minutes) that the time is shown between them. */
export function farApart(earlier: string | undefined, later: string): boolean {
  if (earlier === undefined) return true
  return new Date(later).getTime() - new Date(earlier).getTime() > 600_000
}
