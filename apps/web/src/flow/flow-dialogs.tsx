import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { GivenCommand } from '../texts/flow-words.ts';
import { CommandDialog, type CommandedFlow } from './command-dialog.tsx';
import { DeleteDialog, type DeletionRequest } from './delete-dialog.tsx';

/** A dialog about one flow: a command, or its deletion. */
export type FlowDialog =
  | { readonly command: GivenCommand; readonly flow: CommandedFlow }
  | ({ readonly command: 'delete' } & DeletionRequest);

interface FlowDialogs {
  /** Opens the dialog of a command. */
  readonly open: (dialog: FlowDialog) => void;
  /** Which menu of commands is open. */
  readonly menu: string | null;
  readonly setMenu: (menu: string | null) => void;
}

const DialogContext = createContext<FlowDialogs | null>(null);

/**
 * Holds the open dialog and the open menu above the pages: a card whose flow is deleted or moves on leaves its
 * list, and what a person has opened on it has to stay.
 */
export function FlowDialogsProvider({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<FlowDialog | null>(null);
  const [menu, setMenu] = useState<string | null>(null);
  const dialogs = useMemo(() => ({ open: setDialog, menu, setMenu }), [menu]);
  const close = () => setDialog(null);
  return (
    <DialogContext value={dialogs}>
      {children}
      {dialog?.command === 'delete' && <DeleteDialog {...dialog} onClose={close} />}
      {dialog !== null && dialog.command !== 'delete' && <CommandDialog {...dialog} onClose={close} />}
    </DialogContext>
  );
}

export function useFlowDialogs(): FlowDialogs {
  const dialogs = useContext(DialogContext);
  if (dialogs === null) throw new Error('Flow dialogs need a FlowDialogsProvider above them');
  return dialogs;
}
