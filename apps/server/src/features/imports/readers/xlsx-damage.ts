import { TooManyStrings } from '@landfall/domain/spreadsheet/shared-strings';
import { XmlDamage, XmlDoctype } from '@landfall/domain/spreadsheet/xml-damage';
import { refuseTable } from '@landfall/domain/tabular/table-source';

/** Where in a workbook something went wrong. */
export interface DamagePlace {
  readonly part: string;
  /** Row that was being read, where one was. */
  readonly row?: number;
  /** Bytes of the part in front of those that the damage counts from. */
  readonly offset?: number;
}

/** Turns what a scanner raised into a refusal with its place; anything else is raised again. */
export function refuseDamage(error: unknown, { part, row = 0, offset = 0 }: DamagePlace): never {
  if (error instanceof XmlDoctype) {
    const detail = `“${part}” holds a document type declaration, which no workbook needs. It is not read; save the workbook anew with a spreadsheet program.`;
    return refuseTable('xml_doctype_refused', detail);
  }
  if (error instanceof TooManyStrings) {
    const detail =
      'The workbook holds more text than can be read at once. Save its sheet as CSV in UTF-8 and upload that.';
    return refuseTable('file_too_large', detail);
  }
  if (!(error instanceof XmlDamage)) throw error;
  const where = row > 0 ? `the workbook is damaged at or behind row ${row}` : 'the workbook is damaged';
  const at = error.offset === undefined ? '' : ` at byte ${offset + error.offset}`;
  const detail = `“${part}” cannot be read${at}, ${where}: ${error.message} Open it in a spreadsheet program, save it anew and upload that.`;
  return refuseTable('file_unreadable', detail);
}
