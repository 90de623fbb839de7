// What a refusal is in people's words. The server's own sentence wins where it knows more than the number.
import type { Refused } from './api'
import { joined, t } from './words'

export function refusalText(refused: Refused): string {
  const { status, problem } = refused
  const wait_s = (problem as { retry_s?: number }).retry_s
  if (problem.fault === 'kept_nowhere') return t('outbox.full')
  if (status === 0) return t('refused.offline')
  if (status === 401) return t('refused.session')
  if (status === 404) return t('refused.nothing')
  if (status === 429 && wait_s) return joined([problem.title, t('refused.many', { n: Math.ceil(wait_s / 60) })], ' ')
  if (status === 503) return joined([problem.title, t('refused.busy')], ' ')
  if (status >= 500 || status < 0) return t('refused.broken')
  return problem.title ?? t('refused.broken')
}
