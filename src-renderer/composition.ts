/**
 * Text in the making is not text. While an input method composes (pinyin before its characters are chosen), the page
 * hears neither what changes in the field nor which keys are pressed: nothing is saved, searched or chosen, and no
 * shortcut runs. When the composing ends the field says once what it holds. Holds for every field of the page, those of
 * libraries too, since it stands before all other listeners.
 */
export function hearNothingWhileComposing(page: Window): void {
  const stop = (event: Event): void => {
    const isComposing =
      (event instanceof InputEvent && event.isComposing) ||
      // The key that begins a composition is the input method's, too.
      (event instanceof KeyboardEvent && (event.isComposing || event.key === 'Process'));
    if (isComposing) event.stopImmediatePropagation();
  };
  for (const type of ['input', 'beforeinput', 'keydown', 'keyup', 'keypress'])
    page.addEventListener(type, stop, { capture: true });
  page.addEventListener(
    'compositionend',
    ({ target }) => {
      target?.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
    { capture: true },
  );
}
