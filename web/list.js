// Lists: the newest, one's own, the queue; and the figures.
import { states, urgencies } from '/words.js';
import {
  brackets, colon, day, el, ended, field, filled, formOf, here, itemsOf, lasting, LEFT, likeNumber, pick, read, say, select, show, t, when,
} from '/tools.js';

// ---- one line of a list --------------------------------------------------------------------------

export const isOpen = (m) => ['filed', 'accepted', 'working'].includes(m.state);
export const isLate = (m) => isOpen(m) && m.due_at && new Date(m.due_at) < new Date();
export function badge(m) {
  const late = isLate(m) ? t('late') : m.late ? t('wasLate') : '';
  return [el('span', { class: 'state' }, pick(states, m.state)), late && el('span', { class: 'state late' }, late)];
}

function card(m) {
  const meta = [m.place.name, m.subject_name, m.holder_name, `${t('at')} ${day(m.filed_at)}`,
    isOpen(m) && m.due_at && `${t('due')} ${when(m.due_at)}`];
  const said = meta.filter((text, i) => text && meta.indexOf(text) === i).map((text) => el('span', {}, text));
  const urgency = m.urgency !== 'normal' && el('b', { class: 'late' }, pick(urgencies, m.urgency));
  return el('li', {}, el('a', { class: 'card', href: `#/matter/${m.id}` },
    el('h2', {}, m.title || t('hidden')), el('div', { class: 'meta' }, badge(m), urgency, said)));
}

// Page after page into the holder; says so when the server has looked far and found nothing yet.
async function list(path, holder, empty) {
  const rows = el('ul', { class: 'list' }), button = el('button', { class: 'plain', onclick: next }, t('more'));
  let after = '';
  async function next() {
    button.disabled = true;
    try {
      const page = await read(path + (after ? `&after=${encodeURIComponent(after)}` : ''));
      rows.append(...page.items.map(card));
      if (page.ended && !after) rows.before(ended(page.ended));
      after = page.next;
      if (!rows.childElementCount && !after) rows.replaceWith(el('p', { class: 'hint', role: 'status' }, empty));
      button.hidden = !after;
      button.textContent = page.items.length ? t('more') : t('searched').replace('{n}', page.searched);
    } catch (problem) {
      if (problem === LEFT) throw problem;
      button.before(say(problem.title ?? String(problem), true));
    }
    button.disabled = false;
  }
  holder.replaceChildren(rows, button);
  await next();
}

// ---- the newest ----------------------------------------------------------------------------------

export async function homePage() {
  const results = el('div');
  const typed = el('input', { type: 'search', placeholder: t('searchHint'), 'aria-label': t('search') });
  async function look(e) {
    e?.preventDefault();
    const text = typed.value.trim();
    const said = likeNumber(text) ? await itemsOf(`/api/matters?number=${encodeURIComponent(text)}`) : [];
    if (said.length === 1) { location.hash = `#/matter/${said[0].id}`; return; }
    const path = `/api/matters?order=new&limit=20${text ? `&text=${encodeURIComponent(text)}` : ''}`;
    await list(path, results, text ? t('nothing') : t('none'));
  }
  const button = el('button', { class: 'plain' }, t('search'));
  show(t('latest'),
    el('div', { class: 'lead' }, el('a', { class: 'button', href: '#/file' }, t('file')),
      el('form', { class: 'search', role: 'search', onsubmit: look }, typed, button)),
    results);
  await look();
}

// ---- following -----------------------------------------------------------------------------------

export async function followPage() {
  const mine = el('div');
  const form = formOf(t('open'), async () => {
    const code = form.elements.token.value.trim().split('follow=').pop(), id = code.split('.')[1];
    if (/^\d+$/.test(id ?? '')) { location.hash = `#/matter/${id}?follow=${code}`; return; }
    const found = (await itemsOf(`/api/matters?number=${encodeURIComponent(code)}`))[0];
    if (!found) throw { problems: [{ field: 'token', text: t('tokenWrong') }] };
    location.hash = `#/matter/${found.id}`;
  }, field('token', t('tokenOr'), el('input', { autocomplete: 'off' }), t('tokenHint')));
  show(here.me ? t('mine') : t('follow'), here.me && mine, here.me && el('h2', {}, t('follow')),
    el('div', { class: 'card' }, form));
  if (here.me) await list('/api/matters?mine=1', mine, t('none'));
}

// ---- the queue -----------------------------------------------------------------------------------

const postName = (post) => [...new Set([post.org?.name, post.place?.name].filter(Boolean))].join(' · ');

// Whoever has several posts chooses whose queue it is.
function postChoice(posts, place, onchange) {
  if (posts.length < 2) return posts.length === 1 && el('p', { class: 'hint' }, postName(posts[0]));
  const choice = select(posts.map((post) => [post.place?.code ?? '', postName(post)]), null, { 'aria-label': t('post'), onchange });
  choice.value = place;
  return el('p', {}, choice);
}

export async function queuePage(query) {
  const posts = here.me?.posts ?? [], holder = el('div');
  const place = query.get('place') ?? posts[0]?.place?.code ?? '', state = query.get('state') ?? '';
  const order = query.get('order') ?? 'urgent';
  const go = (changes) => { location.hash = `#/queue?${new URLSearchParams({ place, order, state, ...changes })}`; };
  const asked = new URLSearchParams({ order });
  if (order === 'urgent') asked.set('open', 1);
  if (place) asked.set('place', place);
  if (state) asked.set('state', state);
  const orders = select([['urgent', t('urgent')], ['new', t('newest')]], null,
    { 'aria-label': t('order'), onchange: (e) => go({ order: e.target.value }) });
  const all = Object.keys(states).map((s) => [s, pick(states, s)]);
  const stateList = select(all, `${t('state')}${colon()}${t('any')}`,
    { 'aria-label': t('state'), onchange: (e) => go({ state: e.target.value }) });
  orders.value = order;
  stateList.value = state;
  show(t('queue'),
    postChoice(posts, place, (e) => go({ place: e.target.value })),
    el('div', { class: 'pair' }, orders, stateList),
    el('p', {}, t('export') + colon(), el('a', { href: `/api/matters.csv?${asked}` }, 'CSV'), ' · ',
      el('a', { href: `/api/matters.xlsx?${asked}` }, 'Excel')),
    holder);
  await list(`/api/matters?${asked}`, holder, t('none'));
}

// ---- the figures ---------------------------------------------------------------------------------

const FIRST = 12;                            // subjects shown at once
const rate = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(2)} %` : '—');
const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);
const number = (value) => el('td', { class: 'n' }, String(value));

function figures(c) {
  const up = (level) => c.raised_by_clock[level] + c.raised_by_hand[level];
  const rows = [
    [t('filedN'), c.filed], [t('closedN'), c.closed], [t('refusedN'), c.refused], [t('openN'), sum(c.open_at)],
    [t('raisedStreet'), up('street')], [t('raisedCounty'), up('county')],
    [t('lowRate'), rate(c.closed_low, c.closed)], [t('inTime'), rate(c.closed_in_time, c.closed + c.open_late)],
    [t('median'), lasting(c.minutes_median)], [t('p90'), lasting(c.minutes_p90)],
  ];
  const row = ([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), number(value));
  return el('table', { class: 'card' }, el('caption', {}, c.place?.name ?? ''), rows.map(row));
}

// What was merged into the place and is counted under its own old code.
function also(places) {
  const line = (p) => el('li', {}, el('a', { href: `#/counts?place=${p.code}&day=${before(p.ended_on)}` }, p.name + brackets(p.code)),
    ` ${t('filedN')} ${p.filed}`);
  return places.length > 0 && el('div', { class: 'card' }, el('p', {}, t('also')), el('ul', {}, places.map(line)));
}
const before = (date) => new Date(Date.parse(date) - 864e5).toISOString().slice(0, 10);

function bySubject(c) {
  const head = () => [el('th', { scope: 'col' }, t('kind')),
    ...[t('filedN'), t('closedN')].map((name) => el('th', { scope: 'col', class: 'n' }, name))];
  const row = (s) => el('tr', {}, el('td', {}, `${s.class_name} · ${s.name}`), number(s.filed), number(s.closed));
  const table = (rows) => el('table', { class: 'card' }, el('tr', {}, head()), rows.map(row));
  const all = c.by_subject.sort((a, b) => b.filed - a.filed), rest = all.slice(FIRST);
  return [table(all.slice(0, FIRST)), rest.length > 0 && el('details', {}, el('summary', {}, t('more')), table(rest))];
}
export async function countsPage(query) {
  const asked = new URLSearchParams([...query].filter(([name, v]) => ['place', 'day', 'from', 'to'].includes(name) && v));
  const c = await read(`/api/counts?${asked}`);
  const date = (name) => field(name, t(name), el('input', { type: 'date', value: query.get(name) ?? '' }));
  const where = Object.fromEntries([...asked].filter(([name]) => ['place', 'day'].includes(name)));
  const form = formOf(t('ok'), () => { location.hash = `#/counts?${new URLSearchParams({ ...where, ...filled(form) })}`; },
    el('div', { class: 'pair' }, date('from'), date('to')));
  show(t('counts'), form, ended(c.ended), figures(c), also(c.also), el('h2', {}, t('bySubject')), bySubject(c));
}
