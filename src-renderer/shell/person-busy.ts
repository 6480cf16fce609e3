const reasons = new Set<() => boolean>();

/** While `isBusy` says so, nothing from outside takes the screen away. Returns the function that ends it. */
export function busyWhile(isBusy: () => boolean): () => void {
  reasons.add(isBusy);
  return () => reasons.delete(isBusy);
}

/** Whether something is open that the person is in the middle of: what comes from outside would take it away. */
export function isPersonBusy(): boolean {
  if (isDialogOpen()) return true;
  const { activeElement: field } = document;
  const isField = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  if (isField && !field.readOnly && field.value !== '') return true;
  return [...reasons].some((isBusy) => isBusy());
}

/** Dialogs and everything else that opens above the page is one for those who cannot see it, too. */
export function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"],[role="alertdialog"]') !== null;
}
