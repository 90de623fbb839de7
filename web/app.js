// The plain page: file, follow, queue, one matter, sign-in. It speaks only the JSON API; its buttons come from `can`.
import { words, verbs, states, levels, urgencies, asks } from '/words.js';

let lang = /(?:^|; )lang=en/.test(document.cookie) || (!/(?:^|; )lang=/.test(document.cookie) && /^en/i.test(navigator.language)) ? 'en' : 'zh';
let me = null;
const t = (key) => words[lang][key] ?? key;
const pick = (table, key) => (table[key] ? table[key][lang === 'en' ? 1 : 0] : key);
const main = document.getElementById('main');

// ---- small tools ---------------------------------------------------------------------------
function el(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) e.addEventListener(name.slice(2), value);
    else if (value === true) e.setAttribute(name, '');
    else if (value !== false && value != null) e.setAttribute(name, value);
  }
  e.append(...children.flat().filter((c) => c != null && c !== false));
  return e;
}

async function api(path, body, headers = {}) {
  const options = { headers: { Accept: 'application/json', 'Accept-Language': lang, ...headers }, credentials: 'same-origin' };
  if (body !== undefined) {
    options.method = 'POST';
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw { title: t('offline') };
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw { status: response.status, ...answer };
  return answer;
}

const day = (moment) => (moment ? moment.slice(0, 10) : '');
function when(moment) {
  if (!moment) return '';
  const d = new Date(moment);
  return d.toLocaleString(lang === 'en' ? 'en-GB' : 'zh-CN', { timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', year: d.getFullYear() === new Date().getFullYear() ? undefined : 'numeric' });
}
function lasting(minutes) {
  if (minutes < 0 || minutes == null) return '—';
  return minutes < 90 ? `${minutes} ${t('minutes')}` : `${(minutes / 60).toFixed(1)} ${t('hours')}`;
}
const say = (text, bad) => el('div', { class: bad ? 'say bad' : 'say', role: bad ? 'alert' : 'status' }, text);
const show = (...children) => { main.replaceChildren(...children.flat().filter(Boolean)); };
const key = () => crypto.getRandomValues(new Uint32Array(4)).join('-');

function field(name, label, control, hint) {
  control.id = `f-${name}`;
  control.name = name;
  if (hint) control.setAttribute('aria-describedby', `h-${name}`);
  return el('div', { 'data-field': name }, el('label', { for: control.id }, label), control, hint ? el('p', { class: 'hint', id: `h-${name}` }, hint) : null);
}
function check(name, label) {
  return el('label', { class: 'check' }, el('input', { type: 'checkbox', name }), el('span', {}, label));
}
function options(pairs, first) {
  return [first != null ? el('option', { value: '' }, first) : null, ...pairs.map(([value, text]) => el('option', { value }, text))];
}

// Every wrong field is named beside the field; what has no field stands at the top.
function problems(form, problem) {
  form.querySelectorAll('.problem').forEach((e) => e.remove());
  form.querySelectorAll('[aria-invalid]').forEach((e) => e.removeAttribute('aria-invalid'));
  let first = null;
  const loose = [];
  for (const p of problem.problems ?? []) {
    const holder = form.querySelector(`[data-field="${CSS.escape(p.field)}"]`);
    if (!holder) { loose.push(`${p.field} ${p.text}`); continue; }
    const control = holder.querySelector('input,select,textarea');
    control.setAttribute('aria-invalid', 'true');
    holder.append(el('p', { class: 'problem' }, p.text + (p.hint ? `：${p.hint}` : '')));
    first ??= control;
  }
  const top = form.querySelector('.top');
  top.replaceChildren(first && !loose.length ? '' : say([problem.title ?? t('offline'), ...loose].join('；'), true));
  (first ?? top).focus?.();
}

// ---- one line of a list, one matter ------------------------------------------------------------
const late = (m) => m.late || (m.due_at && !['answered', 'closed', 'refused', 'withdrawn'].includes(m.state) && new Date(m.due_at) < new Date());
const badge = (m) => el('span', { class: late(m) ? 'state late' : 'state' }, pick(states, m.state));

function card(m) {
  const open = ['filed', 'accepted', 'working'].includes(m.state);
  return el('a', { class: 'card', href: `#/matter/${m.id}` },
    el('h3', {}, m.title || t('hidden')),
    el('div', { class: 'meta' }, badge(m), m.urgency !== 'normal' ? el('b', { class: 'late' }, pick(urgencies, m.urgency)) : null,
      el('span', {}, m.place.name), el('span', {}, m.subject_name), el('span', {}, `${t('at')} ${day(m.filed_at)}`),
      open && m.due_at ? el('span', {}, `${t('due')} ${when(m.due_at)}`) : null, m.holder_name ? el('span', {}, m.holder_name) : null));
}

async function list(path, holder, empty) {
  let after = '';
  const button = el('button', { class: 'plain', onclick: next }, t('more'));
  async function next() {
    button.disabled = true;
    try {
      const page = await api(path + (after ? `&after=${encodeURIComponent(after)}` : ''));
      button.before(...page.items.map(card));
      if (!page.items.length && !after) button.before(el('p', { class: 'hint' }, empty));
      after = page.next;
      button.hidden = !after;
      if (after && !page.items.length) button.textContent = t('searched').replace('{n}', page.searched);
    } catch (problem) {
      button.before(say(problem.title, true));
    }
    button.disabled = false;
  }
  holder.replaceChildren(button);
  await next();
}

// ---- pages -----------------------------------------------------------------------------------------
async function home() {
  const results = el('div');
  const words_ = el('input', { type: 'search', placeholder: t('searchHint'), 'aria-label': t('search') });
  const form = el('form', { class: 'row', role: 'search', onsubmit: (e) => { e.preventDefault(); look(); } }, words_, el('button', { class: 'plain' }, t('search')));
  const look = () => list(`/api/matters?order=new&limit=20${words_.value.trim() ? `&text=${encodeURIComponent(words_.value.trim())}` : ''}`, results, words_.value ? t('nothing') : t('none'));
  show(el('h1', {}, t('latest')), el('div', { class: 'row' }, el('a', { href: '#/file' }, el('button', { class: 'main', tabindex: -1 }, t('file')))), form, results);
  await look();
}

async function placePicker() {
  const selects = ['street', 'community', 'compound'].map((name) => el('select', { 'aria-label': t(name) }));
  const about = await api('/api/about').catch(() => ({}));
  const root = String(about.county ?? '410104');
  const fill = async (n, under) => {
    for (let i = n; i < 3; i++) { selects[i].replaceChildren(...options([], t(['street', 'community', 'compound'][i]))); selects[i].hidden = i > n; }
    const page = await api(`/api/places?under=${under}&limit=200`);
    const rows = page.items.filter((p) => p.code !== under);
    selects[n].replaceChildren(...options(rows.map((p) => [p.code, p.name]), t(['street', 'community', 'compound'][n])));
    selects[n].hidden = n > 0 && !rows.length;
  };
  selects.forEach((s, n) => s.addEventListener('change', () => { if (s.value && n < 2) fill(n + 1, s.value); }));
  await fill(0, root);
  selects[1].hidden = selects[2].hidden = true;
  return { element: el('div', { 'data-field': 'place' }, el('label', {}, t('place')), ...selects), value: () => selects[2].value || selects[1].value || selects[0].value };
}

async function subjectSelect() {
  const select = el('select', {}, ...options([], t('choose')));
  const tree = await api('/api/subjects').catch(() => ({ items: [] }));
  const name = (s) => (lang === 'en' && s.name_en ? s.name_en : s.name);
  for (const c of tree.items ?? tree.subjects ?? []) {
    if (!c.children?.length) continue;
    select.append(el('optgroup', { label: name(c) }, ...c.children.map((s) => el('option', { value: s.subject }, name(s)))));
  }
  return select;
}

// Filed many times an hour from one place: the server asks for a little work first.
async function solve() {
  const puzzle = await api('/api/puzzle');
  const bytes = new TextEncoder();
  for (let answer = 0; ; answer++) {
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.encode(puzzle.challenge + answer)));
    let bits = 0;
    for (const b of hash) { if (b === 0) { bits += 8; continue; } bits += Math.clz32(b) - 24; break; }
    if (bits >= puzzle.bits) return { challenge: puzzle.challenge, answer: String(answer) };
  }
}

async function filePage() {
  show(el('h1', {}, t('file')), el('p', {}, t('loading')));
  const [places, subject] = await Promise.all([placePicker(), subjectSelect()]);
  const once = key();
  const form = el('form', { novalidate: true, onsubmit: send }, el('div', { class: 'top', tabindex: -1 }),
    field('text', t('text'), el('textarea', { required: true, maxlength: 10000 }), t('textHint')), places.element,
    field('spot', t('spot'), el('input', { maxlength: 200 }), t('spotHint')), field('title', t('title'), el('input', { maxlength: 200 })), field('subject', t('subject'), subject),
    field('urgency', t('urgency'), el('select', {}, ...options(Object.keys(urgencies).map((u) => [u, pick(urgencies, u)])))),
    el('h2', {}, t('contact')), el('p', { class: 'hint' }, t('contactHint')),
    el('div', { class: 'pair' }, field('reporter_name', t('name'), el('input', { maxlength: 40, autocomplete: 'name' })), field('reporter_phone', t('phone'), el('input', { maxlength: 30, type: 'tel', autocomplete: 'tel' }))),
    check('anonymous', t('anonymous')), check('private', t('private')), el('div', { class: 'row' }, el('button', { class: 'main' }, t('send'))));
  async function send(e) {
    e.preventDefault();
    const button = form.querySelector('button.main');
    const body = { place: places.value() };
    for (const [name, value] of new FormData(form)) if (name && value !== '' && !['anonymous', 'private'].includes(name)) body[name] = value;
    for (const name of ['anonymous', 'private']) if (form.elements[name].checked) body[name] = true;
    if (!body.place) delete body.place;
    button.disabled = true;
    button.textContent = t('sending');
    try {
      filed(await api('/api/matters', body, { 'Idempotency-Key': once }).catch(async (problem) => {
        if (problem.status !== 428) throw problem;
        form.querySelector('.top').replaceChildren(say(t('puzzle')));
        return api('/api/matters', { ...body, puzzle: await solve() }, { 'Idempotency-Key': once });
      }));
    } catch (problem) {
      problems(form, problem);
    }
    button.disabled = false;
    button.textContent = t('send');
  }
  show(el('h1', {}, t('file')), form);
}

function filed(m) {
  const link = m.follow ? `#/matter/${m.id}?follow=${m.follow}` : `#/matter/${m.id}`;
  show(el('h1', {}, t('filed')), el('div', { class: 'card' }, el('p', {}, `${t('number')}：`, el('b', {}, m.number)), el('p', {}, `${m.subject_class} · ${m.subject_name}`),
    el('p', {}, `${t('level')}：${pick(levels, m.level)}${m.holder_name ? `，${t('holder')} ${m.holder_name}` : ''}`), m.due_at ? el('p', {}, `${t('due')}：${when(m.due_at)}${m.provisional ? `（${t('provisional')}）` : ''}`) : null),
  el('p', {}, t('filedHint')), el('p', {}, el('a', { href: link }, new URL(link, location.href).href)), m.follow ? el('p', {}, `${t('token')}：`, el('code', {}, m.follow)) : null, receipt(m.receipt));
  main.focus();
}
function receipt(r) {
  return r ? el('details', {}, el('summary', {}, t('receipt')), el('p', { class: 'hint' }, t('receiptHint')), el('p', {}, el('code', {}, `${r.county}/${r.entry} ${r.leaf}`)),
    el('p', {}, el('a', { href: `/api/proof/${r.county}/receipt?entry=${r.entry}` }, t('proof')))) : null;
}

async function matterPage(id, query) {
  const follow = query.get('follow');
  const headers = follow ? { 'Linli-Follow': follow } : {};
  const m = await api(`/api/matters/${id}`, undefined, headers);
  const deed = el('div');
  const again = (message) => matterPage(id, query).then(() => { if (message) main.prepend(say(message)); });
  const buttons = (m.can ?? []).map((verb) => el('button', { class: 'plain', onclick: () => (verb === 'look' ? lookForm() : deedForm(verb)) }, pick(verbs, verb)));

  async function deedForm(verb) {
    const parts = await Promise.all((asks[verb] ?? ['text']).map(async (name) => {
      if (name === 'text') return field('text', t('note'), el('textarea', { maxlength: 4000 }));
      if (name === 'open') return check('open', t('openText'));
      if (name === 'level') return field('level', t('levelTo'), el('select', {}, ...options(['compound', 'community', 'street'].map((l) => [l, pick(levels, l)]), t('choose'))));
      if (name === 'refusal') {
        const rows = (await api('/api/refusals')).items ?? [];
        return field('refusal', t('refusal'), el('select', {}, ...options(rows.map((r) => [r.refusal, lang === 'en' ? r.name_en : r.name]), t('choose'))));
      }
      if (name === 'org') {
        const rows = (await api('/api/orgs?limit=200').catch(() => ({ items: [] }))).items ?? [];
        return field('org', t('org'), rows.length ? el('select', {}, ...options(rows.map((r) => [r.id, r.name]), t('choose'))) : el('input', { inputmode: 'numeric' }));
      }
      return field(name, t(name), el('input', { inputmode: 'numeric' }));
    }));
    const once = key();
    const form = el('form', { class: 'card', novalidate: true, onsubmit: send }, el('h2', {}, pick(verbs, verb)), el('div', { class: 'top', tabindex: -1 }), ...parts,
      el('div', { class: 'row' }, el('button', { class: 'main' }, t('ok')), el('button', { class: 'plain', type: 'button', onclick: () => deed.replaceChildren() }, t('cancel'))));
    async function send(e) {
      e.preventDefault();
      const body = { seen: m.seen };
      for (const [name, value] of new FormData(form)) if (value !== '') body[name] = ['org', 'person'].includes(name) ? Number(value) : name === 'open' ? true : value;
      try {
        await api(`/api/matters/${id}/${verb}`, body, { ...headers, 'Idempotency-Key': once });
        await again(pick(verbs, verb) + ' ✓');
      } catch (problem) {
        if (problem.status === 409 && problem.since) await again(t('seenSince'));
        else problems(form, problem);
      }
    }
    deed.replaceChildren(form);
    form.querySelector('textarea,select,input')?.focus();
  }

  function lookForm() {
    const form = el('form', { class: 'card', novalidate: true, onsubmit: send }, el('h2', {}, t('look')), el('div', { class: 'top', tabindex: -1 }), field('why', t('why'), el('input', { maxlength: 200 })),
      el('div', { class: 'row' }, el('button', { class: 'main' }, t('ok'))));
    async function send(e) {
      e.preventDefault();
      try {
        const seen = await api(`/api/matters/${id}/look`, { why: form.elements.why.value }, headers);
        deed.replaceChildren(el('div', { class: 'card' }, `${t('name')}：${seen.reporter_name || '—'}　${t('phone')}：${seen.reporter_phone || '—'}`));
      } catch (problem) {
        problems(form, problem);
      }
    }
    deed.replaceChildren(form);
    form.elements.why.focus();
  }

  show(el('h1', {}, m.title || t('hidden')),
    el('div', { class: 'card' }, el('div', { class: 'meta' }, badge(m), el('span', {}, m.number), el('span', {}, m.place.name), el('span', {}, `${m.subject_class} · ${m.subject_name}`),
      el('span', {}, `${t('level')} ${pick(levels, m.level)}`), m.holder_name ? el('span', {}, `${t('holder')} ${m.holder_name}`) : null,
      m.due_at && ['filed', 'accepted', 'working'].includes(m.state) ? el('span', { class: late(m) ? 'late' : '' }, `${late(m) ? t('overdueSince') : t('due')} ${when(m.due_at)}${m.provisional ? `（${t('provisional')}）` : ''}`) : null),
    m.text ? el('p', { class: 'text' }, m.text) : null, m.spot ? el('p', { class: 'meta' }, m.spot) : null,
    m.next_door?.words ? say([(lang === 'en' && m.next_door.words_en) || m.next_door.words, m.next_door.door ? `${t('door')}：${m.next_door.door} ${m.next_door.phone ?? ''}` : '', m.next_door.article ? `${t('article')}：${m.next_door.article}` : ''].filter(Boolean).join(' ')) : null),
    buttons.length ? el('div', { class: 'row' }, ...buttons) : null, deed, el('h2', {}, t('history')),
    el('ol', { class: 'steps' }, ...(m.steps ?? []).map((s) => el('li', {}, el('b', {}, pick(verbs, s.verb)), el('span', { class: 'meta' }, when(s.at), s.org_name ? ` ${s.org_name}` : '', s.from_level && s.from_level !== s.level ? ` → ${pick(levels, s.level)}` : ''),
      s.text ? el('div', { class: 'text' }, s.text) : null))),
    clockDetails(id, headers));
}

function clockDetails(id, headers) {
  const body = el('div', { class: 'scroll' });
  return el('details', { ontoggle: async (e) => {
    if (!e.target.open || body.childElementCount) return;
    const c = await api(`/api/matters/${id}/clock`, undefined, headers).catch((p) => { body.append(say(p.title, true)); });
    if (!c) return;
    body.append(el('p', { class: 'hint' }, `${c.deadline ? `${c.deadline.amount} ${c.deadline.unit} (${c.deadline.calendar})：${c.deadline.source}` : ''} · ${c.pack.id} ${c.pack.version}`),
      el('table', {}, ...c.days.map((d) => el('tr', {}, el('td', {}, d.day), el('td', {}, d.counts ? String(d.counted) : ''), el('td', {}, d.text + (d.name ? ` ${d.name}` : ''))))),
      el('p', {}, `${t('due')}：${when(c.due_at)}${c.provisional ? `（${t('provisional')}）` : ''}`));
  } }, el('summary', {}, t('clock')), body);
}

async function queuePage(query) {
  const post = me?.posts?.[0];
  const place = query.get('place') ?? post?.place?.code ?? post?.code ?? '';
  const order = query.get('order') ?? 'urgent';
  const state = query.get('state') ?? '';
  const holder = el('div');
  const go = (changes) => { const q = new URLSearchParams({ place, order, state, ...changes }); location.hash = `#/queue?${q}`; };
  const path = `/api/matters?order=${order}${order === 'urgent' ? '&open=1' : ''}${place ? `&place=${place}` : ''}${state ? `&state=${state}` : ''}`;
  show(el('h1', {}, t('queue')),
    el('div', { class: 'pair' },
      el('select', { 'aria-label': t('order'), onchange: (e) => go({ order: e.target.value }) }, el('option', { value: 'urgent', selected: order === 'urgent' }, t('urgent')), el('option', { value: 'new', selected: order === 'new' }, t('newest'))),
      el('select', { 'aria-label': t('state'), onchange: (e) => go({ state: e.target.value }) }, el('option', { value: '' }, `${t('state')}：${t('any')}`), ...Object.keys(states).map((s) => el('option', { value: s, selected: s === state }, pick(states, s))))),
    el('p', {}, `${t('export')}：`, el('a', { href: path.replace('/api/matters', '/api/matters.csv') }, 'CSV'), ' · ', el('a', { href: path.replace('/api/matters', '/api/matters.xlsx') }, 'Excel')), holder);
  await list(path, holder, t('none'));
}

async function countsPage(query) {
  const from = query.get('from') ?? '', to = query.get('to') ?? '';
  const c = await api(`/api/counts?${new URLSearchParams(Object.fromEntries(Object.entries({ from, to }).filter(([, v]) => v)))}`);
  const rate = (a, b) => (b ? `${((100 * a) / b).toFixed(2)} %` : '—');
  const open = Object.values(c.open_at).reduce((a, b) => a + b, 0);
  const up = (l) => c.raised_by_clock[l] + c.raised_by_hand[l];
  const rows = [[t('filedN'), c.filed], [t('closedN'), c.closed], [t('refusedN'), c.refused], [t('raisedStreet'), up('street')], [t('raisedCounty'), up('county')], [t('lowRate'), rate(c.closed_low, c.closed)],
    [t('median'), lasting(c.minutes_median)], [t('p90'), lasting(c.minutes_p90)], [pick(states, 'working'), open]];
  const form = el('form', { class: 'pair', onsubmit: (e) => { e.preventDefault(); location.hash = `#/counts?${new URLSearchParams(new FormData(form))}`; } },
    field('from', t('from'), el('input', { type: 'date', value: from })), field('to', t('to'), el('input', { type: 'date', value: to })), el('button', { class: 'plain' }, t('ok')));
  show(el('h1', {}, t('counts')), form, el('table', { class: 'card' }, ...rows.map(([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, String(value))))),
    el('table', { class: 'card' }, el('tr', {}, el('th', {}, t('subject').split(/[（(]/)[0]), el('th', {}, t('filedN')), el('th', {}, t('closedN'))),
      ...c.by_subject.sort((a, b) => b.filed - a.filed).map((s) => el('tr', {}, el('td', {}, `${s.class_name} · ${s.name}`), el('td', {}, String(s.filed)), el('td', {}, String(s.closed))))));
}

function followPage() {
  const code = el('input', { autocomplete: 'off' });
  const form = el('form', { class: 'card', onsubmit: (e) => {
    e.preventDefault();
    const [, id] = code.value.trim().split('.');
    if (id) location.hash = `#/matter/${id}?follow=${code.value.trim()}`;
  } }, field('token', t('token'), code), el('div', { class: 'row' }, el('button', { class: 'main' }, t('open'))));
  show(el('h1', {}, t('follow')), form, me ? el('div', { class: 'mine' }) : null);
  if (me) list('/api/matters?mine=1', main.querySelector('.mine'), t('none'));
}

function signPage(up, query) {
  const invite = query.get('token');
  const parts = invite ? [] : [field('name', t('account'), el('input', { autocomplete: 'username', required: true }))];
  const form = el('form', { class: 'card', novalidate: true, onsubmit: send }, el('div', { class: 'top', tabindex: -1 }), ...parts,
    field('password', invite || up ? t('newPassword') : t('password'), el('input', { type: 'password', autocomplete: invite || up ? 'new-password' : 'current-password' })),
    el('div', { class: 'row' }, el('button', { class: 'main' }, invite ? t('ok') : up ? t('signUp') : t('signIn'))));
  async function send(e) {
    e.preventDefault();
    const body = Object.fromEntries([...new FormData(form)].filter(([, v]) => v !== ''));
    if (invite) body.token = invite;
    try {
      await api(invite ? '/api/invite' : up ? '/api/sign-up' : '/api/sign-in', body);
      await who();
      location.hash = me?.posts?.length ? '#/queue' : '#/';
    } catch (problem) {
      problems(form, problem);
    }
  }
  show(el('h1', {}, invite ? t('invite') : up ? t('signUp') : t('signIn')), invite ? el('p', {}, t('invited')) : el('p', { class: 'hint' }, t('signInHint')), form,
    invite ? null : el('p', {}, up ? t('haveAccount') : t('newAccount'), ' ', el('a', { href: up ? '#/sign-in' : '#/sign-up' }, up ? t('signIn') : t('signUp'))));
}

// ---- frame ---------------------------------------------------------------------------------------
async function who() {
  me = await api('/api/me').catch(() => null);
  if (me && !me.person && !me.id) me = null;
}
async function signOut() {
  await api('/api/sign-out', {}).catch(() => {});
  me = null;
  location.hash = '#/';
  route();
}
function frame(path) {
  document.documentElement.lang = lang === 'en' ? 'en' : 'zh-CN';
  document.querySelector('.skip').textContent = t('skip');
  const link = (to, label) => el('a', { href: `#${to}`, 'aria-current': path === to ? 'page' : null }, label);
  document.getElementById('nav').replaceChildren(...[link('/', t('home')), link('/file', t('file')), link('/follow', me ? t('mine') : t('follow')), me?.posts?.length ? link('/queue', t('queue')) : null, link('/counts', t('counts')),
    me ? el('button', { onclick: signOut }, `${t('signOut')}${me.name ? ` ${me.name}` : ''}`) : link('/sign-in', t('signIn')),
    el('button', { lang: lang === 'en' ? 'zh-CN' : 'en', onclick: () => { lang = lang === 'en' ? 'zh' : 'en'; document.cookie = `lang=${lang}; path=/; max-age=31536000; samesite=strict`; route(); } }, t('lang'))].filter(Boolean));
}
async function route() {
  const [path, search = ''] = location.hash.slice(1).split('?');
  const query = new URLSearchParams(search);
  frame(path || '/');
  try {
    const matter = /^\/matter\/(\d+)$/.exec(path);
    if (matter) await matterPage(matter[1], query);
    else if (path === '/file') await filePage();
    else if (path === '/follow') followPage();
    else if (path === '/queue') await queuePage(query);
    else if (path === '/counts') await countsPage(query);
    else if (path === '/sign-in') signPage(false, query);
    else if (path === '/sign-up') signPage(true, query);
    else if (path === '/invite') signPage(false, query);
    else await home();
  } catch (problem) {
    show(say(problem.title ?? String(problem), true));
  }
}
window.addEventListener('hashchange', () => route().then(() => main.focus({ preventScroll: true })));
who().then(route);
