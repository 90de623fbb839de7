// #/stop/TOKEN: what a letter's link stops. Opening it stops nothing, one button does.
import { api, el, formOf, read, say, show, t } from '/tools.js';

export async function stopPage(token) {
  const at = `/api/stop/${token}`;
  if (!(await read(at)).wanted) { show(t('stop'), say(t('stopped'))); return; }
  const stop = async () => { await api(at, {}); show(t('stop'), say(t('stopped'))); };
  show(t('stop'), el('div', { class: 'card' }, el('p', {}, t('stopAsk')), formOf(t('stop'), stop)));
}
