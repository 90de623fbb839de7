// A form as the server describes it: one control a field, its hint below, what is picked read from where the field says.
import { pairs } from '/describe.js';
import { papersControl } from '/papers.js';
import { allOf, check, el, english, field, here, itemsOf, maybe, options, select, t } from '/tools.js';

// ---- places ----------------------------------------------------------------------------------------

// Street, then community, then what lies below: each choice fills the next list.
export async function placeControl(f) {
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
  const element = el('div', { class: 'field', 'data-field': f.name, role: 'group', 'aria-labelledby': `l-${f.name}` },
    el('label', { id: `l-${f.name}`, for: 'f-place-0' }, f.label), lists);
  return { element, value: () => lists.filter((l) => !l.hidden && l.value).pop()?.value };
}

// ---- picked from a reading ---------------------------------------------------------------------------

const MANY = 12;                             // of more a name finds some
const at = (item, path) => path.split('.').reduce((o, key) => o?.[key], item);
const nameOf = (item) => (english() && item.name_en) || item.name;
// "person.id" is shown as the person's name, "code" as the item's.
const holder = (item, pick) => (pick.includes('.') ? at(item, pick.slice(0, pick.lastIndexOf('.'))) : item);
const offer = (pick) => (item) => [String(at(item, pick)), nameOf(holder(item, pick))];

async function items(path) {
  const base = `/api/${path.split('?')[0]}`, list = here.face.lists.some((l) => l.path === base);
  return list ? allOf(`/api/${path}${path.includes('?') ? '' : '?'}`) : itemsOf(`/api/${path}`);
}

// What depends on another field ({org}) waits for it.
function pickControl(f, values) {
  const list = el('select', {}, options([], t('choose'))), pick = f.pick ?? 'id';
  const filter = el('input', { type: 'search', placeholder: t('filter'), 'aria-label': t('filter'), autocomplete: 'off', hidden: true });
  let all = [], asked;
  filter.addEventListener('input', () => {
    const typed = filter.value.trim().toLowerCase(), kept = list.value;
    list.replaceChildren(...options(all.filter(([value, name]) => value === kept || name.toLowerCase().includes(typed)), t('choose')));
    list.value = kept;
  });
  async function fill() {
    const path = f.of.replace(/\{(\w+)\}/g, (_, name) => values()[name] ?? '{}');
    if (path === asked) return;
    asked = path;
    const found = path.includes('{}') ? [] : await items(path);
    if (path !== asked) return;                                    // chosen anew meanwhile
    const groups = found.filter((i) => i.children?.length);
    all = found.map(offer(pick));
    list.replaceChildren(...(groups.length ? [...options([], t('choose')), ...groups.map((g) =>
      el('optgroup', { label: nameOf(g) }, options(g.children.map(offer(pick)))))] : options(all, t('choose'))));
    filter.hidden = groups.length > 0 || all.length <= MANY;
  }
  const element = field(f.name, f.label, list, f.hint, Boolean(f.needed));
  list.before(filter);
  return { element, fill };
}

// ---- one field -----------------------------------------------------------------------------------------

const types = { phone: 'tel', password: 'password' };
const kinds = { on: 'date', moment: 'datetime-local', number: 'number', count: 'number', ref: 'number' };

function typed(f, more) {
  if (f.lines) return el('textarea', { maxlength: f.max, required: f.needed, ...more });
  const type = types[f.as] ?? kinds[f.kind] ?? 'text', text = f.kind === 'text';
  return el('input', { type, maxlength: text ? f.max : null, min: text ? null : f.min, max: text ? null : f.max, required: f.needed,
    autocomplete: f.as === 'phone' ? 'tel' : null, placeholder: f.eg && `${t('such_as')} ${f.eg}`, ...more });
}

async function control(f, values, { more, place, headers }) {
  if (f.name === 'papers') return papersControl(f, () => place ?? values().place, headers);
  if (f.of === 'places') return placeControl(f);
  if (f.of) return pickControl(f, values);
  if (f.kind === 'flag') return { element: check(f.name, f.label, f.hint) };
  if (f.kind === 'choice') return { element: field(f.name, f.label, select(pairs(f.choices), t('choose')), f.hint, Boolean(f.needed)) };
  return { element: field(f.name, f.label, typed(f, more[f.name]), f.hint, Boolean(f.needed)) };
}

// ---- all of them ---------------------------------------------------------------------------------------

const NUMBERS = ['ref', 'count', 'number'];
const said = (f, value) => (f.kind === 'flag' ? true : NUMBERS.includes(f.kind) ? Number(value) : value);

// Controls for the fields, and the body that they say. What few need stands under “more”; `more` are attributes by name.
// place: of the thing, for its papers; headers: a follow-up link's.
export async function controlsOf(fields, { without = [], more = {}, place, headers } = {}) {
  const shown = fields.filter((f) => !without.includes(f.name)), box = el('div', { class: 'fields' });
  const controls = new Map();
  const values = () => {
    const data = {};
    for (const f of shown) {
      const { element, value } = controls.get(f.name) ?? {}, input = element?.querySelector(`[name="${f.name}"]`);
      const given = value ? value() : input?.type === 'checkbox' ? input.checked : input?.value;
      if (given) data[f.name] = said(f, given);
    }
    return data;
  };
  for (const f of shown) controls.set(f.name, await control(f, values, { more, place, headers }));
  const fills = [...controls.values()].map((c) => c.fill).filter(Boolean), fill = () => Promise.all(fills.map((one) => one()));
  const part = (rare) => shown.filter((f) => Boolean(f.rare) === rare)
    .flatMap((f) => [f.section && el('h2', {}, f.section), controls.get(f.name).element]);
  box.append(...part(false).filter(Boolean));
  if (shown.some((f) => f.rare)) box.append(el('details', {}, el('summary', {}, t('more')), part(true).filter(Boolean)));
  box.addEventListener('change', fill);
  await fill();
  return { box, values };
}
