/** Answers of a {@link DecodeStep} that are no character. */
export const decodeResult = {
  /** The bytes have no character. */
  none: -1,
  /** More bytes are needed to tell. */
  open: -2,
  /** The bytes were read and stand for no character, like the switch to another code table. */
  shift: -3,
} as const;

/** Reads characters of one encoding, one a call. */
export interface DecodeStep {
  /** Bytes of the character read last. */
  length: number;
  /** Code point of the character at `at`, or a {@link decodeResult}. */
  next(bytes: Uint8Array, at: number, end: number): number;
}
