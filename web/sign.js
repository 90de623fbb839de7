// Signing in and up, invitations, and one's own account.
import { called, deedOf, described, fieldOf, label, listOf, meet } from '/describe.js';
import { controlsOf } from '/form.js';
import { api, brackets, el, formOf, here, main, newKey, read, say, show, t, when } from '/tools.js';

export async function who() {
  const me = await api('/api/me').catch(() => null);
  here.me = me?.id ? me : null;
}
export async function signOut() {
  await api('/api/sign-out', {}).catch(() => {});
  here.me = null;
  await meet();
}

async function signed(path, body) {
  await api(path, body);
  await who();
  await meet();
  location.hash = here.me?.posts?.length ? '#/queue' : '#/';
}

const NAME = { autocomplete: 'username' }, KNOWN = { autocomplete: 'current-password' }, NEW = { autocomplete: 'new-password' };

// The form of a deed by its own words; `more` goes into the body.
async function deedForm(name, button, attributes, more = {}, without = ['county']) {
  const told = await described(name), { box, values } = await controlsOf(told.fields, { without, more: attributes });
  return formOf(button ?? called(told), () => signed(told.path, { ...values(), ...more }), box);
}

const other = (hint, to, deed) => el('p', {}, t(hint), ' ', el('a', { href: to }, called(deedOf(deed))));

export async function signInPage() {
  const form = await deedForm('sign_in', null, { name: NAME, password: KNOWN });
  show(called(deedOf('sign_in')), el('p', { class: 'hint' }, t('signInHint')), el('div', { class: 'card' }, form),
    other('newAccount', '#/sign-up', 'person_join'));
}

export async function signUpPage() {
  const form = await deedForm('person_join', null, { name: NAME, password: NEW });
  show(called(deedOf('person_join')), el('p', { class: 'hint' }, t('signInHint')), el('div', { class: 'card' }, form),
    other('haveAccount', '#/sign-in', 'sign_in'));
}

// The link of an invitation or a reset; its token stands behind "#", so no server on the way sees it.
export async function invitePage(query) {
  const token = query.get('token') ?? '', form = await deedForm('person_accept', t('ok'), { name: NAME, password: NEW }, { token }, ['token']);
  show(called(deedOf('person_accept')), el('p', {}, t('invited')), el('div', { class: 'card' }, form));
}

// All that still comes in as oneself, each to be ended.
async function access() {
  const { fields } = await described('my_access'), sessions = fieldOf(fields, 'sessions').fields;
  const links = fieldOf(fields, 'links');
  const held = await read('/api/me/access'), holder = el('ul', { class: 'list' });
  const row = (name, more, path, deed) => el('li', { class: 'card' }, el('b', {}, name),
    el('div', { class: 'meta' }, more.filter(Boolean).map((text) => el('span', {}, text))),
    path && el('div', { class: 'row' }, el('button', { class: 'plain', onclick: async () => {
      await api(path, {});
      holder.replaceWith(await access());
    } }, called(deedOf(deed)))));
  const times = (x) => [x.used_at && `${label(sessions, 'used_at')} ${when(x.used_at)}`, `${label(sessions, 'until')} ${when(x.until)}`];
  holder.append(
    ...held.sessions.map((s) => row(s.this ? label(sessions, 'this') : s.agent || s.address, [s.address, ...times(s)],
      !s.this && `/api/me/sessions/${s.id}/end`, 'session_end')),
    ...held.tokens.map((k) => row(`${called(listOf('tokens'))} · ${k.name}`, [k.scopes, ...times(k)], `/api/tokens/${k.id}/end`, 'token_end')),
    ...held.links.map((l) => row(links.label + brackets(l.person.name), times(l), `/api/links/${l.id}/end`, 'link_end')));
  return holder;
}

export async function mePage() {
  if (!here.me) { await signInPage(); return; }
  const told = await described('person_password'), { box, values } = await controlsOf(told.fields, { more: { old: KNOWN, password: NEW } });
  const form = formOf(t('ok'), async () => {
    const { ended } = await api(told.path, values(), { 'Idempotency-Key': newKey() });
    await mePage();
    main.prepend(say(`${called(told)} ✓ ${t('ended').replace(/\{(\w+)\}/g, (all, what) => ended?.[what] ?? 0)}`));
  }, box);
  const everywhere = async () => {
    await api('/api/sign-out-everywhere', {}).catch(() => {});
    here.me = null;
    await meet();
    location.hash = '#/sign-in';
  };
  const posts = here.me.posts.map((p) => el('li', {}, `${p.org.name} · ${p.place.name}`)), held = await access();
  show(here.me.name, posts.length > 0 && el('ul', {}, posts),
    el('h2', {}, called(told)), el('div', { class: 'card' }, form),
    el('h2', {}, t('access')), el('p', { class: 'hint' }, t('accessHint')), held,
    el('div', { class: 'row' }, el('button', { class: 'plain', onclick: everywhere }, called(deedOf('sign_out_everywhere')))));
}
