import { ref, type Ref } from 'vue'
import { type Edge, isOrigin, listen, parseHostMessage, post, type WindowMessage } from '../../bridge'

/** What the host page's script tag says about who asks and how the window looks. */
export interface HostSettings {
  token?: string | undefined
  region?: string | undefined
  accent?: string | undefined
}

export interface Host {
  /** Whether a loader holds the window in an iframe; else it fills a tab of its own. */
  embedded: boolean
  /** null until the loader has introduced itself. */
  settings: Ref<HostSettings | null>
  /** The host's logo as a data address, empty when it has none. */
  logo: Ref<string>
  visible: Ref<boolean>
  onFocus: (receive: (edge: Edge) => void) => void
  tell: (message: WindowMessage) => void
}

/** useHost is the window's end of the bridge to the host page's loader. */
export function useHost(page: Window): Host {
  const origin = new URL(page.location.href).searchParams.get('host') ?? ''
  const embedded = page.parent !== page && isOrigin(origin)
  const settings = ref<HostSettings | null>(embedded ? null : {})
  const logo = ref('')
  const visible = ref(!embedded)
  let focusReceiver: ((edge: Edge) => void) | null = null

  function tell(message: WindowMessage): void {
    if (embedded) post(page.parent, origin, message)
  }

  if (embedded) {
    listen(page, () => page.parent, origin, parseHostMessage, (message) => {
      switch (message.type) {
        case 'init': {
          const { token, region, accent } = message
          settings.value = { token, region, accent }
          visible.value = message.visible
          return
        }
        case 'token':
          settings.value = { ...settings.value, token: message.token }
          return
        case 'logo':
          logo.value = message.logo
          return
        case 'visible':
          visible.value = message.visible
          return
        case 'focus':
          focusReceiver?.(message.edge)
      }
    })
    tell({ type: 'ready' })
  }

  return {
    embedded,
    settings,
    logo,
    visible,
    onFocus: (receive) => {
      focusReceiver = receive
    },
    tell,
  }
}
