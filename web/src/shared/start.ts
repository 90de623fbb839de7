// What both faces do before the first page is shown: looks, language, who is here, what may be met.
import { createApp, type Component } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { meet } from './face'
import { dress } from './look'
import { look, watchSignal } from './outbox'
import { who } from './session'
import { lang, moreWords, speak, spoken, t } from './words'
import { FACE } from './facing'

// Links of the page that was here before: /#/matter/7?follow=…, /#/file, /#/410104-20261130-0044.
export function oldAddress(hash: string): string | null {
  if (!hash.startsWith('#/')) return null
  const [path = '', search = ''] = hash.slice(1).split('?')
  const query = new URLSearchParams(search)
  const follow = query.get('follow')
  if (follow) return `/f#${follow}`
  const thing = /^\/(matter|notice)\/(\d+)$/.exec(path)
  if (thing) return `/${thing[1]}s/${thing[2]}`
  const known: Record<string, string> = {
    '/': '/',
    '/file': '/matters/new',
    '/follow': '/mine',
    '/queue': '/matters',
    '/counts': '/counts',
    '/me': '/me',
    '/sign-in': '/sign-in',
    '/sign-up': '/sign-up',
    '/notices': '/notices',
    '/notices/new': '/notices/new',
    '/messages': '/messages',
  }
  const invite = query.get('token')
  if (path === '/invite' && invite) return `/invite#${invite}`
  if (/^\/stop\/[\w.-]+$/.test(path)) return path
  if (known[path]) return known[path]
  return /\d.*\d.*\d/.test(path) ? `/matters${path.replace(/^\/(matter\/)?/, '/')}` : '/'
}

export async function start(face: 'phone' | 'desk', root: Component, routes: RouteRecordRaw[]) {
  dress()
  await speak(spoken())
  // The desk's frame says some of them itself.
  if (face === 'desk') await moreWords().catch(() => undefined)
  const old = oldAddress(location.hash)
  if (old) history.replaceState(null, '', old)
  const router = createRouter({
    history: createWebHistory(face === 'desk' ? '/desk/' : '/'),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach(async (to) => {
    if (face === 'desk' || to.path !== '/') await moreWords().catch(() => undefined)
  })
  // A new page is said: its title, and its first heading has the focus. Filters of the same page are no new page.
  let first = true
  router.afterEach((to, from) => {
    if (!first && (to.path === from.path || (to.meta.screen && to.meta.screen === from.meta.screen))) return
    const announce = !first
    first = false
    void settled().then((heading) => {
      document.title = heading ? `${heading.textContent?.trim()} · ${t('frame.name')}` : t('frame.name')
      if (announce && !document.activeElement?.closest('dialog,form')) heading?.focus({ preventScroll: true })
    })
  })
  await who().catch(() => undefined)
  await meet().catch(() => undefined)
  createApp(root).provide(FACE, face).use(router).mount('#app')
  await look()
  watchSignal()
  document.addEventListener('visibilitychange', () => document.hidden || void follow())
}

// Another tab may have changed how pages look and which language they speak.
async function follow() {
  dress()
  if (spoken() === lang.value) return
  await speak(spoken())
  await meet().catch(() => undefined)
}

// The heading of a page that may still be fetched.
async function settled(): Promise<HTMLElement | null> {
  for (let tries = 0; tries < 30; tries++) {
    await new Promise((done) => setTimeout(done, 50))
    const heading = document.querySelector<HTMLElement>('#top h1, #main h1')
    if (heading) return heading
  }
  return null
}
