import { createContext, type ReactNode, useContext, useState } from 'react';
import type { GivenCommand } from '../texts/flow-words.ts';
import { CommandDialog, type CommandedFlow } from './command-dialog.tsx';
import { DeleteDialog, type DeletionRequest } from './delete-dialog.tsx';

/** A dialog about one flow: a command, or its deletion. */
export type FlowDialog =
  | { readonly command: GivenCommand; readonly flow: CommandedFlow }
  | ({ readonly command: 'delete' } & DeletionRequest);

const DialogContext = createContext<((dialog: FlowDialog) => void) | null>(null);

/**
 * Holds the open dialog above the pages: a card whose flow is deleted or moves on leaves its list, and the
 * dialog that tells what came of it has to stay.
 */
export function FlowDialogsProvider({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<FlowDialog | null>(null);
  const close = () => setDialog(null);
  return (
    <DialogContext value={setDialog}>
      {children}
      {dialog?.command === 'delete' && <DeleteDialog {...dialog} onClose={close} />}
      {dialog !== null && dialog.command !== 'delete' && <CommandDialog {...dialog} onClose={close} />}
    </DialogContext>
  );
}

/** Opens the dialog of a command. */
export function useFlowDialogs(): (dialog: FlowDialog) => void {
  const open = useContext(DialogContext);
  if (open === null) throw new Error('Flow dialogs need a FlowDialogsProvider above them');
  return open;
}
