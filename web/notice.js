// Notices: what hangs at a place, one of them, writing one; and what oneself was told.
import { called, choiceOf, chosen, deedOf, described, label, listOf } from '/describe.js';
import { controlsOf, placeControl } from '/form.js';
import { api, day, el, formOf, itemsOf, newKey, read, say, show, t, when } from '/tools.js';

const state = (n) => {
  const told = choiceOf(listOf('notice_list').columns, 'state', n.state);
  return el('span', { class: 'state', 'data-tone': told.tone }, called(told));
};

const once = (texts) => [...new Set(texts.filter(Boolean))];       // a place and its office may have one name

// ---- lists -------------------------------------------------------------------------------------------

function row(n) {
  const meta = once([n.place?.name, n.holder_name, n.from_at && `${day(n.from_at)} – ${n.to_on ?? ''}`]);
  return el('li', {}, el('a', { class: 'card', href: `#/notice/${n.id}` }, el('h2', {}, n.title || t('hidden')),
    el('div', { class: 'meta' }, state(n), meta.map((text) => el('span', {}, text)))));
}

// Everything that hangs, or what hangs over one place; for who writes some, their drafts first.
export async function noticesPage() {
  const board = listOf('notice_board'), results = el('div'), write = deedOf('notice_write');
  const place = await placeControl({ name: 'place', label: t('where') });
  async function look() {
    const code = place.value(), path = code ? `/api/board?place=${code}` : '/api/notices?state=up&limit=50';
    const found = await itemsOf(path);
    results.replaceChildren(found.length ? el('ul', { class: 'list' }, found.map(row)) : el('p', { class: 'hint', role: 'status' }, board.empty));
  }
  place.element.addEventListener('change', look);
  const drafts = write.path ? await itemsOf('/api/notices?state=draft') : [];
  show(called(board), write.path && el('p', {}, el('a', { class: 'button', href: '#/notices/new' }, called(write))),
    drafts.length > 0 && el('ul', { class: 'list' }, drafts.map(row)), place.element, results);
  await look();
}

export async function writePage() {
  const told = await described('notice_write'), once = newKey();
  const { box, values } = await controlsOf(told.fields);
  show(called(told), formOf(t('ok'), async () => {
    const made = await api('/api/notices', values(), { 'Idempotency-Key': once });
    location.hash = `#/notice/${made.id}`;
  }, box));
}

// ---- one ---------------------------------------------------------------------------------------------

export function noticeCard(n, fields) {
  const named = (name) => label(fields, name), period = n.from_at && `${when(n.from_at)} – ${n.closed_at ? when(n.closed_at) : n.to_on}`;
  const meta = once([n.number, n.kind_name, n.place.name, n.holder_name, period, n.version > 1 && `${named('version')} ${n.version}`,
    n.audience !== 'all' && chosen(fields, 'audience', n.audience)]);
  const warn = ['lacks', 'found'].map((name) => n[name] && say(`${named(name)} ${n[name]}`, true));
  return el('div', { class: 'card' }, el('div', { class: 'meta' }, state(n), meta.map((text) => el('span', {}, text))), warn,
    el('p', { class: 'text' }, n.shown || n.body), n.article && el('p', { class: 'meta' }, `${named('article')} ${n.article}`));
}

export function noticeMore(page) {
  const n = page.m, own = `/api/notices/${n.id}`;
  return [n.objects && el('p', {}, el('button', { class: 'plain', onclick: () => page.form('notice_objection') }, called(deedOf('notice_objection')))),
    n.version > 0 && n.audience === 'all' && !n.hidden && el('p', {}, el('a', { href: `${own}/poster`, target: '_blank', rel: 'noopener' }, t('poster')))];
}

// ---- messages ----------------------------------------------------------------------------------------

const noun = (m) => (m.number.includes('-T') ? 'notice' : 'matter');

export async function messagesPage() {
  const list = listOf('message_list'), all = deedOf('message_read');
  const { items } = await read('/api/messages?limit=100');
  const line = (m) => el('li', {}, el('a', { class: 'card', href: `#/${noun(m)}/${m.thing}`, onclick: () => api('/api/messages/read', { thing: m.thing }).catch(() => {}) },
    el('h2', {}, m.title || m.number), el('div', { class: 'meta' }, m.unread > 0 && el('b', { class: 'late' }, `${m.unread} ${t('unread')}`),
      [m.label, when(m.at), m.number].filter(Boolean).map((text) => el('span', {}, text)))));
  const done = async () => { await api('/api/messages/read', {}); await messagesPage(); };
  show(called(list), items.some((m) => m.unread) && el('p', {}, el('button', { class: 'plain', onclick: done }, called(all))),
    items.length ? el('ul', { class: 'list' }, items.map(line)) : el('p', { class: 'hint', role: 'status' }, list.empty));
}
