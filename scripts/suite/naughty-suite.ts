import { join } from 'node:path';
import { type CaseResult, readJson, readText, type SuiteCase, timed } from './read-case.ts';

/** Each naughty string comes back as it went in: as a cell, as a header and as a value of JSON. */
export async function* judgeNaughtyStrings(suites: string): AsyncGenerator<SuiteCase, void> {
  const texts = textsOf(readJson(join(suites, 'naughty-strings/blns.json')));
  for (const [index, text] of texts.entries()) {
    yield await timed(`string ${index}`, async () => {
      const quoted = `"${text.replaceAll('"', '""')}"`;
      const differences = [
        difference(
          'cell',
          text,
          await readText(`name,note\nweb,${quoted}\ndb,x\n`, 'a.csv'),
          (read) => read.cell,
        ),
        difference(
          'header',
          text,
          await readText(`${quoted},name,place\nweb,x,1\ndb,y,2\n`, 'a.csv'),
          (read) => read.header,
        ),
        difference(
          'value',
          text,
          await readText(JSON.stringify([{ name: 'web', note: text }]), 'a.json'),
          (read) => read.cell,
        ),
      ].filter((each) => each !== undefined);
      return { outcome: 'read', isRight: differences.length === 0, detail: differences.join('; ') };
    });
  }
}

interface Found {
  readonly cell: string | undefined;
  readonly header: string | undefined;
}

// oxlint-disable-next-line max-params -- what, wanted, found and where to look
function difference(
  what: string,
  text: string,
  result: CaseResult,
  pick: (found: Found) => string | undefined,
): string | undefined {
  if (result.outcome !== 'read') return `${what} ${JSON.stringify(text)}: ${JSON.stringify(result)}`;
  const found = { cell: result.rows[0]?.cells[1], header: result.headers[0] };
  return pick(found) === text
    ? undefined
    : `${what} ${JSON.stringify(text)} became ${JSON.stringify(pick(found))}`;
}

function textsOf(json: unknown): string[] {
  if (!Array.isArray(json)) throw new Error('The naughty strings are no list.');
  return json.map(String);
}
