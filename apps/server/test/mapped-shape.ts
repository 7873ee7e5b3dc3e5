import { profileFile } from '@landfall/domain/tabular/profile-file';
import type { ImportShape } from '../src/features/cleansing/import-shape.ts';

/** The shape of a file whose columns are approved for these fields, in their order. */
export function mappedShape(category: string, text: string, fields: readonly string[]): ImportShape {
  const profiled = profileFile(Buffer.from(text));
  if ('refused' in profiled) throw new Error(profiled.refused.detail);
  const { layout, rowCount } = profiled;
  return {
    importId: 'i',
    category,
    sourceSystem: null,
    shortRows: 0,
    decisions: [],
    amendments: [],
    evidence: {},
    rowCount,
    layout,
    columns: profiled.columns.map((profile, index) => ({
      id: `column-${index}`,
      position: profile.position,
      key: profile.key,
      header: profile.header,
      profile,
      status: 'approved',
      targetField: fields[index] ?? null,
      confidence: 1,
      transformation: {},
      decisionNote: null,
    })),
  };
}
