// A follow-up link is the right of whoever filed without account. It stands behind `#` only, is kept on this phone and
// leaves the address bar at once.
import { linkOf } from './kept'

export async function followOf(matter: number | string): Promise<Record<string, string>> {
  const kept = await linkOf(Number(matter))
  return kept ? { 'Linli-Follow': kept.follow } : {}
}
export const followAddress = (follow: string) => `${location.origin}/f#${follow}`
