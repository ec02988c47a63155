/*
 * The script that a host page carries:
 *
 *   <script src="https://HOST/loader.js" async data-token="JWT" data-region="340100" data-accent="#0b57c9" data-logo="/logo.svg"></script>
 *
 * All attributes may be left out: without a token the taxpayer is anonymous, without a region the whole country is meant.
 * The page may call Yueyue.open(), Yueyue.minimize() and Yueyue.setToken(jwt), and hears the event yueyue:token-expired
 * on window when the server no longer takes the token.
 */
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
