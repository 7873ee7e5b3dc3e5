import { useEffect } from 'react';

/** Elements remembered: a menu that opens a dialog goes away, and the button that opened the menu stays. */
const remembered = 5;
const dialog = '[role=dialog]';

function hasDialog(node: Node): boolean {
  return node instanceof Element && (node.matches(dialog) || node.querySelector(dialog) !== null);
}

/**
 * Gives the focus back to what had it before a dialog, however the dialog goes away: Mantine does so only for dialogs
 * that stay mounted. When that element is gone as well, the page's content takes the focus.
 */
export function useDialogFocusReturn(portals: string): void {
  useEffect(() => {
    let before: HTMLElement[] = [];
    const remember = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && target.closest(dialog) === null)
        before = [target, ...before].slice(0, remembered);
    };
    const giveBack = (records: readonly MutationRecord[]) => {
      const isLeft = records.some((record) => [...record.removedNodes].some(hasDialog));
      if (!isLeft || document.activeElement !== document.body) return;
      if (document.querySelector(dialog) !== null) return;
      const place =
        before.find((element) => element.isConnected) ?? document.querySelector<HTMLElement>('main');
      place?.focus();
    };
    const observer = new MutationObserver(giveBack);
    const place = document.querySelector(portals);
    if (place !== null) observer.observe(place, { childList: true, subtree: true });
    document.addEventListener('focusin', remember);
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', remember);
    };
  }, [portals]);
}
