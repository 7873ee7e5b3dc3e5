import { findEncoding, type TextEncoding } from '@landfall/domain/tabular/encodings/text-encoding';
import { joined, Transcoder } from '@landfall/domain/tabular/encodings/transcoder';
import { UndecodableByte } from '@landfall/domain/tabular/encodings/undecodable-byte';
import { declaredEncoding } from '@landfall/domain/tabular/xml/xml-encoding';
import { refuseTable } from '@landfall/domain/tabular/table-source';

/** Bytes that hold an XML declaration whole. */
const declarationBytes = 200;

/**
 * A part of XML as UTF-8: as it is, or turned into it from UTF-16 or the encoding that its declaration names.
 *
 * Throws `TabularRefusal` for an encoding that is not known and for bytes that are none of it.
 */
export async function* xmlPartText(
  pieces: AsyncIterable<Uint8Array>,
  part: string,
): AsyncGenerator<Uint8Array, void> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  let transcoder: Transcoder | undefined;
  const turned = (piece: Uint8Array): Uint8Array =>
    transcoder === undefined ? piece : converted(part, () => transcoder!.push(piece));
  for await (const piece of pieces) {
    if (head === undefined) {
      yield turned(piece);
      continue;
    }
    head = joined(head, piece);
    if (head.length < declarationBytes) continue;
    transcoder = transcoderOf(head, part);
    yield turned(head);
    head = undefined;
  }
  if (head !== undefined) {
    transcoder = transcoderOf(head, part);
    yield turned(head);
  }
  converted(part, () => transcoder?.end());
}

function transcoderOf(head: Uint8Array, part: string): Transcoder | undefined {
  const encoding = encodingOf(head, part);
  return encoding === 'utf-8' ? undefined : new Transcoder(encoding);
}

/** First two bytes of a part in UTF-16: its mark, or its first tag without one. */
const wideStarts: ReadonlyMap<number, TextEncoding> = new Map([
  [0xff_fe, 'utf-16le'],
  [0xfe_ff, 'utf-16be'],
  [0x3c_00, 'utf-16le'],
  [0x00_3c, 'utf-16be'],
]);

function encodingOf(head: Uint8Array, part: string): TextEncoding {
  const wide = head.length < 2 ? undefined : wideStarts.get(head[0]! * 256 + head[1]!);
  return wide ?? declaredOf(head, part);
}

function declaredOf(head: Uint8Array, part: string): TextEncoding {
  const declared = declaredEncoding({ bytes: head, isWhole: false });
  const named = declared === undefined ? 'utf-8' : findEncoding(declared);
  if (named === undefined) {
    const detail = `“${part}” says that its encoding is “${declared?.slice(0, 40) ?? ''}”, which is not known. Open the workbook in a spreadsheet program and save it anew.`;
    return refuseTable('file_unreadable', detail);
  }
  // The declaration was read byte by byte, so that it cannot be in UTF-16 whatever it says.
  return named.startsWith('utf-') ? 'utf-8' : named;
}

function converted<Value>(part: string, convert: () => Value): Value {
  try {
    return convert();
  } catch (error) {
    if (!(error instanceof UndecodableByte)) throw error;
    const { byteOffset } = error;
    const detail = `“${part}” holds bytes that are no text at byte ${byteOffset}. Open the workbook in a spreadsheet program and save it anew.`;
    return refuseTable('file_unreadable', detail, { byteOffset });
  }
}
