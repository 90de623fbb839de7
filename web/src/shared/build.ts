// The phone's page is kept by its service worker; a new build waits until somebody takes it.
import { shallowRef } from 'vue'

const next = shallowRef<ServiceWorker | null>(null)
export const newBuild = next

export function watchBuild() {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
  if (!import.meta.env.PROD || !workers) return
  addEventListener('load', async () => {
    const kept = await workers.register('/sw.js', { scope: '/' }).catch(() => null)
    if (!kept) return
    const seen = () => {
      if (kept.waiting && workers.controller) next.value = kept.waiting
    }
    seen()
    kept.addEventListener('updatefound', () => kept.installing?.addEventListener('statechange', seen))
    let once = false
    workers.addEventListener('controllerchange', () => {
      if (next.value && !once) {
        once = true
        location.reload()
      }
    })
  })
}
export const takeBuild = () => next.value?.postMessage('take over')
