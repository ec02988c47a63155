import { ElMessage } from 'element-plus'
import type { Refusal } from '../api/client'
import { sayRefusal } from '../text/say'

/** Short words at the top of the page, also read aloud. */
export const notice = {
  done: (message: string): void => void ElMessage({ type: 'success', message, duration: 2500, grouping: true }),
  failed: (refusal: Refusal): void => void ElMessage({ type: 'error', message: sayRefusal(refusal), duration: 6000, grouping: true, showClose: true }),
  warn: (message: string): void => void ElMessage({ type: 'warning', message, duration: 5000, grouping: true, showClose: true }),
}
