// The addresses of the desk, below /desk. A screen made by hand stands before the last; all others are made from what the
// server describes. Addresses of one `screen` are one page: going between them is no new page.
import { me } from '@/shared/session'
import type { RouteRecordRaw } from 'vue-router'
import { screens } from './rail'

// Who has a queue opens on it; who oversees others on the board; who only runs the installation on what it needs next.
function opensOn() {
  if (!me.value?.id) return '/sign-in'
  const roles = me.value.posts.map((one) => String(one.role))
  if (roles.some((role) => ['committee', 'manager', 'owners', 'grid', 'steward'].includes(role))) return '/matters'
  if (roles.some((role) => role !== 'admin')) return '/counts'
  return screens.find((screen) => screen.opens)?.to ?? '/places'
}

export const routes: RouteRecordRaw[] = [
  { path: '/', redirect: opensOn },
  { path: '/sign-up', component: () => import('@/pages/SignUp.vue') },
  { path: '/invite', component: () => import('@/pages/Invite.vue') },
  { path: '/sign-in', component: () => import('@/pages/SignIn.vue') },
  { path: '/counts', component: () => import('./board/Board.vue') },
  { path: '/notices/:id(\\d[\\w-]*)/:deed?', component: () => import('./notices/Notice.vue') },
  { path: '/setup', component: () => import('./admin/Setup.vue') },
  { path: '/running', component: () => import('./admin/Running.vue') },
  { path: '/places', component: () => import('./admin/Places.vue') },
  { path: '/pack', component: () => import('./admin/Pack.vue') },
  { path: '/persons/import', component: () => import('./admin/StaffImport.vue') },
  { path: '/persons/:id(\\d+)', component: () => import('./admin/Person.vue') },
  { path: '/map', component: () => import('./map/Map.vue') },
  {
    path: '/me/:form(words|telling|password|leave)?',
    component: () => import('./Me.vue'),
    meta: { screen: 'me' },
  },
  { path: '/messages', component: () => import('./Messages.vue') },
  { path: '/matters/new', component: () => import('./counter/Counter.vue') },
  {
    path: '/matters/:id?/:deed?',
    component: () => import('./queue/Queue.vue'),
    meta: { screen: 'queue' },
  },
  { path: '/:rest(.+)', component: () => import('@/pages/Generic.vue') },
]
