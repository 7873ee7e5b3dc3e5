import { z } from 'zod';

type Values<Value extends z.ZodType> = z.ZodRecord<z.ZodString, Value>;

/** A record whose answer holds every key it was given: a plain record drops a column called `__proto__`. */
const ValuesByKey = z.core.$constructor<Values<z.ZodType>>('ValuesByKey', (schema, def) => {
  z.ZodRecord.init(schema, def);
  const { _zod: reader } = schema;
  const { _zod: ofValue } = def.valueType;
  const readOthers = reader.parse.bind(reader);
  reader.parse = (payload, context) => {
    const given = payload.value;
    const read = readOthers(payload, context);
    if (read instanceof Promise || !isRecord(given) || !Object.hasOwn(given, prototypeKey)) return read;
    const value = ofValue.run({ value: given[prototypeKey], issues: [] }, context);
    if (value instanceof Promise) throw new Error('Values by key are read at once.');
    payload.issues.push(...z.core.util.prefixIssues(prototypeKey, value.issues));
    // An assignment would set the prototype.
    const own = { value: value.value, enumerable: true, configurable: true, writable: true };
    if (isRecord(read.value)) Object.defineProperty(read.value, prototypeKey, own);
    return read;
  };
});

const prototypeKey = '__proto__';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Values by keys that a file decides, such as the names of its columns. */
export function valuesByKey<Value extends z.ZodType>(value: Value, key = z.string()): Values<Value> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a constructor of schemas has no type parameters
  return new ValuesByKey({ type: 'record', keyType: key, valueType: value }) as Values<Value>;
}
