// Signing in and up, invitations, and one's own account.
import {
  api, check, el, field, filled, formOf, here, main, newKey, read, say, show, t, when,
} from '/tools.js';

export async function who() {
  const me = await api('/api/me').catch(() => null);
  here.me = me?.id ? me : null;
}
export async function signOut() {
  await api('/api/sign-out', {}).catch(() => {});
  here.me = null;
}

const password = (name, label, known) =>
  field(name, label, el('input', { type: 'password', autocomplete: known ? 'current-password' : 'new-password' }));

async function signed(path, body) {
  await api(path, body);
  await who();
  location.hash = here.me?.posts?.length ? '#/queue' : '#/';
}

export function signInPage() {
  const form = formOf(t('signIn'), () => signed('/api/sign-in', filled(form)),
    field('name', t('account'), el('input', { autocomplete: 'username', required: true })),
    password('password', t('password'), true));
  show(t('signIn'), el('p', { class: 'hint' }, t('signInHint')), el('div', { class: 'card' }, form),
    el('p', {}, t('newAccount'), ' ', el('a', { href: '#/sign-up' }, t('signUp'))));
}

export function signUpPage() {
  const form = formOf(t('signUp'), () => signed('/api/sign-up', filled(form)),
    field('name', t('accountName'), el('input', { autocomplete: 'username', required: true })),
    password('password', t('newPassword')),
    field('phone', t('phoneMaybe'), el('input', { type: 'tel', autocomplete: 'tel', maxlength: 30 }), t('phoneHint')));
  show(t('signUp'), el('p', { class: 'hint' }, t('signInHint')), el('div', { class: 'card' }, form),
    el('p', {}, t('haveAccount'), ' ', el('a', { href: '#/sign-in' }, t('signIn'))));
}

// The link of an invitation or a reset; its token stands behind "#", so no server on the way sees it.
export function invitePage(query) {
  const form = formOf(t('ok'), () => signed('/api/invite', { ...filled(form), token: query.get('token') ?? '' }),
    field('name', t('accountName'), el('input', { autocomplete: 'username', maxlength: 40 }), t('accountHint')),
    password('password', t('newPassword')));
  show(t('invite'), el('p', {}, t('invited')), el('div', { class: 'card' }, form));
}

// All that still comes in as oneself, each to be ended.
async function access() {
  const held = await read('/api/me/access'), holder = el('ul', { class: 'list' });
  const row = (name, more, path) => el('li', { class: 'card' }, el('b', {}, name),
    el('div', { class: 'meta' }, more.filter(Boolean).map((text) => el('span', {}, text))),
    path && el('div', { class: 'row' }, el('button', { class: 'plain', onclick: async () => {
      await api(path, {});
      holder.replaceWith(await access());
    } }, t('endIt'))));
  const times = (x) => [x.used_at && `${t('lastUsed')} ${when(x.used_at)}`, `${t('until')} ${when(x.until)}`];
  holder.append(
    ...held.sessions.map((s) => row(s.this ? t('thisOne') : s.agent || s.address, [s.address, ...times(s)],
      !s.this && `/api/me/sessions/${s.id}/end`)),
    ...held.tokens.map((k) => row(`${t('program')} · ${k.name}`, [k.scopes, ...times(k)], `/api/tokens/${k.id}/end`)),
    ...held.links.map((l) => row(`${t('linkFor')} ${l.person.name}`, times(l), `/api/links/${l.id}/end`)));
  return holder;
}

export async function mePage() {
  if (!here.me) { signInPage(); return; }
  const form = formOf(t('ok'), async () => {
    const body = filled(form);
    if ('keep_tokens' in body) body.keep_tokens = true;
    const { ended } = await api('/api/me/password', body, { 'Idempotency-Key': newKey() });
    await mePage();
    main.prepend(say(`${t('changePassword')} ✓ ${t('ended').replace(/\{(\w+)\}/g, (all, what) => ended?.[what] ?? 0)}`));
  }, password('old', t('oldPassword'), true), password('password', t('newPassword')), check('keep_tokens', t('keepTokens')));
  const everywhere = async () => {
    await api('/api/sign-out-everywhere', {}).catch(() => {});
    here.me = null;
    location.hash = '#/sign-in';
  };
  const posts = here.me.posts.map((p) => el('li', {}, `${p.org.name} · ${p.place.name}`)), held = await access();
  show(here.me.name, posts.length > 0 && el('ul', {}, posts),
    el('h2', {}, t('changePassword')), el('div', { class: 'card' }, form),
    el('h2', {}, t('access')), el('p', { class: 'hint' }, t('accessHint')), held,
    el('div', { class: 'row' }, el('button', { class: 'plain', onclick: everywhere }, t('signOutAll'))));
}
