// The addresses of the phone. A screen made by hand stands before the last two; all others are made from what the server
// describes. Everything but the home page is loaded when it is asked for.
import type { RouteRecordRaw } from 'vue-router'
import Home from './Home.vue'

export const routes: RouteRecordRaw[] = [
  { path: '/', component: Home, meta: { tab: 'home' } },
  { path: '/sign-in', component: () => import('@/pages/SignIn.vue'), meta: { tab: 'me' } },
  { path: '/matters/:id(\\d[\\d-]*)', component: () => import('./matter/MatterPage.vue'), meta: { tab: 'matter' } },
  {
    path: '/matters/:id(\\d[\\d-]*)/looks',
    component: () => import('./matter/LooksPage.vue'),
    meta: { tab: 'matter' },
  },
  {
    path: '/matters/:id(\\d[\\d-]*)/:deed([a-z_]+)',
    component: () => import('./matter/MatterDeed.vue'),
    meta: { tab: 'matter' },
  },
  { path: '/c', component: () => import('./Check.vue'), meta: { tab: 'look' } },
  { path: '/:rest(.+)', component: () => import('@/pages/Generic.vue') },
]
