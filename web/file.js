// Saying it once: the report's form, and what the reporter gets to keep.
import { called, chosen, deedOf, described, label } from '/describe.js';
import { controlsOf } from '/form.js';
import { solve } from '/puzzle.js';
import { api, brackets, colon, el, formOf, here, line, main, newKey, say, show, t, when } from '/tools.js';

// ---- the form ------------------------------------------------------------------------------------

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
  const told = await described('matter_file');
  const { box, values } = await controlsOf(told.fields, { without: ['lat', 'lon', 'crs'], more: { reporter_name: { autocomplete: 'name' } } });
  const form = formOf(t('send'), send, box);

  async function send() {
    const body = values();
    const top = form.querySelector('.top');
    const { matter, first } = await fileOnce(body).catch(async (problem) => {
      if (problem.status !== 428) throw problem;
      top.replaceChildren(say(t('puzzle')));
      return fileOnce({ ...body, puzzle: await solve(body.place) });
    });
    if (!first) { await filed(matter); return; }
    const link = linkOf(matter);
    top.replaceChildren(el('div', { class: 'say', role: 'status' }, el('p', {}, t('firstArrived')),
      line('', el('b', { class: 'number' }, matter.number)),
      el('p', {}, el('a', { href: link, class: 'long', target: '_blank' }, new URL(link, location.href).href)),
      el('p', {}, t('firstThen'))));
    top.focus();
  }
  show(called(deedOf('matter_file')), form);
}

// ---- afterwards ----------------------------------------------------------------------------------

const linkOf = (m) => (m.follow ? `#/matter/${m.id}?follow=${m.follow}` : `#/matter/${m.id}`);

async function filed(m) {
  const link = linkOf(m), { fields } = await described('matter_read');
  const due = m.due_at && when(m.due_at) + (m.provisional ? brackets(t('provisional')) : '');
  show(t('received'),
    el('div', { class: 'card' },
      line(label(fields, 'number'), el('b', { class: 'number' }, m.number)),
      line(label(fields, 'subject'), `${m.subject_class} · ${m.subject_name}`),
      line(label(fields, 'holder_name'), m.holder_name || chosen(fields, 'level', m.level)),
      line(label(fields, 'due_at'), due)),
    el('p', {}, here.me ? t('keepMine') : t('keep')),
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
