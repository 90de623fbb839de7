// The addresses of the desk, below /desk. A screen made by hand stands before the last; all others are made from what the
// server describes. Addresses of one `screen` are one page: going between them is no new page.
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/matters' },
  { path: '/sign-up', component: () => import('@/pages/SignUp.vue') },
  { path: '/invite', component: () => import('@/pages/Invite.vue') },
  { path: '/sign-in', component: () => import('@/pages/SignIn.vue') },
  { path: '/counts', component: () => import('./board/Board.vue') },
  { path: '/notices/:id(\\d[\\w-]*)/:deed?', component: () => import('./notices/Notice.vue') },
  { path: '/map', component: () => import('./map/Map.vue') },
  { path: '/matters/new', component: () => import('@/pages/Generic.vue') },
  {
    path: '/matters/:id?/:deed?',
    component: () => import('./queue/Queue.vue'),
    meta: { screen: 'queue' },
  },
  { path: '/:rest(.+)', component: () => import('@/pages/Generic.vue') },
]
