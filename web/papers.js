// Papers: photos and documents are sent at once, named in the form's body, and shown with their step.
import { el, here, say, t } from '/tools.js';

// ---- sending -----------------------------------------------------------------------------------------

async function send(file, place, headers) {
  const query = new URLSearchParams({ ...(place && { place }), ...(file.type === 'application/pdf' && { title: file.name.slice(0, 120) }) });
  const options = { method: 'POST', body: file, headers: { 'Content-Type': file.type || 'application/octet-stream', 'Accept-Language': here.lang, ...headers } };
  if (headers['Linli-Follow']) options.credentials = 'omit';
  const answer = await fetch(`/api/papers?${query}`, options).catch(() => null), told = await answer?.json().catch(() => ({}));
  if (!answer?.ok) throw { title: t('offline'), ...told };
  return told;
}

// One control for several files; each is there or says why not. place(): the code it is meant for, asked when it is sent.
export function papersControl(f, place, headers = {}) {
  const names = [], input = el('input', { type: 'file', id: `f-${f.name}`, multiple: true,
    accept: 'image/jpeg,image/png,image/webp,image/heic,application/pdf', onchange: take });
  const list = el('ul', { class: 'papers' });
  async function one(file) {
    const row = el('li', { 'aria-busy': 'true' }, file.name, ' …');
    list.append(row);
    try {
      const { name } = await send(file, place(), headers);
      names.push(name);
      const drop = () => { names.splice(names.indexOf(name), 1); row.remove(); };
      row.replaceChildren(file.name, ' ✓ ', el('button', { type: 'button', class: 'plain', onclick: drop }, t('remove')));
    } catch (problem) {
      row.replaceChildren(file.name, say([problem.title, ...(problem.problems ?? []).map((p) => p.text)].join(' '), true));
    }
    row.removeAttribute('aria-busy');
  }
  async function take() {
    for (const file of [...input.files]) await one(file);
    input.value = '';
  }
  const element = el('div', { class: 'field', 'data-field': f.name },
    el('label', { for: input.id, 'data-optional': t('optional') }, f.label), input, list);
  return { element, value: () => (names.length ? [...names] : undefined) };
}

// ---- showing -----------------------------------------------------------------------------------------

export function papersOf(papers, follow) {
  if (!papers?.length) return null;
  const at = (address) => address + (follow ? `?follow=${encodeURIComponent(follow)}` : '');
  const picture = (p) => el('img', { src: at(p.thumb), alt: p.title || t('photo'), loading: 'lazy', width: 96, height: 96 });
  return el('div', { class: 'papers' }, papers.map((p) => el('a', { href: at(p.screen || p.whole), target: '_blank', rel: 'noopener' },
    p.thumb ? picture(p) : p.title || t('document'))));
}
