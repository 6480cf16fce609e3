/** Lets files be dropped on an element and everything in it. `onover` hears whether files hang over it. */
export function fileDrop(onover: (isOver: boolean) => void, ondrop: (files: readonly File[]) => void) {
  return (element: HTMLElement): (() => void) => {
    let depth = 0;
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const listeners: Readonly<
      Record<'dragenter' | 'dragover' | 'dragleave' | 'drop', (event: DragEvent) => void>
    > = {
      dragenter: (event) => {
        if (!holdsFiles(event)) return;
        depth += 1;
        onover(true);
      },
      dragover: (event) => {
        if (holdsFiles(event)) event.preventDefault();
      },
      dragleave: (event) => {
        if (!holdsFiles(event)) return;
        depth = Math.max(0, depth - 1);
        if (depth === 0) onover(false);
      },
      drop: (event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        depth = 0;
        onover(false);
        ondrop([...(event.dataTransfer?.files ?? [])]);
      },
    };
    const names = ['dragenter', 'dragover', 'dragleave', 'drop'] as const;
    for (const name of names) element.addEventListener(name, listeners[name]);
    return () => {
      for (const name of names) element.removeEventListener(name, listeners[name]);
    };
  };
}
