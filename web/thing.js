// One thing, a matter or a notice: how it stands, what was done, and the buttons that `can` gives.
import { called, chosen, deedOf, described, fieldOf, label, listOf } from '/describe.js';
import { controlsOf } from '/form.js';
import { badge, isLate, isOpen } from '/list.js';
import { noticeCard, noticeMore } from '/notice.js';
import { papersOf } from '/papers.js';
import { api, brackets, colon, el, english, formOf, main, newKey, read, say, show, t, when } from '/tools.js';

const kinds = {
  matter: { card, more: (page) => [details(t('clock'), () => clock(page)),
    page.m.can.includes('look') && details(called(listOf('matter_looks')), () => looks(page))] },
  notice: { card: noticeCard, more: noticeMore, kept: ['title', 'body', 'to_on', 'mask', 'mask_found'] },
};

// kept: fields of deeds that begin as they stand. noun: as its actions are called; its address is /api/ and that in the plural.
export async function thingPage(noun, id, query) {
  const follow = query.get('follow'), kind = kinds[noun];
  const page = { noun, follow, headers: follow ? { 'Linli-Follow': follow } : {}, deed: el('div', { class: 'deed' }) };
  const deed = (verb) => deedOf(`${noun}_${verb}`);
  page.form = (name) => deedForm(page, name);
  // As it stands now; an open form stays as it is, with what was typed.
  page.draw = async () => {
    const [m, { fields }] = await Promise.all([read(`/api/${noun}s/${id}`, page.headers), described(`${noun}_read`)]);
    Object.assign(page, { id: m.id, m, fields });                     // by id, or by its number
    const first = m.can.find((verb) => deed(verb).tone === 'main');
    const button = (verb) => el('button', { class: verb === first ? 'main' : deed(verb).tone === 'danger' ? 'plain danger' : 'plain',
      onclick: () => deedForm(page, `${noun}_${verb}`) }, called(deed(verb)));
    const buttons = m.can.map(button);
    show(m.title || t('hidden'), kind.card(m, fields), buttons.length > 0 && el('div', { class: 'row' }, buttons), page.deed,
      m.cannot.length > 0 && el('details', {}, el('summary', {}, label(fields, 'cannot')),
        el('ul', { class: 'hint' }, m.cannot.map((c) => el('li', {}, `${called(deed(c.deed))}${colon()}${c.why}`)))),
      el('h2', {}, label(fields, 'steps')), el('ol', { class: 'steps' }, (m.steps ?? []).map(step(page))),
      kind.more(page));
  };
  page.again = async (message) => {
    page.deed.replaceChildren();
    await page.draw();
    main.prepend(say(message));
    main.focus();
  };
  await page.draw();
}

// ---- how it stands -------------------------------------------------------------------------------

function card(m, fields) {
  const called = (name) => label(fields, name), due = m.due_at && isOpen(m) && `${called('due_at')} ${when(m.due_at)}`;
  const meta = [m.number, m.place.name, `${m.subject_class} · ${m.subject_name}`, m.late && !isLate(m) && called('late'),
    `${called('level')} ${chosen(fields, 'level', m.level)}`, m.holder_name && `${called('holder_name')} ${m.holder_name}`].filter(Boolean);
  const others = (m.parties ?? []).filter((p) => p.name !== m.holder_name);
  const parties = others.map((p) => p.name + (p.signed_at ? ' ✓' : '')).join(english() ? ', ' : '、');
  return el('div', { class: 'card' },
    el('div', { class: 'meta' }, badge(m), meta.map((text) => el('span', {}, text)),
      due && el('span', { class: isLate(m) ? 'late' : '' }, due + (m.provisional ? brackets(t('provisional')) : ''))),
    m.text && el('p', { class: 'text' }, m.text),
    m.spot && el('p', { class: 'meta' }, `${called('spot')} ${m.spot}`),
    parties && el('p', { class: 'meta' }, `${called('parties')} ${parties}`),
    m.next_door?.words && door(m.next_door));
}

function door(d) {
  const parts = [(english() && d.words_en) || d.words];
  if (d.door) parts.push(`${t('door')}${colon()}${d.door} ${d.phone ?? ''}`);
  if (d.article) parts.push(`${t('article')}${colon()}${d.article}`);
  return say(parts.join(' '));
}

const step = (page) => (s) => {
  const own = fieldOf(page.fields, 'steps').fields, moved = s.from_level && s.from_level !== s.level;
  const meta = [when(s.at), s.org_name, moved && `→ ${chosen(own, 'level', s.level)}`].filter(Boolean);
  const said = meta.map((text) => el('span', {}, text));
  return el('li', {}, el('b', {}, chosen(own, 'verb', s.verb)), el('span', { class: 'meta' }, said),
    s.text && el('div', { class: 'text' }, s.text), papersOf(s.papers, page.follow),
    s.shown && el('details', {}, el('summary', {}, `${label(own, 'version')} ${s.version}`), el('div', { class: 'text' }, s.shown)));
};

// ---- doing something -----------------------------------------------------------------------------

async function deedForm(page, name) {
  const once = newKey(), told = await described(name), path = deedOf(name).path.replace('{id}', page.id);
  const { box, values } = await controlsOf(told.fields, { place: page.m.place.code, headers: page.headers });
  for (const kept of kinds[page.noun].kept ?? []) {
    const input = box.querySelector(`[name="${kept}"]`), value = page.m[kept];
    if (input?.type === 'checkbox') input.checked = Boolean(value);
    else if (input && value) input.value = value;
  }
  const form = formOf(t('ok'), send, told.confirm && el('p', { class: 'hint' }, told.confirm), box);
  async function send() {
    const body = { ...values(), seen: page.m.seen };
    try {
      if (!page.m.can.some((verb) => name.endsWith(`_${verb}`))) delete body.seen;
      const answer = await api(path, body, { ...page.headers, 'Idempotency-Key': once });
      if (told.after === 'stay') (answer.matter ? filedBy : opened)(page, answer);
      else await page.again(`${called(told)} ✓`);
    } catch (problem) {
      if (problem.status !== 409 || !problem.since) throw problem;
      await page.draw();
      const top = form.querySelector('.top');
      top.replaceChildren(say(t('since'), true), el('ol', { class: 'steps' }, problem.since.map(step(page))));
      top.focus();
    }
  }
  open(page.deed, called(told), form);
}

// Name and phone, told once.
function opened({ deed: place, fields }, seen) {
  const told = (name) => `${label(fields, name)}${colon()}${seen[name] || '—'}`;
  place.replaceChildren(say(['reporter_name', 'reporter_phone'].map(told).join('　')));
}

// What it became is followed by its own link.
function filedBy({ deed: place }, { matter, follow }) {
  const link = `#/matter/${matter}${follow ? `?follow=${follow}` : ''}`;
  place.replaceChildren(el('div', { class: 'say', role: 'status' }, el('p', {}, t('received')),
    el('p', {}, el('a', { href: link, class: 'long' }, new URL(link, location.href).href))));
}

function open(deed, title, form) {
  const away = () => deed.replaceChildren();
  form.querySelector('.row').append(el('button', { class: 'plain', type: 'button', onclick: away }, t('cancel')));
  deed.replaceChildren(el('section', { class: 'card', 'aria-label': title }, el('h2', {}, title), form));
  form.querySelector('textarea,select,input')?.focus();
}

// ---- what may be unfolded ------------------------------------------------------------------------

export function details(title, load) {
  const body = el('div', { class: 'scroll' });
  const unfold = async (e) => {
    if (!e.target.open || body.childElementCount) return;
    body.replaceChildren(...await load().catch((problem) => [say(problem.title ?? String(problem), true)]));
  };
  return el('details', { ontoggle: unfold }, el('summary', {}, title), body);
}

async function clock({ id, headers }) {
  const [c, { fields }] = await Promise.all([read(`/api/matters/${id}/clock`, headers), described('matter_clock')]), d = c.deadline;
  const own = fieldOf(fields, 'deadline').fields, word = (name) => chosen(own, name, d[name]);
  const rule = d && `${d.amount} ${word('unit')}${brackets(word('calendar'))}${colon()}${d.source}`;
  const row = (x) => el('tr', {}, el('td', {}, x.day), el('td', {}, x.counts ? String(x.counted) : ''),
    el('td', {}, x.text + (x.name ? ` ${x.name}` : '')));
  return [
    el('p', { class: 'hint' }, [rule, `${c.pack.id} ${c.pack.version}`].filter(Boolean).join(' · ')),
    el('table', {}, c.days.map(row)),
    el('p', {}, `${label(fields, 'due_at')}${colon()}${when(c.due_at) || '—'}${c.provisional ? brackets(t('provisional')) : ''}`),
  ];
}

async function looks({ id, headers }) {
  const rows = (await read(`/api/matters/${id}/looks?limit=200`, headers)).items;
  if (!rows.length) return [el('p', { class: 'hint' }, listOf('matter_looks').empty)];
  const row = (l) => el('tr', {}, [when(l.at), l.org_name, l.why].map((text) => el('td', {}, text)));
  return [el('table', {}, rows.map(row))];
}
