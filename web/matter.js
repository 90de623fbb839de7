// One matter: how it stands, what was done, and the buttons that `can` gives.
import { asks, done, levels, verbs } from '/words.js';
import { badge, isLate, isOpen } from '/list.js';
import {
  allOf, api, brackets, check, colon, el, english, field, filled, formOf, itemsOf, main, newKey, options, pick, read, say,
  select, show, t, when,
} from '/tools.js';

export async function matterPage(id, query) {
  const follow = query.get('follow');
  const page = { headers: follow ? { 'Linli-Follow': follow } : {}, deed: el('div', { class: 'deed' }) };
  const press = (verb) => () => (verb === 'look' ? lookForm(page) : deedForm(page, verb));
  // As it stands now; an open form stays as it is, with what was typed.
  page.draw = async () => {
    const m = await read(`/api/matters/${id}`, page.headers);         // by id, or by its number
    Object.assign(page, { id: m.id, m });
    const buttons = m.can.map((verb) => el('button', { class: 'plain', onclick: press(verb) }, pick(verbs, verb)));
    show(m.title || t('hidden'), card(m), buttons.length > 0 && el('div', { class: 'row' }, buttons), page.deed,
      el('h2', {}, t('history')), el('ol', { class: 'steps' }, (m.steps ?? []).map(step)),
      details(t('clock'), () => clock(page)),
      m.can.includes('look') && details(t('looks'), () => looks(page)));
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

function card(m) {
  const due = m.due_at && isOpen(m) && `${isLate(m) ? t('overdueSince') : t('due')} ${when(m.due_at)}`;
  const meta = [m.number, m.place.name, `${m.subject_class} · ${m.subject_name}`,
    `${t('level')} ${pick(levels, m.level)}`, m.holder_name && `${t('holder')} ${m.holder_name}`].filter(Boolean);
  const others = (m.parties ?? []).filter((p) => p.name !== m.holder_name);
  const parties = others.map((p) => p.name + (p.signed_at ? ' ✓' : '')).join(english() ? ', ' : '、');
  return el('div', { class: 'card' },
    el('div', { class: 'meta' }, badge(m), meta.map((text) => el('span', {}, text)),
      due && el('span', { class: isLate(m) ? 'late' : '' }, due + (m.provisional ? brackets(t('provisional')) : ''))),
    m.text && el('p', { class: 'text' }, m.text),
    m.spot && el('p', { class: 'meta' }, `${t('where')} ${m.spot}`),
    parties && el('p', { class: 'meta' }, `${t('parties')} ${parties}`),
    m.next_door?.words && door(m.next_door));
}

function door(d) {
  const parts = [(english() && d.words_en) || d.words];
  if (d.door) parts.push(`${t('door')}${colon()}${d.door} ${d.phone ?? ''}`);
  if (d.article) parts.push(`${t('article')}${colon()}${d.article}`);
  return say(parts.join(' '));
}

function step(s) {
  const moved = s.from_level && s.from_level !== s.level;
  const meta = [when(s.at), s.org_name, moved && `→ ${pick(levels, s.level)}`].filter(Boolean);
  const said = meta.map((text) => el('span', {}, text));
  return el('li', {}, el('b', {}, pick(done, s.verb)), el('span', { class: 'meta' }, said),
    s.text && el('div', { class: 'text' }, s.text));
}

// ---- doing something -----------------------------------------------------------------------------

// Whom to hand it to: an organisation, then somebody with a post in it. Of many a name finds some.
const MANY = 12;
async function orgChoice(withPerson) {
  const all = (await allOf('/api/orgs?')).map((o) => [String(o.id), o.name]);
  const orgs = select(all, t('choose')), persons = el('select', {}, options([], t('choose')));
  orgs.addEventListener('change', async () => {
    const posts = orgs.value ? await allOf(`/api/posts?org=${orgs.value}`) : [];
    persons.replaceChildren(...options(posts.map((p) => [p.person.id, p.person.name]), t('choose')));
  });
  const filter = el('input', { type: 'search', placeholder: t('filter'), 'aria-label': t('filter'), autocomplete: 'off' });
  filter.addEventListener('input', () => {
    const typed = filter.value.trim().toLowerCase(), kept = orgs.value;
    orgs.replaceChildren(...options(all.filter(([value, name]) => value === kept || name.toLowerCase().includes(typed)), t('choose')));
    orgs.value = kept;
  });
  const choice = field('org', t('org'), orgs);
  if (all.length > MANY) orgs.before(filter);
  return [choice, withPerson && field('person', t('person'), persons)];
}

async function part(name, all) {
  if (name === 'text') return field('text', t('note'), el('textarea', { maxlength: 4000 }));
  if (name === 'open') return check('open', t('openText'));
  if (name === 'org') return orgChoice(all.includes('person'));
  if (name === 'level') {
    const below = ['compound', 'community', 'street'].map((l) => [l, pick(levels, l)]);
    return field('level', t('levelTo'), select(below, t('choose')));
  }
  if (name === 'refusal') {
    const rows = await itemsOf('/api/refusals');
    const pairs = rows.map((r) => [r.refusal, english() ? r.name_en : r.name]);
    return field('refusal', t('refusal'), select(pairs, t('choose')));
  }
  return null;                              // a person comes with the organisation
}

async function deedForm(page, verb) {
  const once = newKey(), names = asks[verb] ?? ['text'];
  const parts = await Promise.all(names.map((name) => part(name, names)));
  const form = formOf(t('ok'), send, verb === 'forget' && el('p', { class: 'hint' }, t('forEver')), parts.flat());
  async function send() {
    const body = { ...filled(form), seen: page.m.seen };
    for (const name of ['org', 'person']) if (name in body) body[name] = Number(body[name]);
    if ('open' in body) body.open = true;
    try {
      await api(`/api/matters/${page.id}/${verb}`, body, { ...page.headers, 'Idempotency-Key': once });
      await page.again(`${pick(verbs, verb)} ✓`);
    } catch (problem) {
      if (problem.status !== 409 || !problem.since) throw problem;
      await page.draw();
      const top = form.querySelector('.top');
      top.replaceChildren(say(t('seenSince'), true), el('ol', { class: 'steps' }, problem.since.map(step)));
      top.focus();
    }
  }
  open(page.deed, pick(verbs, verb), form);
}

function lookForm({ id, headers, deed }) {
  const form = formOf(t('ok'), send, field('why', t('why'), el('input', { maxlength: 200 })));
  async function send() {
    const seen = await api(`/api/matters/${id}/look`, { why: form.elements.why.value }, headers);
    const told = (label, value) => `${label}${colon()}${value || '—'}`;
    deed.replaceChildren(say(`${told(t('name'), seen.reporter_name)}　${told(t('phone'), seen.reporter_phone)}`));
  }
  open(deed, t('look'), form);
}

function open(deed, title, form) {
  const away = () => deed.replaceChildren();
  form.querySelector('.row').append(el('button', { class: 'plain', type: 'button', onclick: away }, t('cancel')));
  deed.replaceChildren(el('section', { class: 'card', 'aria-label': title }, el('h2', {}, title), form));
  form.querySelector('textarea,select,input')?.focus();
}

// ---- what may be unfolded ------------------------------------------------------------------------

function details(title, load) {
  const body = el('div', { class: 'scroll' });
  const unfold = async (e) => {
    if (!e.target.open || body.childElementCount) return;
    body.replaceChildren(...await load().catch((problem) => [say(problem.title ?? String(problem), true)]));
  };
  return el('details', { ontoggle: unfold }, el('summary', {}, title), body);
}

async function clock({ id, headers }) {
  const c = await read(`/api/matters/${id}/clock`, headers), d = c.deadline;
  const rule = d && `${d.amount} ${d.unit} (${d.calendar})${colon()}${d.source}`;
  const row = (x) => el('tr', {}, el('td', {}, x.day), el('td', {}, x.counts ? String(x.counted) : ''),
    el('td', {}, x.text + (x.name ? ` ${x.name}` : '')));
  return [
    el('p', { class: 'hint' }, [rule, `${c.pack.id} ${c.pack.version}`].filter(Boolean).join(' · ')),
    el('table', {}, c.days.map(row)),
    el('p', {}, `${t('due')}${colon()}${when(c.due_at) || '—'}${c.provisional ? brackets(t('provisional')) : ''}`),
  ];
}

async function looks({ id, headers }) {
  const rows = (await read(`/api/matters/${id}/looks?limit=200`, headers)).items;
  if (!rows.length) return [el('p', { class: 'hint' }, t('noLooks'))];
  const row = (l) => el('tr', {}, [when(l.at), l.org_name, l.why].map((text) => el('td', {}, text)));
  return [el('table', {}, rows.map(row))];
}
