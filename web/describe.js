// What the server says of its lists, deeds, fields and choices, in the language of the page: the page has no words of
// its own for them.
import { api, here } from '/tools.js';

let forms = new Map();

// Again after a change of language or of who is here: what may be met is another.
export async function meet() {
  forms = new Map();
  here.face = await api('/api/face').catch(() => here.face ?? { nouns: [], lists: [], deeds: [] });
}

// The fields of a deed, or of what a reading shows.
export function described(name) {
  if (!forms.has(name)) forms.set(name, api(`/api/form/${name}`).catch((problem) => { forms.delete(name); throw problem; }));
  return forms.get(name);
}

const named = (all, name) => all?.find((one) => one.name === name);
export const deedOf = (name) => named(here.face.deeds, name) ?? { name, label: name };
export const listOf = (name) => named(here.face.lists, name) ?? { name, label: name };
// Whoever works here reads the office's word, everybody else the plain one.
export const called = (one) => (here.me?.posts?.length ? one.label : one.plain ?? one.label);

export const fieldOf = (fields, name) => named(fields, name) ?? { name, label: name };
export const label = (fields, name) => fieldOf(fields, name).label;
export const choiceOf = (fields, name, value) => named(fieldOf(fields, name).choices, value) ?? { name: value, label: value };
export const chosen = (fields, name, value) => called(choiceOf(fields, name, value));
export const pairs = (choices) => (choices ?? []).map((c) => [c.name, called(c)]);
