const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A new id that nobody else will draw: a letter for the kind, the day, and fifty random bits. */
export function newId(prefix: string, today: string): string {
  const random = crypto.getRandomValues(new Uint8Array(10))
  return `${prefix}-${today.replaceAll('-', '')}-${Array.from(random, (byte) => letters[byte % letters.length]).join('')}`
}
