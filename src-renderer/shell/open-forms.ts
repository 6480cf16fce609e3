import { formOpen, type UnsavedEdit } from '../../src-preload/contract/unfinished.ts';

type Control = HTMLInputElement | HTMLTextAreaElement;

const typed = new WeakSet<EventTarget>();

/** Notes which controls of the page somebody types into. */
export function watchTyping(page: Window): void {
  page.addEventListener(
    'input',
    ({ target }) => {
      if (target !== null) typed.add(target);
    },
    { capture: true },
  );
}

/** What only looks for something, or proves who somebody is, is no loss. */
function isContent(control: Control): boolean {
  const { role, type, dataset } = control;
  if (['checkbox', 'radio', 'range', 'file'].includes(type)) return false;
  if (role === 'combobox' || role === 'searchbox') return false;
  if (control.closest('[data-passing]') !== null) return false;
  return !('passphrase' in dataset) || 'content' in dataset;
}

function labelOf(control: Control): string {
  const label = control.labels?.[0]?.textContent ?? control.ariaLabel ?? control.placeholder;
  return label.trim().slice(0, 300);
}

/** What was typed into a form that is still open: a lock takes it with the window. By field, without what was typed. */
export function textsInOpenForms(): UnsavedEdit[] {
  const controls = document.querySelectorAll<Control>(':is([role=dialog], form) :is(input, textarea)');
  return [...controls]
    .filter((control) => typed.has(control) && control.value.trim() !== '' && isContent(control))
    .map((control) => ({ customerId: null, field: labelOf(control), code: formOpen }))
    .filter(({ field }) => field !== '');
}
