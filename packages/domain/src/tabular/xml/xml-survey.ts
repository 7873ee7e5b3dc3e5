import type { PathNode } from '../nested/path-tree.ts';
import { type ElementText, XmlWalker } from './xml-walker.ts';

/** Counts the elements, attributes and texts at each place of a document. */
export class XmlSurvey extends XmlWalker {
  protected opened(place: PathNode): void {
    place.objects++;
  }

  protected attributeFound(place: PathNode): void {
    place.scalars++;
  }

  protected closed(place: PathNode, text: ElementText | undefined): void {
    if (text === undefined) place.nulls++;
    else if (text.end > text.start) place.scalars++;
    // An element without anything counts as an empty list: it is a value, but shows no text.
    else place.lists++;
  }

  protected repeated(place: PathNode): void {
    place.isRepeated = true;
  }
}
