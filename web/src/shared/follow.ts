// A follow-up link is the right of whoever filed without account. It stands behind `#` only, is kept on this phone and
// leaves the address bar at once.
import { linkOf } from './kept'

export async function followOf(matter: number | string): Promise<Record<string, string>> {
  const kept = await linkOf(Number(matter))
  return kept?.follow ? { 'Linli-Follow': kept.follow } : {}
}
// Of /f#{follow}: out of the address before anything is asked, and told once to the screen that opens it.
let brought = ''
export function takeFollow() {
  if (location.pathname !== '/f' || location.hash.length < 2) return
  brought = decodeURIComponent(location.hash.slice(1))
  history.replaceState(history.state, '', '/f')
}
export function broughtFollow() {
  const follow = brought
  brought = ''
  return follow
}
// "410104.410104000000195.zdhr…" names its matter.
export const matterOf = (follow: string) => Number(/^\d+\.(\d+)\.[\w-]+$/.exec(follow)?.[1] ?? 0)
export const followAddress = (follow: string) => `${location.origin}/f#${follow}`
