import type { PathNode } from '../nested/path-tree.ts';
import type { JsonContainer, JsonScalar } from './json-scanner.ts';
import { JsonWalker } from './json-walker.ts';

/** Counts what stands at each place of a document. */
export class JsonSurvey extends JsonWalker {
  protected opened(kind: JsonContainer, place: PathNode): void {
    if (kind === 'object') place.objects++;
    else place.lists++;
  }

  protected closed(): void {}

  protected found(kind: JsonScalar, place: PathNode): void {
    if (kind === 'null') place.nulls++;
    else place.scalars++;
  }

  protected repeated(): void {}
}
