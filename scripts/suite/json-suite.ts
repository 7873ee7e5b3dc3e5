import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CaseResult, readCase, resultText, type SuiteCase, timed } from './read-case.ts';

/** JSONTestSuite: what must be taken is never a syntax error, what must not be taken is refused with its byte. */
export async function* judgeJsonTestSuite(suites: string): AsyncGenerator<SuiteCase, void> {
  for (const part of ['test_parsing', 'test_transform']) {
    const folder = join(suites, 'json-testsuite', part);
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
      yield await timed(`${part}/${name}`, async () => {
        const result = await readCase(join(folder, name));
        const isRight = result.outcome !== 'failed' && isAsNamed(name, result);
        return { outcome: result.outcome, isRight, detail: resultText(result) };
      });
    }
  }
}

function isAsNamed(name: string, result: CaseResult): boolean {
  const isSyntax = result.outcome === 'refused' && isSyntaxRefusal(result.refusal.code);
  if (name.startsWith('y_')) return !isSyntax;
  if (name.startsWith('n_')) return result.outcome === 'refused' || damagedOnly(result);
  // Odd but legal values: a key that comes twice must be told, whatever is made of it.
  if (name.startsWith('object_same_key')) return result.outcome !== 'read' || result.notes.length > 0;
  return true;
}

function isSyntaxRefusal(code: string): boolean {
  return code === 'file_unreadable' || code === 'nesting_too_deep' || code === 'encoding_undecidable';
}

/** No row of it is taken, so an upload is refused; or its damaged lines are set apart. */
function damagedOnly(result: CaseResult): boolean {
  return result.outcome === 'read' && (result.counts.rows === 0 || result.counts.faulty.count > 0);
}
