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
  { path: '/today', component: () => import('./Today.vue'), meta: { tab: 'today' } },
  { path: '/outbox', component: () => import('./outbox/OutboxPage.vue'), meta: { tab: 'today' } },
  { path: '/outbox/:row(\\d+)', component: () => import('./outbox/MendPage.vue'), meta: { tab: 'today' } },
  { path: '/me', component: () => import('./me/MePage.vue'), meta: { tab: 'me' } },
  { path: '/me/access', component: () => import('./me/AccessPage.vue'), meta: { tab: 'me' } },
  {
    path: '/me/:form(words|password|telling|leave)',
    component: () => import('./me/MyForm.vue'),
    meta: { tab: 'me' },
  },
  { path: '/sign-up', component: () => import('@/pages/SignUp.vue'), meta: { tab: 'me' } },
  { path: '/invite', component: () => import('@/pages/Invite.vue'), meta: { tab: 'me' } },
  { path: '/c', component: () => import('./Check.vue'), meta: { tab: 'look' } },
  { path: '/:rest(.+)', component: () => import('@/pages/Generic.vue') },
]
