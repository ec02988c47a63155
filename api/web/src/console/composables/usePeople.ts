import { shallowRef } from 'vue'
import { client } from '../api/client'

const names = shallowRef(new Map<string, string>())
let asked: Promise<void> | null = null

/** How colleagues are called, by login name. One for the whole page; read again when somebody new is met. */
export function usePeople() {
  return { names, callOf, forget }
}

/** The name of a person; her login name until the list is there, and for whoever is not in it. */
function callOf(login: string): string {
  const name = names.value.get(login)
  if (name !== undefined) return name
  if (asked === null && login !== '') asked = read()
  return login
}

async function read(): Promise<void> {
  try {
    const { items } = await client.get('/api/v1/staff/people')
    names.value = new Map(items.map((one) => [one.name, one.display_name]))
  } catch {
    asked = null // login names stand until the next page asks
  }
}

/** Reads the names anew: an account was made or changed, or another person logs in. */
function forget(): void {
  asked = null
  names.value = new Map()
}
