// The one way to the server. Types come from the server's own description (#linli): a wrong path, parameter or member
// does not compile. Paths known only at run time (generic pages) go through `send`.
import type { Actions, Problem } from '#linli'
import { lang } from './words'

export type Known = keyof Actions
export type Reading = Extract<Known, `GET ${string}`>
export type Change = Extract<Known, `POST ${string}`>
type Said = Record<string, unknown>

// What came back instead of an answer. status 0: no answer at all.
export class Refused extends Error {
  constructor(readonly problem: Partial<Problem> & { status: number }) {
    super(problem.title ?? String(problem.status))
  }
  get status() {
    return this.problem.status
  }
  get offline() {
    return this.problem.status === 0
  }
}

export interface Ways {
  headers?: Record<string, string>
  signal?: AbortSignal
  // as nobody, whoever is signed in on this phone
  nobody?: boolean
}
const SLOW_S = 30
// Browsers say where a request comes from; for old ones that do not, the session's word says it (shared/session.ts).
let csrf = ''
export const wordOfSession = (word: string) => void (csrf = word)
// What is to happen when the server no longer knows who is here (shared/session.ts).
let lost: () => void = () => undefined
export const whenLost = (then: () => void) => void (lost = then)

export async function send(method: string, path: string, body?: unknown, ways: Ways = {}): Promise<unknown> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': lang.value, ...ways.headers }
  const options: RequestInit = { method, headers, signal: ways.signal, credentials: 'same-origin' }
  if (ways.nobody || headers['Linli-Follow']) options.credentials = 'omit'
  else if (csrf && method !== 'GET') headers['Linli-Csrf'] = csrf
  if (body instanceof Blob) options.body = body
  else if (body !== undefined) {
    headers['Content-Type'] = 'application/json'
    options.body = JSON.stringify(body)
  }
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), SLOW_S * 1000)
  ways.signal?.addEventListener('abort', () => late.abort())
  const answer = await fetch(path, { ...options, signal: late.signal }).catch(() => null)
  clearTimeout(timer)
  if (ways.signal?.aborted) throw new DOMException('left', 'AbortError')
  if (!answer) throw new Refused({ status: 0 })
  const said = await answer.json().catch(() => null)
  if (answer.ok) return said ?? {}
  const problem = (said ?? {}) as Partial<Problem>
  if (answer.status === 401 && path !== '/api/sign-in') lost()
  throw new Refused({
    ...problem,
    status: answer.status,
    retry_s: Number(answer.headers.get('Retry-After')) || undefined,
  } as Problem)
}

// "/api/matters/{id}" with { id: 7, limit: 5 } → "/api/matters/7?limit=5"
export function fill(path: string, said: Said = {}) {
  const rest: Said = { ...said }
  const at = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value))
  }
  const tail = query.toString()
  return tail ? `${at}?${tail}` : at
}

type In<K extends Known> = Actions[K]['in'] extends never ? Said : Partial<Actions[K]['in']> & Said

export async function get<K extends Reading>(action: K, said?: In<K>, ways?: Ways): Promise<Actions[K]['out']> {
  return (await send('GET', fill(action.slice(4), said as Said), undefined, ways)) as Actions[K]['out']
}
// path: what stands in the address; body: what is said. key: the same deed said again happens once.
export async function post<K extends Change>(
  action: K,
  path: Said,
  body: Partial<Actions[K]['in']>,
  ways: Ways & { key?: string } = {},
): Promise<Actions[K]['out']> {
  const headers = { ...ways.headers, ...(ways.key ? { 'Idempotency-Key': ways.key } : {}) }
  return (await send('POST', fill(action.slice(5), path), body, { ...ways, headers })) as Actions[K]['out']
}

// Nobody guesses it, so the answer may be told again whole. (crypto.randomUUID wants HTTPS.)
export const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
