import { watchEffect } from 'vue'
import { consoleStrings as strings } from '../strings'

/** Names the page in the tab of the browser. */
export function useTitle(title: () => string): void {
  watchEffect(() => (document.title = strings.pageTitle(title())))
}
