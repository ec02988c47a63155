/** The part of Storage that Shelf uses. */
export interface Backing {
  readonly length: number
  key(index: number): string | null
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/**
 * Shelf is one taxpayer's place in the browser's storage. Two people on one machine never see each other's things,
 * because each has an own scope. Values are JSON; what cannot be read counts as absent; a full or forbidden storage is
 * replaced by memory without a word.
 */
export class Shelf {
  private readonly prefix: string
  private readonly backing: Backing
  private readonly memory = new Map<string, string>()

  constructor(scope: string, backing: Backing) {
    this.prefix = `yueyue:${scope}:`
    this.backing = backing
  }

  get(key: string): unknown {
    const text = this.memory.get(this.prefix + key) ?? this.read(this.prefix + key)
    if (text === null) return undefined
    try {
      return JSON.parse(text)
    } catch {
      return undefined
    }
  }

  set(key: string, value: unknown): void {
    const text = JSON.stringify(value)
    try {
      this.backing.setItem(this.prefix + key, text)
      this.memory.delete(this.prefix + key)
    } catch {
      this.memory.set(this.prefix + key, text)
    }
  }

  remove(key: string): void {
    this.memory.delete(this.prefix + key)
    try {
      this.backing.removeItem(this.prefix + key)
    } catch {
      // Nothing was stored there.
    }
  }

  /** The keys that begin with `start`, sorted. */
  keys(start: string): string[] {
    const full = this.prefix + start
    const found = new Set(Array.from(this.memory.keys()).filter((key) => key.startsWith(full)))
    try {
      for (let i = 0; i < this.backing.length; i++) {
        const key = this.backing.key(i)
        if (key !== null && key.startsWith(full)) found.add(key)
      }
    } catch {
      // Only memory is left.
    }
    return Array.from(found, (key) => key.slice(this.prefix.length)).sort()
  }

  private read(key: string): string | null {
    try {
      return this.backing.getItem(key)
    } catch {
      return null
    }
  }
}

/** The browser's storage, or one that refuses everything where the browser forbids it to frames of other sites. */
export function browserStorage(): Backing {
  try {
    return window.localStorage
  } catch {
    const refuse = (): never => {
      throw new Error('storage is forbidden')
    }
    return { length: 0, key: refuse, getItem: refuse, setItem: refuse, removeItem: refuse }
  }
}

/**
 * The scope of whoever holds `jwt`: a short hash of issuer and subject, so that no name lies in the storage. It only
 * separates; the server checks the token.
 */
export function scopeOf(jwt: string | undefined): string {
  if (jwt === undefined) return 'anonymous'
  const claims = readClaims(jwt)
  return hash(claims === null ? jwt : `${String(claims['iss'])}\n${String(claims['sub'])}`)
}

function readClaims(jwt: string): Record<string, unknown> | null {
  try {
    const body = (jwt.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')
    const bytes = Uint8Array.from(atob(body), (char) => char.charCodeAt(0))
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof claims === 'object' && claims !== null && 'sub' in claims ? (claims as Record<string, unknown>) : null
  } catch {
    return null
  }
}

// FNV-1a, twice 32 bits with different starts.
function hash(text: string): string {
  let one = 0x811c9dc5
  let two = 0x9747b28c
  for (const byte of new TextEncoder().encode(text)) {
    one = Math.imul(one ^ byte, 0x01000193)
    two = Math.imul(two ^ byte, 0x01000193)
  }
  return (one >>> 0).toString(36) + (two >>> 0).toString(36)
}
