import { Launcher } from './launcher'

declare global {
  interface Window {
    Yueyue?: { open(): void; minimize(): void; setToken(jwt: string): void }
  }
}

const script = document.currentScript

// A page that carries the tag twice still gets one icon.
if (script instanceof HTMLScriptElement && window.Yueyue === undefined) {
  const { token, region, accent, logo } = script.dataset
  const launcher = new Launcher({ widget: new URL('widget/', script.src), token, region, accent, logo })
  window.Yueyue = {
    open: () => launcher.open(),
    minimize: () => launcher.minimize(),
    setToken: (jwt) => launcher.setToken(jwt),
  }
  if (document.body === null) document.addEventListener('DOMContentLoaded', () => launcher.mount())
  else launcher.mount()
}
