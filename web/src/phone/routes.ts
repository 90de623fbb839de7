// The addresses of the phone. A screen made by hand stands before the last two; all others are made from what the server
// describes. Everything but the home page is loaded when it is asked for.
import type { RouteRecordRaw } from 'vue-router'
import Home from './Home.vue'
import { later } from './later'

export const routes: RouteRecordRaw[] = [
  { path: '/', component: Home, meta: { tab: 'home' } },
  {
    path: '/matters/new/:step(look|done)?',
    component: later(() => import('./report/Report.vue')),
    meta: { tab: 'home' },
  },
  { path: '/mine', component: later(() => import('./MinePage.vue')), meta: { tab: 'mine' } },
  { path: '/look-up', component: later(() => import('./LookUp.vue')), meta: { tab: 'look' } },
  { path: '/near', component: later(() => import('./Near.vue')), meta: { tab: 'look' } },
  { path: '/board', component: later(() => import('./BoardPage.vue')), meta: { tab: 'look' } },
  { path: '/messages', component: later(() => import('./MessagesPage.vue')), meta: { tab: 'home' } },
  { path: '/f', component: later(() => import('./FollowLink.vue')), meta: { tab: 'mine' } },
  { path: '/q/:code(\\d+)', component: later(() => import('./PlacePage.vue')), meta: { tab: 'home' } },
  { path: '/stop/:word', component: later(() => import('./StopPage.vue')), meta: { tab: 'me' } },
  { path: '/where', component: later(() => import('./Where.vue')), meta: { tab: 'home' } },
  { path: '/sign-in', component: later(() => import('@/pages/SignIn.vue')), meta: { tab: 'me' } },
  {
    path: '/matters/:id(\\d[\\d-]*)',
    component: later(() => import('./matter/MatterPage.vue')),
    meta: { tab: 'matter' },
  },
  {
    path: '/matters/:id(\\d[\\d-]*)/looks',
    component: later(() => import('./matter/LooksPage.vue')),
    meta: { tab: 'matter' },
  },
  {
    path: '/matters/:id(\\d[\\d-]*)/:deed([a-z_]+)',
    component: later(() => import('./matter/MatterDeed.vue')),
    meta: { tab: 'matter' },
  },
  { path: '/today', component: later(() => import('./Today.vue')), meta: { tab: 'today' } },
  { path: '/outbox', component: later(() => import('./outbox/OutboxPage.vue')), meta: { tab: 'today' } },
  { path: '/outbox/:row(\\d+)', component: later(() => import('./outbox/MendPage.vue')), meta: { tab: 'today' } },
  { path: '/me', component: later(() => import('./me/MePage.vue')), meta: { tab: 'me' } },
  { path: '/me/access', component: later(() => import('./me/AccessPage.vue')), meta: { tab: 'me' } },
  {
    path: '/me/:form(words|password|telling|leave)',
    component: later(() => import('./me/MyForm.vue')),
    meta: { tab: 'me' },
  },
  { path: '/sign-up', component: later(() => import('@/pages/SignUp.vue')), meta: { tab: 'me' } },
  { path: '/invite', component: later(() => import('@/pages/Invite.vue')), meta: { tab: 'me' } },
  { path: '/c', component: later(() => import('./Check.vue')), meta: { tab: 'look' } },
  { path: '/:rest(.+)', component: later(() => import('@/pages/Generic.vue')) },
]
