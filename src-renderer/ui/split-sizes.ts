// Widths that the person gave to panes. Kept in memory only: the window stores nothing.
const sizes = new Map<string, number>();

/** The width in pixels that pane `id` was left at, or `initial`. */
export function paneSize(id: string, initial: number): number {
  return sizes.get(id) ?? initial;
}

/** Remembers a pane's width in pixels until the window is gone. */
export function rememberPaneSize(id: string, size: number): void {
  sizes.set(id, size);
}
