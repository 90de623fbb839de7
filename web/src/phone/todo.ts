// What lies before a worker today, from the lists of the server: what is in one's own hands, and what the organisations of
// one's posts hold. Each is kept, so that it is there without signal.
import type { Matter, Matters } from '#linli'
import { today as todayN, wall } from '@/shared/days'
import { form as formOf } from '@/shared/face'
import { recall } from '@/shared/kept'
import { readOnce } from '@/shared/reading'
import { me } from '@/shared/session'

export type Job = Matter
export interface Todo {
  first: Job[]
  today: Job[]
  later: Job[]
  kept: number
}
const MOST = 50
const AHEAD = 40

function paths() {
  const orgs = [...new Set((me.value?.posts ?? []).map((post) => post.org?.id).filter(Boolean))]
  return [
    `/api/matters?assigned=1&open=1&order=urgent&limit=${MOST}`,
    ...orgs.map((org) => `/api/matters?org=${org}&open=1&order=urgent&limit=${MOST}`),
  ]
}
export async function todo(): Promise<Todo> {
  const pages = await Promise.all(paths().map((path) => readOnce<Matters>(path)))
  const jobs = new Map<number, Job>()
  for (const page of pages) for (const job of page.said.items) jobs.set(job.id, job)
  const sorted = [...jobs.values()].sort((a, b) => String(a.due_at ?? '9').localeCompare(String(b.due_at ?? '9')))
  const off = (job: Job) => (job.due_at ? wall(job.due_at).n - todayN() : 99)
  // An hour that is named comes before the end of the day.
  const timed = (job: Job) => off(job) === 0 && wall(job.due_at ?? '').time !== '23:59'
  const now = (job: Job) => off(job) < 0 || job.urgency === 'critical' || timed(job)
  return {
    first: sorted.filter(now),
    today: sorted.filter((job) => !now(job) && off(job) === 0),
    later: sorted.filter((job) => !now(job) && off(job) > 0),
    kept: Math.max(0, ...pages.map((page) => page.kept)),
  }
}
export async function nextOf(id: number): Promise<Job | null> {
  const all = await todo().catch(() => null)
  return [...(all?.first ?? []), ...(all?.today ?? [])].find((job) => job.id !== id) ?? null
}

// Kept for the basement: each matter with its clock, when it changed since; the forms of what may be done.
export async function keepAhead(all: Todo) {
  for (const name of ['read', 'accept', 'note', 'answer', 'close', 'sign', 'assign', 'reopen'])
    await formOf(`matter_${name}`).catch(() => undefined)
  for (const job of [...all.first, ...all.today, ...all.later].slice(0, AHEAD)) {
    const path = `/api/matters/${job.id}`
    const last = (await recall(path))?.said as { seen?: number } | undefined
    if (last?.seen === job.seen) continue
    const lost = await readOnce(path).then(
      () => readOnce(`${path}/clock`).then(() => false),
      () => true,
    )
    if (lost) return
  }
}
