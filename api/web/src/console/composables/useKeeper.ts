/** An edit that was not saved. */
export interface Kept<T> {
  content: T
  /** The version that the edit was made on. */
  version: number
  /** When it was last changed, in milliseconds of the epoch. */
  at: number
}

/** Keeper holds unsaved edits in the browser, one by key, until they are saved or given up. Each person has her own. */
export class Keeper<T> {
  private readonly key: string
  private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

  constructor(key: string, storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = window.localStorage) {
    this.key = `yueyue.console.edit.${key}`
    this.storage = storage
  }

  /** What was kept; null when nothing was, or nothing that can be read. */
  read(): Kept<T> | null {
    try {
      const kept = JSON.parse(this.storage.getItem(this.key) ?? 'null') as Kept<T> | null
      return kept !== null && typeof kept === 'object' && typeof kept.version === 'number' && kept.content !== undefined ? kept : null
    } catch {
      return null
    }
  }

  /** False when the browser has no room or allows no storage. */
  write(kept: Kept<T>): boolean {
    try {
      this.storage.setItem(this.key, JSON.stringify(kept))
      return true
    } catch {
      return false
    }
  }

  forget(): void {
    try {
      this.storage.removeItem(this.key)
    } catch {
      // nothing could be kept there
    }
  }
}
