import { ownValue } from '@landfall/domain/shared/own-value';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type CorrectionFile, sendCorrectedRows, sendCorrectionFile } from '../../api/corrections.ts';
import type { CorrectionAnswer, CorrectionRow, RejectedRow } from '../../api/entities.ts';
import { useCommand } from '../../api/use-command.ts';

/** Cells a person changed, by row number and column key. */
type Drafts = Readonly<Record<number, Readonly<Record<string, string>>>>;

/** Which row is open, and which one was left for none: the focus goes back to it. */
function useEditing() {
  const [editing, setEditing] = useState<number | null>(null);
  const [left, setLeft] = useState<number | null>(null);
  return {
    editing,
    left,
    /** Opens a row; null leaves the open one as it was. */
    edit: (row: number | null) => {
      setLeft(row === null ? editing : null);
      setEditing(row);
    },
    /** The row that was left has the focus again. */
    forgetLeft: () => setLeft(null),
    leave: (row: number | null) => {
      setLeft(row);
      setEditing(null);
    },
  };
}

/** What a person corrected on the page and has not sent, and the sending of it or of a file. */
export function useCorrections(importId: string) {
  const queryClient = useQueryClient();
  const [drafts, setDrafts] = useState<Drafts>({});
  const { leave, ...editing } = useEditing();
  const [choosing, setChoosing] = useState<RejectedRow | null>(null);
  const [answer, setAnswer] = useState<CorrectionAnswer | null>(null);
  const done = async (told: CorrectionAnswer) => {
    // What was refused before this is over.
    rows.reset();
    file.reset();
    setAnswer(told);
    await queryClient.invalidateQueries();
  };
  const rows = useCommand((list: readonly CorrectionRow[], key) => sendCorrectedRows(importId, list, key), {
    onSuccess: async (told) => {
      setDrafts({});
      await done(told);
    },
  });
  const file = useCommand((sent: CorrectionFile, key) => sendCorrectionFile(importId, sent, key), {
    onSuccess: done,
  });
  return {
    drafts,
    ...editing,
    answer,
    rows,
    file,
    choosing,
    /** Asks which asset a row is about; null asks no more. */
    choose: setChoosing,
    /** Keeps what was written into a row; nothing is kept of a row that says what it said. */
    keep: (row: RejectedRow, values: Readonly<Record<string, string>>) => {
      const others = Object.entries(drafts).filter(([number]) => Number(number) !== row.row_number);
      const kept = Object.keys(values).length === 0 ? {} : { [row.row_number]: values };
      setDrafts({ ...Object.fromEntries(others), ...kept });
      leave(row.row_number);
    },
    sendDrafts: () => {
      leave(null);
      rows.mutate(listOf(drafts));
    },
    dropDrafts: () => {
      leave(null);
      setDrafts({});
    },
  };
}
export type Corrections = ReturnType<typeof useCorrections>;

function listOf(drafts: Drafts): CorrectionRow[] {
  return Object.entries(drafts).map(([row, values]) => ({
    row_number: Number(row),
    values: Object.fromEntries(Object.entries(values).map(([key, text]) => [key, text === '' ? null : text])),
  }));
}

/** The cells of a row that differ from what it says. */
export function changedCells(row: RejectedRow, values: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(values).filter(([key, text]) => text !== (ownValue(row.cells, key) ?? '')),
  );
}
