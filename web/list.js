// Lists: the newest, one's own, the queue; and the figures.
import { called, choiceOf, chosen, deedOf, described, fieldOf, label, listOf, pairs } from '/describe.js';
import {
  brackets, colon, day, el, ended, field, filled, formOf, here, itemsOf, lasting, LEFT, likeNumber, read, say, select, show, t, when,
} from '/tools.js';

const matters = () => listOf('matter_list');

// ---- one line of a list --------------------------------------------------------------------------

export const isOpen = (m) => ['filed', 'accepted', 'working'].includes(m.state);
export const isLate = (m) => isOpen(m) && m.due_at && new Date(m.due_at) < new Date();
export function badge(m) {
  const state = choiceOf(matters().columns, 'state', m.state), late = isLate(m) && t('overdue');
  return [el('span', { class: 'state', 'data-tone': state.tone }, called(state)), late && el('span', { class: 'state late' }, late)];
}

function card(m) {
  const { columns } = matters();
  const meta = [m.place.name, m.subject_name, m.holder_name, `${label(columns, 'filed_at')} ${day(m.filed_at)}`,
    isOpen(m) && m.due_at && `${label(columns, 'due_at')} ${when(m.due_at)}`];
  const said = meta.filter((text, i) => text && meta.indexOf(text) === i).map((text) => el('span', {}, text));
  const urgency = m.urgency !== 'normal' && el('b', { class: 'late' }, chosen(columns, 'urgency', m.urgency));
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
    await list(path, results, text ? t('nothing') : matters().empty);
  }
  const button = el('button', { class: 'plain' }, t('search'));
  show(t('home'),
    el('div', { class: 'lead' }, el('a', { class: 'button', href: '#/file' }, called(deedOf('matter_file'))),
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
  if (here.me) await list('/api/matters?mine=1', mine, matters().empty);
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
  const { filters, sorts } = matters();
  const orders = select(pairs(sorts), null,
    { 'aria-label': t('order'), onchange: (e) => go({ order: e.target.value }) });
  const states = fieldOf(filters, 'state');
  const stateList = select(pairs(states.choices), `${states.label}${colon()}${t('any')}`,
    { 'aria-label': states.label, onchange: (e) => go({ state: e.target.value }) });
  orders.value = order;
  stateList.value = state;
  show(called(matters()),
    postChoice(posts, place, (e) => go({ place: e.target.value })),
    el('div', { class: 'pair' }, orders, stateList),
    el('p', {}, t('export') + colon(), el('a', { href: `/api/matters.csv?${asked}` }, 'CSV'), ' · ',
      el('a', { href: `/api/matters.xlsx?${asked}` }, 'Excel')),
    holder);
  await list(`/api/matters?${asked}`, holder, matters().empty);
}

// ---- the figures ---------------------------------------------------------------------------------

const FIRST = 12;                            // subjects shown at once
const rate = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(2)} %` : '—');
const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);
const number = (value) => el('td', { class: 'n' }, String(value));

function figures(c, fields) {
  const up = (level) => c.raised_by_clock[level] + c.raised_by_hand[level], called = (name) => label(fields, name);
  const rows = [
    [called('filed'), c.filed], [called('closed'), c.closed], [called('refused'), c.refused], [t('openN'), sum(c.open_at)],
    [t('raisedStreet'), up('street')], [t('raisedCounty'), up('county')],
    [t('lowRate'), rate(c.closed_low, c.closed)], [t('inTime'), rate(c.closed_in_time, c.closed + c.open_late)],
    [called('minutes_median'), lasting(c.minutes_median)], [called('minutes_p90'), lasting(c.minutes_p90)],
  ];
  const row = ([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), number(value));
  return el('table', { class: 'card' }, el('caption', {}, c.place?.name ?? ''), rows.map(row));
}

// What was merged into the place and is counted under its own old code.
function also(places, fields) {
  const line = (p) => el('li', {}, el('a', { href: `#/counts?place=${p.code}&day=${before(p.ended_on)}` }, p.name + brackets(p.code)),
    ` ${label(fields, 'filed')} ${p.filed}`);
  return places.length > 0 && el('div', { class: 'card' }, el('p', {}, t('also')), el('ul', {}, places.map(line)));
}
const before = (date) => new Date(Date.parse(date) - 864e5).toISOString().slice(0, 10);

function bySubject(c, fields) {
  const head = () => [el('th', { scope: 'col' }, label(fields, 'subject')),
    ...[label(fields, 'filed'), label(fields, 'closed')].map((name) => el('th', { scope: 'col', class: 'n' }, name))];
  const row = (s) => el('tr', {}, el('td', {}, `${s.class_name} · ${s.name}`), number(s.filed), number(s.closed));
  const table = (rows) => el('table', { class: 'card' }, el('tr', {}, head()), rows.map(row));
  const all = c.by_subject.sort((a, b) => b.filed - a.filed), rest = all.slice(FIRST);
  return [table(all.slice(0, FIRST)), rest.length > 0 && el('details', {}, el('summary', {}, t('more')), table(rest))];
}
export async function countsPage(query) {
  const asked = new URLSearchParams([...query].filter(([name, v]) => ['place', 'day', 'from', 'to'].includes(name) && v));
  const [c, { fields }] = await Promise.all([read(`/api/counts?${asked}`), described('counts')]);
  const date = (name) => field(name, label(fields, name), el('input', { type: 'date', value: query.get(name) ?? '' }));
  const where = Object.fromEntries([...asked].filter(([name]) => ['place', 'day'].includes(name)));
  const form = formOf(t('ok'), () => { location.hash = `#/counts?${new URLSearchParams({ ...where, ...filled(form) })}`; },
    el('div', { class: 'pair' }, date('from'), date('to')));
  show(t('counts'), form, ended(c.ended), figures(c, fields), also(c.also, fields),
    el('h2', {}, label(fields, 'by_subject')), bySubject(c, fieldOf(fields, 'by_subject').fields));
}
