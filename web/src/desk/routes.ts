// The addresses of the desk, below /desk. A screen made by hand stands before the last; all others are made from what the
// server describes.
import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/matters' },
  { path: '/sign-in', component: () => import('@/pages/SignIn.vue') },
  { path: '/counts', component: () => import('./board/Board.vue') },
  { path: '/notices/:id(\\d[\\w-]*)/:deed?', component: () => import('./notices/Notice.vue') },
  { path: '/map', component: () => import('./map/Map.vue') },
  { path: '/:rest(.+)', component: () => import('@/pages/Generic.vue') },
]
