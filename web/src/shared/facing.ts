// Which face this is, and where a page of the API has its address there: on the phone without /api, on the desk
// under /desk, which is the router's base. Provided once by each face's main.ts.
import { inject, type InjectionKey } from 'vue'

export const FACE: InjectionKey<'phone' | 'desk'> = Symbol('face')
export function useFace() {
  const desk = inject(FACE, 'phone') === 'desk'
  const to = (api: string) => api.replace(/^\/api/, '')
  return { desk, to }
}
