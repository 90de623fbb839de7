// What every page uses: who is here and in which language, the API, elements, form fields and their problems.
import { words } from '/words.js';

const cookie = /(?:^|; )lang=(\w+)/.exec(document.cookie)?.[1];
export const here = {
  lang: (cookie ?? navigator.language).toLowerCase().startsWith('en') ? 'en' : 'zh',
  me: null,                                 // who is signed in
  face: { nouns: [], lists: [], deeds: [] },   // what they meet here: describe.js
  page: new AbortController(),              // ended when another page is shown: what it still reads is of no use
};
export const english = () => here.lang === 'en';
export const t = (key) => words[key]?.[english() ? 1 : 0] ?? key;
export const colon = () => (english() ? ': ' : '：');
export const brackets = (text) => (english() ? ` (${text})` : `（${text}）`);

// ---- the API -------------------------------------------------------------------------------------

export const LEFT = { title: 'left' };      // thrown when the page was left meanwhile

// Answers with the JSON, or throws the problem: { status, title, problems }.
export async function api(path, body, headers = {}, signal = undefined) {
  const options = { headers: { Accept: 'application/json', 'Accept-Language': here.lang, ...headers }, signal };
  if (headers['Linli-Follow']) options.credentials = 'omit';      // by the link, not as whoever is signed in
  if (body !== undefined) {
    options.method = 'POST';
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options).catch(() => null);
  const answer = await response?.json().catch(() => ({}));
  if (signal?.aborted) throw LEFT;
  if (!response) throw { title: t('offline') };
  if (!response.ok) throw { status: response.status, title: `${t('broken')} ${response.status}`, ...answer };
  return answer;
}
// What a page reads: given up when it is left. `maybe` goes on without.
export const read = (path, headers = {}) => api(path, undefined, headers, here.page.signal);
export const maybe = (path) => read(path).catch((problem) => {
  if (problem === LEFT) throw problem;
  return {};
});
export const itemsOf = async (path) => (await maybe(path)).items ?? [];
// Every page of a list, for a choice that must not end in the middle. `path` has a query already.
export async function allOf(path) {
  const items = [];
  let page = await maybe(`${path}&limit=200`);
  while (page.items) {
    items.push(...page.items);
    if (!page.next) break;
    page = await maybe(`${path}&limit=200&after=${encodeURIComponent(page.next)}`);
  }
  return items;
}
// Under one key a deed happens once, however often it is sent; nobody guesses it, so the answer may be told again whole.
export const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

// Enough digits for a matter's number, however they are written; the server reads them.
export const likeNumber = (text) => (text.normalize('NFKC').match(/\d/g) ?? []).length > 8;

// ---- saying --------------------------------------------------------------------------------------

export const day = (moment) => (moment ?? '').slice(0, 10);
export function when(moment) {
  if (!moment) return '';
  const d = new Date(moment), thisYear = d.getFullYear() === new Date().getFullYear();
  return d.toLocaleString(english() ? 'en-GB' : 'zh-CN', {
    timeZone: 'Asia/Shanghai', year: thisYear ? undefined : 'numeric', month: 'long', day: 'numeric',
    hour: '2-digit', minute: '2-digit',
  });
}
export function lasting(minutes) {
  if (minutes == null || minutes < 0) return '—';
  if (minutes < 90) return `${minutes} ${t('minutes')}`;
  if (minutes < 2880) return `${(minutes / 60).toFixed(1)} ${t('hours')}`;
  return `${(minutes / 1440).toFixed(1)} ${t('days')}`;
}

// ---- elements ------------------------------------------------------------------------------------

// el('a', { href, onclick }, 'text', other, null): what is null or false is left out.
export function el(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) e.addEventListener(name.slice(2), value);
    else if (value === true) e.setAttribute(name, '');
    else if (value !== false && value != null) e.setAttribute(name, value);
  }
  e.append(...children.flat(9).filter((c) => c != null && c !== false));
  return e;
}
export const main = document.getElementById('main');
export function show(title, ...children) {
  document.title = `${title} · ${t('name_of_all')}`;
  main.replaceChildren(el('h1', {}, title), ...children.flat().filter(Boolean));
}
export const say = (text, bad) => el('p', { class: bad ? 'say bad' : 'say', role: bad ? 'alert' : 'status' }, text);
export const line = (label, value) => (value ? el('p', { class: 'line' }, el('span', {}, label), ' ', value) : null);

// A place that ended leads on to the one that took it over.
export function ended(e) {
  if (!e) return null;
  const named = (name, code) => name + brackets(code), into = e.into_code && `${t('into')} ${named(e.into_name, e.into_code)}`;
  return say([`${named(e.name, e.code)} ${t('endedOn')} ${e.ended_on}`, into].filter(Boolean).join(english() ? ', ' : '，'));
}

// ---- forms ---------------------------------------------------------------------------------------

export function field(name, label, control, hint, needed = true) {
  control.id = `f-${name}`;
  control.name = name;
  if (hint) control.setAttribute('aria-describedby', `h-${name}`);
  return el('div', { class: 'field', 'data-field': name }, el('label', { for: control.id, 'data-optional': needed ? null : t('optional') }, label), control,
    hint && el('p', { class: 'hint', id: `h-${name}` }, hint));
}
export const check = (name, label, hint) =>
  el('label', { class: 'check', 'data-field': name }, el('input', { type: 'checkbox', name }),
    el('span', {}, label, hint && el('small', { class: 'hint' }, brackets(hint))));
export const select = (pairs, first, attributes = {}) =>
  el('select', attributes, options(pairs, first));
export const options = (pairs, first) =>
  [first != null && el('option', { value: '' }, first), ...pairs.map(([value, text]) => el('option', { value }, text))];

// A form whose `send` is not started twice and whose refusals stand beside the fields.
export function formOf(button, send, ...parts) {
  const submit = el('button', { class: 'main' }, button);
  const form = el('form', { novalidate: true }, el('div', { class: 'top', tabindex: -1 }), parts,
    el('div', { class: 'row' }, submit));
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    submit.textContent = t('sending');
    try {
      await send(form);
    } catch (problem) {
      problems(form, problem);
    }
    submit.disabled = false;
    submit.textContent = button;
  });
  return form;
}
export const filled = (form) => Object.fromEntries([...new FormData(form)].filter(([name, v]) => name && v !== ''));

// Each wrong field is named where it is; what has no field of its own stands at the top.
function problems(form, problem) {
  form.querySelectorAll('.problem').forEach((e) => e.remove());
  for (const e of form.querySelectorAll('[aria-invalid]')) {
    e.removeAttribute('aria-invalid');
    describe(e);
  }
  const loose = (problem.problems ?? []).filter((p) => !problemAt(form, p)).map((p) => `${p.field} ${p.text}`);
  const top = form.querySelector('.top'), first = form.querySelector('[aria-invalid]');
  const title = problem.title ?? String(problem);
  top.replaceChildren(first && !loose.length ? '' : say([title, ...loose].join(english() ? '; ' : '；'), true));
  (first ?? top).focus();
}
function problemAt(form, p) {
  const holder = form.querySelector(`[data-field="${CSS.escape(p.field)}"]`);
  const control = holder?.querySelector('input,select,textarea');
  if (!control) return false;
  const id = `p-${p.field}`;
  control.setAttribute('aria-invalid', 'true');
  holder.append(el('p', { class: 'problem', id }, p.text + (p.hint ? `${colon()}${p.hint}` : '')));
  describe(control);
  return true;
}
// What is read out with a field: its hint, and what is wrong with it.
function describe(control) {
  const ids = [...control.closest('[data-field]').querySelectorAll('.hint,.problem')].map((e) => e.id).join(' ');
  if (ids) control.setAttribute('aria-describedby', ids);
  else control.removeAttribute('aria-describedby');
}
