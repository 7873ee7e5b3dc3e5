/** XML that is not well formed; `offset` counts from the first byte the reader was given, where it is known. */
export class XmlDamage extends Error {
  readonly offset: number | undefined;
  constructor(detail: string, offset?: number) {
    super(detail);
    this.name = 'XmlDamage';
    this.offset = offset;
  }
}

/** A document type declaration: entities and external parts hide in it, so it is never read. */
export class XmlDoctype extends Error {
  constructor() {
    super('The XML holds a document type declaration.');
    this.name = 'XmlDoctype';
  }
}
