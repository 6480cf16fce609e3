/**
 * Sees that the focus is somewhere when a dialog has closed: what had it before may have gone with what the dialog did, and
 * whoever has no mouse would begin at the window's top.
 */
export function keepFocusAfterDialog(): void {
  // What had the focus before gets it first.
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    if (document.querySelector('[role=dialog], [role=alertdialog]') !== null) return;
    const screen = document.querySelector<HTMLElement>('main');
    if (screen === null) return;
    screen.tabIndex = -1;
    screen.focus({ preventScroll: true });
  });
}
