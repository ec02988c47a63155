// Attributes that fall through to the element of a component; strict templates want them named.
import 'vue'

declare module 'vue' {
  interface AllowedComponentProps {
    ariaLabel?: string | undefined
    'aria-label'?: string | undefined
    'aria-invalid'?: boolean | undefined
    title?: string | undefined
    spellcheck?: boolean | 'true' | 'false'
    tabindex?: string | number
    onPaste?: (event: ClipboardEvent) => void
  }
}
