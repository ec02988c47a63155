/** An entry of a list with its rank; ranks rise, and may have gaps. */
interface Ranked {
  position: number
}

/**
 * The entries whose ranks change when one is moved up (-1) or down (1), with their new ones; none at the end of the list. The ranks
 * that are there are kept: two change places, and more move only where two had the same.
 */
export function reordered<T extends Ranked>(list: T[], at: number, by: -1 | 1): { entry: T; position: number }[] {
  const [one, other] = [list[at], list[at + by]]
  if (one === undefined || other === undefined) return []
  let last = 0
  const ranks = list.map(({ position }) => (last = Math.max(position, last + 1)))
  const order = list.map((entry) => (entry === one ? other : entry === other ? one : entry))
  return order.map((entry, place) => ({ entry, position: ranks[place] ?? place + 1 })).filter(({ entry, position }) => entry.position !== position)
}
