/** The house's own accent, a clear blue. */
export const defaultAccent = '#0b57c9'

type Rgb = readonly [number, number, number]

/** Least contrast of text against its ground (WCAG 2.2 AA, text of normal size). */
const readable = 4.5

/** Parses `#rgb` or `#rrggbb`; anything else is null, because it comes from a foreign page. */
export function parseColor(text: string): Rgb | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text)
  if (short !== null) return channels(short.slice(1).map((digit) => digit + digit))
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text)
  return long === null ? null : channels(long.slice(1))
}

function channels(hex: string[]): Rgb {
  const [red = 0, green = 0, blue = 0] = hex.map((pair) => parseInt(pair, 16))
  return [red, green, blue]
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The contrast of two colours as WCAG 2 defines it, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/**
 * The wished accent, moved towards black (on a light ground) or white (on a dark one) until it reads on `ground`.
 * A wish that is no colour gives the house's own accent.
 */
export function accentOn(wish: string | undefined, ground: string): string {
  const back = parseColor(ground) ?? [255, 255, 255]
  const start = parseColor(wish ?? '') ?? parseColor(defaultAccent) ?? back
  const goal = luminance(back) > 0.18 ? 0 : 255
  for (let step = 0; step <= 20; step++) {
    const color = start.map((value) => Math.round(value + ((goal - value) * step) / 20)) as unknown as Rgb
    if (contrast(color, back) >= readable) return toHex(color)
  }
  return goal === 0 ? '#000000' : '#ffffff'
}

function toHex(color: Rgb): string {
  return '#' + color.map((value) => value.toString(16).padStart(2, '0')).join('')
}
