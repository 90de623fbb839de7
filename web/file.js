// Saying it once: the report's form, and what the reporter gets to keep.
import { levels, shares, urgencies } from '/words.js';
import { solve } from '/puzzle.js';
import {
  allOf, api, brackets, check, colon, el, english, field, filled, formOf, here, itemsOf, line, main, maybe, newKey, options,
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
    const below = (await allOf(`/api/places?under=${under}`)).filter((p) => p.code !== under);
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

// What went out without an answer, under which key: it may have arrived. Kept while the page lives, also when the form
// is left and opened again.
let unanswered = null;
const fresh = () => ({ key: newKey(), sent: [] });

// Sends the words under the form's key. When they were changed after an answer got lost and the first ones had arrived,
// the server says so: then the first are said again, and bring their number and link. Answers { matter, first }.
async function fileOnce(body) {
  const { key, sent } = (unanswered ??= fresh()), headers = { 'Idempotency-Key': key };
  const arrived = (first) => (matter) => { unanswered = null; return { matter, first }; };
  sent.push(body);
  try {
    return await api('/api/matters', body, headers).then(arrived(false));
  } catch (problem) {
    if (!problem.status || problem.status >= 500) throw problem;
    sent.pop();                              // refused: nothing of it is kept
    if (problem.fault !== 'key_other_record') throw problem;
    for (const before of [...sent].reverse()) {
      const matter = await api('/api/matters', before, headers).catch((other) => {
        if (other.fault !== 'key_other_record') throw other;
      });
      if (matter) return arrived(true)(matter);
    }
    unanswered = null;                       // under a key of nobody's, as good as none: it may be tried again
    throw problem;
  }
}

export async function filePage() {
  const [place, subject] = await Promise.all([placeChoice(), subjectChoice()]);
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
    const top = form.querySelector('.top');
    const { matter, first } = await fileOnce(body).catch(async (problem) => {
      if (problem.status !== 428) throw problem;
      top.replaceChildren(say(t('puzzle')));
      return fileOnce({ ...body, puzzle: await solve(body.place) });
    });
    if (!first) { filed(matter); return; }
    const link = linkOf(matter);
    top.replaceChildren(el('div', { class: 'say', role: 'status' }, el('p', {}, t('firstArrived')),
      line(t('number'), el('b', { class: 'number' }, matter.number)),
      el('p', {}, el('a', { href: link, class: 'long', target: '_blank' }, new URL(link, location.href).href)),
      el('p', {}, t('firstThen'))));
    top.focus();
  }
  show(t('file'), form);
}

// ---- afterwards ----------------------------------------------------------------------------------

const linkOf = (m) => (m.follow ? `#/matter/${m.id}?follow=${m.follow}` : `#/matter/${m.id}`);

function filed(m) {
  const link = linkOf(m);
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
