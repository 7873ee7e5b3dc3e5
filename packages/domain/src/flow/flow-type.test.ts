import { describe, expect, test } from 'vitest';
import { importCategories } from '../catalog/import-category.ts';
import { progressPercentage } from './flow-progress.ts';
import {
  blockingStatuses,
  childStatuses,
  isBlocking,
  isIncomplete,
  isTerminal,
  masterStatuses,
  masterStatusOf,
} from './flow-status.ts';
import {
  canonicalDefinition,
  findFlowType,
  flowTypeDefinitions,
  flowTypeForCategory,
  mayAsk,
  parsePhaseName,
  phaseOf,
} from './flow-type.ts';

const discovery = flowTypeForCategory('cmdb_export');
const dataImport = flowTypeForCategory('infrastructure');

describe('flow types', () => {
  test('F08 every alias leads to its phase, in any case, and canonical names win over aliases', () => {
    for (const definition of flowTypeDefinitions) {
      for (const phase of definition.phases) {
        for (const word of [phase.name, phase.name.toUpperCase(), ` ${phase.name} `]) {
          expect(parsePhaseName(definition, word)).toBe(phase.name);
        }
        for (const alias of phase.aliases) expect(parsePhaseName(definition, alias)).toBe(phase.name);
      }
    }
    expect(parsePhaseName(discovery, 'attribute_mapping')).toBe('field_mapping');
    expect(parsePhaseName(dataImport, 'data_import')).toBe('upload');
  });

  test('F09 a phase the type does not have is unknown, never complete', () => {
    for (const word of ['dependency_analysis', 'tech_debt', 'completed', '', 'validation2']) {
      expect(parsePhaseName(discovery, word)).toBeUndefined();
    }
    expect(() => phaseOf(discovery, 'enrichment')).toThrow('no phase');
    expect(findFlowType('discovery', 2)).toBeUndefined();
  });

  test('no alias is ambiguous within a flow type', () => {
    for (const definition of flowTypeDefinitions) {
      const words = definition.phases.flatMap(({ name, aliases }) => [name, ...aliases]);
      expect(new Set(words).size).toBe(words.length);
    }
  });

  test('each category has exactly one flow type, and new flows get its newest version', () => {
    for (const category of importCategories) {
      const versions = flowTypeDefinitions.filter(({ categories }) => categories.includes(category));
      expect(new Set(versions.map(({ name }) => name)).size).toBe(1);
      expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => index + 1));
      expect(versions.at(-1)).toBe(flowTypeForCategory(category));
    }
  });

  test('a data import asks before it writes from version 2 on; flows of version 1 ask nobody there', () => {
    expect(dataImport.version).toBe(2);
    expect(mayAsk(dataImport, 'enrichment', 'asset_preview')).toBe(true);
    const first = findFlowType('data_import', 1);
    expect(first && mayAsk(first, 'enrichment', 'asset_preview')).toBe(false);
    expect(first?.phases.map(({ name }) => name)).toEqual(dataImport.phases.map(({ name }) => name));
  });

  test('a stored version never changes: the checksummed text of each is pinned', () => {
    const early =
      '{"name":"upload","gates":[]},{"name":"validation","gates":[{"kind":"validation_decision","afterApproval":"next_phase"}]},{"name":"field_mapping","gates":[{"kind":"mapping_approval","afterApproval":"next_phase"}]}';
    const head = (version: number) =>
      `{"name":"data_import","version":${version},"categories":["app_discovery","infrastructure","sensitive_data"],"phases":[${early},`;
    const [, unasked, previewed] = flowTypeDefinitions.map(canonicalDefinition);
    expect(unasked).toBe(`${head(1)}{"name":"enrichment","gates":[]}]}`);
    expect(previewed).toBe(
      `${head(2)}{"name":"enrichment","gates":[{"kind":"asset_preview","afterApproval":"same_phase"}]}]}`,
    );
    expect(canonicalDefinition(discovery)).toBe(
      '{"name":"discovery","version":1,"categories":["cmdb_export"],"phases":[{"name":"data_import","gates":[]},{"name":"data_validation","gates":[{"kind":"validation_decision","afterApproval":"next_phase"}]},{"name":"field_mapping","gates":[{"kind":"mapping_approval","afterApproval":"next_phase"}]},{"name":"data_cleansing","gates":[]},{"name":"asset_inventory","gates":[{"kind":"asset_preview","afterApproval":"same_phase"},{"kind":"asset_conflict","afterApproval":"same_phase"}]}]}',
    );
  });
});

describe('status', () => {
  test('F14 the master status is a function of the child', () => {
    for (const status of childStatuses) {
      expect(masterStatusOf({ status, started: true, deleted: false })).toBe(status);
      expect(masterStatusOf({ status, started: true, deleted: true })).toBe('deleted');
      expect(masterStatuses).toContain(status);
    }
    expect(masterStatusOf({ status: 'running', started: false, deleted: false })).toBe('initialized');
    expect(masterStatusOf({ status: 'paused', started: false, deleted: false })).toBe('paused');
  });

  test('F23 one predicate says what blocks a slot', () => {
    expect(blockingStatuses).toEqual(['running', 'waiting_for_approval', 'paused', 'failed']);
    for (const status of childStatuses) {
      expect(isTerminal(status)).toBe(!isIncomplete(status));
      expect(isBlocking({ status, deleted: false })).toBe(isIncomplete(status));
      expect(isBlocking({ status, deleted: true })).toBe(false);
    }
  });
});

describe('F28 progress is computed from the phase and its rows', () => {
  const facts = {
    definition: discovery,
    status: 'running',
    currentPhase: 'data_import',
    rowsDone: 0,
    rowsTotal: null,
  } as const;

  test.each([
    [
      'S09 a flow that waits for its mapping shows 40',
      {
        ...facts,
        status: 'waiting_for_approval',
        currentPhase: 'field_mapping',
        rowsDone: 13,
        rowsTotal: 13,
      },
      40,
    ],
    ['nothing is known yet', facts, 0],
    ['half of the first of five phases', { ...facts, rowsDone: 500, rowsTotal: 1000 }, 10],
    ['a running phase stays below its end', { ...facts, rowsDone: 1000, rowsTotal: 1000 }, 19],
    ['a third, with one decimal', { ...facts, rowsDone: 1, rowsTotal: 3 }, 6.7],
    ['completed', { ...facts, status: 'completed', currentPhase: 'asset_inventory' }, 100],
    [
      'paused keeps what was done',
      { ...facts, status: 'paused', currentPhase: 'data_cleansing', rowsDone: 1, rowsTotal: 2 },
      70,
    ],
  ] as const)('%s', (_, given, expected) => {
    expect(progressPercentage(given)).toBe(expected);
  });
});
