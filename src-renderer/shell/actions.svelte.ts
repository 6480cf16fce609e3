import type { Component } from 'svelte';

/** Something a person can do, defined once for palette, buttons, menus and shortcuts. */
export interface Action {
  readonly id: string;
  readonly label: () => string;
  /** What it is called in general, where the label names what it would be done to now. */
  readonly name?: () => string;
  readonly icon?: Component<{ size?: number | string }>;
  /** Shown, and listened to: `Ctrl+Shift+Z`, `/`, `?`. On macOS, Ctrl means Command. */
  readonly shortcut?: string;
  readonly enabled?: () => boolean;
  /** Whether the role of the person has a use for it. Otherwise it is nowhere to be seen. */
  readonly allowed?: () => boolean;
  /** Also while the cursor is in a text field. By default only with Ctrl held, and never for undo. */
  readonly whileTyping?: boolean;
  /** Goes on while its keys are held down. */
  readonly repeats?: boolean;
  /** Left out of the palette. */
  readonly hidden?: boolean;
  readonly run: () => void;
}

const isMac = navigator.userAgent.includes('Mac OS');

/** The shortcut as this system writes it. */
export function shortcutText(shortcut: string): string {
  return isMac ? shortcut.replace('Ctrl', '⌘').replace('Shift', '⇧') : shortcut;
}

function pressed(event: KeyboardEvent): string {
  const parts: string[] = [];
  const isCharacter = event.key.length === 1;
  if (isMac ? event.metaKey : event.ctrlKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  // `?` is typed with Shift on most keyboards: for signs the character says it all.
  if (event.shiftKey && (!isCharacter || /[a-z]/i.test(event.key))) parts.push('Shift');
  parts.push(isCharacter ? event.key.toUpperCase() : event.key);
  return parts.join('+');
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)))
  );
}

/** Every action there is just now: the shell's own and those of the screen shown. */
export class Actions {
  #groups = $state.raw<readonly (readonly Action[])[]>([]);

  /** All actions; where two share an id, the one registered last counts. */
  readonly all: readonly Action[] = $derived(
    [...new Map(this.#groups.flat().map((action) => [action.id, action] as const)).values()].filter(
      (action) => action.allowed?.() ?? true,
    ),
  );

  /** Adds actions until the returned function is called. */
  register(group: readonly Action[]): () => void {
    this.#groups = [...this.#groups, group];
    return () => {
      this.#groups = this.#groups.filter((known) => known !== group);
    };
  }

  byId(id: string): Action | undefined {
    return this.all.find((action) => action.id === id);
  }

  isEnabled(id: string): boolean {
    const action = this.byId(id);
    return action !== undefined && (action.enabled?.() ?? true);
  }

  run(id: string): void {
    const action = this.byId(id);
    if (action && (action.enabled?.() ?? true)) action.run();
  }

  /** Runs the action that the keys belong to. Dialogs keep their keys to themselves. */
  handleKey(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const keys = pressed(event);
    const action = this.all.find((known) => known.shortcut?.toUpperCase() === keys.toUpperCase());
    if (!action) return;
    if (isTyping(event.target) && !(action.whileTyping ?? keys.startsWith('Ctrl+'))) return;
    const inDialog =
      event.target instanceof Element && event.target.closest('[role="dialog"],[role="alertdialog"]');
    if (inDialog && action.id !== 'lock') return;
    event.preventDefault();
    if (event.repeat && action.repeats !== true) return;
    if (action.enabled?.() ?? true) action.run();
  }
}

export const actions = new Actions();
