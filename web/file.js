// Saying it once: the report's form, and what the reporter gets to keep.
import { levels, shares, urgencies } from '/words.js';
import { solve } from '/puzzle.js';
import {
  api, brackets, check, colon, el, english, field, filled, formOf, here, itemsOf, line, main, maybe, newKey, options,
  pick, say, select, show, t, when,
} from '/tools.js';

// ---- where and what ------------------------------------------------------------------------------

// Street, then community, then what lies below: each choice fills the next list.
async function placeChoice() {
  const names = ['street', 'community', 'compound'];
  const lists = names.map((name, n) => el('select', { id: `f-place-${n}`, 'aria-label': t(name), hidden: n > 0 }));
  const about = await maybe('/api/about');
  async function fill(n, under) {
    for (let i = n; i < lists.length; i++) {
      lists[i].replaceChildren(...options([], t(names[i])));
      lists[i].hidden = i > 0;
    }
    const below = (await itemsOf(`/api/places?under=${under}&limit=200`)).filter((p) => p.code !== under);
    if (n > 0 && lists[n - 1].value !== under) return;             // chosen anew meanwhile
    lists[n].replaceChildren(...options(below.map((p) => [p.code, p.name]), t(names[n])));
    lists[n].hidden = n > 0 && !below.length;
  }
  lists.forEach((list, n) => list.addEventListener('change', () => {
    if (n + 1 < lists.length && list.value) fill(n + 1, list.value);
    else for (const later of lists.slice(n + 1)) later.hidden = true;
  }));
  await fill(0, String(about.county ?? ''));
  const element = el('div', { class: 'field', 'data-field': 'place', role: 'group', 'aria-labelledby': 'l-place' },
    el('label', { id: 'l-place', for: 'f-place-0' }, t('place')), lists);
  return { element, value: () => lists.filter((l) => !l.hidden && l.value).pop()?.value };
}

async function subjectChoice() {
  const name = (s) => (english() && s.name_en ? s.name_en : s.name);
  const classes = (await itemsOf('/api/subjects')).filter((c) => c.children?.length);
  const leaves = (c) => options(c.children.map((s) => [s.subject, name(s)]));
  return el('select', {}, options([], t('choose')), classes.map((c) => el('optgroup', { label: name(c) }, leaves(c))));
}

// ---- the form ------------------------------------------------------------------------------------

const choices = (table) => Object.keys(table).map((key) => [key, pick(table, key)]);

export async function filePage() {
  const [place, subject] = await Promise.all([placeChoice(), subjectChoice()]);
  const once = newKey();
  const form = formOf(t('send'), send,
    field('text', t('text'), el('textarea', { required: true, maxlength: 10000 }), t('textHint')),
    place.element,
    field('spot', t('spot'), el('input', { maxlength: 200 }), t('spotHint')),
    field('title', t('title'), el('input', { maxlength: 200 })),
    el('div', { class: 'pair' }, field('subject', t('subject'), subject, t('subjectHint')),
      field('urgency', t('urgency'), select(choices(urgencies)))),
    el('h2', {}, t('contact')),
    el('p', { class: 'hint' }, t('contactHint')),
    el('div', { class: 'pair' },
      field('reporter_name', t('name'), el('input', { maxlength: 40, autocomplete: 'name' })),
      field('reporter_phone', t('phone'), el('input', { maxlength: 30, type: 'tel', autocomplete: 'tel' }))),
    field('share', t('share'), select(choices(shares))),
    check('anonymous', t('anonymous')),
    check('private', t('private')));

  async function send() {
    const body = { ...filled(form), place: place.value() };
    for (const name of ['anonymous', 'private']) if (name in body) body[name] = true;
    const headers = { 'Idempotency-Key': once };
    filed(await api('/api/matters', body, headers).catch(async (problem) => {
      if (problem.status !== 428) throw problem;
      form.querySelector('.top').replaceChildren(say(t('puzzle')));
      return api('/api/matters', { ...body, puzzle: await solve(body.place) }, headers);
    }));
  }
  show(t('file'), form);
}

// ---- afterwards ----------------------------------------------------------------------------------

function filed(m) {
  const link = m.follow ? `#/matter/${m.id}?follow=${m.follow}` : `#/matter/${m.id}`;
  const due = m.due_at && when(m.due_at) + (m.provisional ? brackets(t('provisional')) : '');
  show(t('filed'),
    el('div', { class: 'card' },
      line(t('number'), el('b', { class: 'number' }, m.number)),
      line(t('kind'), `${m.subject_class} · ${m.subject_name}`),
      line(t('holder'), m.holder_name || pick(levels, m.level)),
      line(t('due'), due)),
    el('p', {}, here.me ? t('filedMine') : t('filedHint')),
    el('p', {}, el('a', { href: link, class: 'long' }, new URL(link, location.href).href)),
    m.follow && el('p', {}, t('token') + colon(), el('code', {}, m.follow)),
    receipt(m.receipt));
  main.focus();
}

function receipt(r) {
  if (!r) return null;
  return el('details', {}, el('summary', {}, t('receipt')), el('p', { class: 'hint' }, t('receiptHint')),
    el('p', {}, el('code', {}, `${r.county}/${r.entry} ${r.leaf}`)),
    el('p', {}, el('a', { href: `/api/proof/${r.county}/receipt?entry=${r.entry}` }, t('proof'))));
}
