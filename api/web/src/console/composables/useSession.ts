import { computed, ref } from 'vue'
import { asRefusal, client } from '../api/client'
import type { StaffRole, StaffSession } from '../api/types'

const session = ref<StaffSession | null>(null)
let asked: Promise<StaffSession | null> | null = null

/** Who is at the desk. One for the whole page. */
export function useSession() {
  const staff = computed(() => session.value?.staff ?? null)
  const has = (...roles: StaffRole[]): boolean => roles.some((role) => staff.value?.roles.includes(role) ?? false)
  return {
    session,
    staff,
    isEditor: computed(() => has('content_editor', 'content_reviewer')),
    isReviewer: computed(() => has('content_reviewer')),
    isAuditor: computed(() => has('content_reviewer', 'administrator')),
    isAdministrator: computed(() => has('administrator')),
    resume,
    login,
    logout,
    end,
  }
}

/** Asks once whether there is a session; null for none. A server that is away is a Refusal. */
async function resume(): Promise<StaffSession | null> {
  if (session.value !== null) return session.value
  asked ??= client
    .get('/api/v1/staff/session')
    .catch((cause: unknown) => {
      if (asRefusal(cause).unauthenticated) return null
      throw cause
    })
    .finally(() => (asked = null))
  session.value = await asked
  return session.value
}

async function login(name: string, password: string): Promise<void> {
  session.value = await client.post('/api/v1/staff/session', { body: { name, password } })
}

async function logout(): Promise<void> {
  await client.delete('/api/v1/staff/session')
  end()
}

/** Forgets who was here. */
function end(): void {
  session.value = null
}
