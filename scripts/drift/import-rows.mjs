/** The import of a drifted flow with what its phases have left behind. */
import { randomUUID } from 'node:crypto';
import { hasReached } from './combinations.mjs';

const sourceRows = 10;

/** The import with what the phases have left behind, and a second one that could be it just as well. */
export function importRows(flow, runs) {
  const { combination, ids } = flow;
  const { link, work } = combination;
  if (link === 'nothing') return mappingRows(flow, ids.file, []);
  // Even rows that carry both ids do not make another tenant's import the flow's.
  if (link === 'foreign') return mappingRows(flow, flow.place.foreignImports[combination.category], []);
  const imports = [importOf(flow, ids.import)];
  if (link === 'two_candidates') imports.push(importOf(flow, ids.twin));
  const columns = work === 'nothing' ? [] : imports.flatMap(({ id }) => columnsOf(flow, id));
  const named = link === 'candidate' || link === 'two_candidates' ? ids.file : ids.import;
  return {
    data_imports: imports,
    import_files: imports.map(({ id }) => fileOf(flow, id)),
    import_columns: columns,
    import_chunks: work === 'nothing' ? [] : [chunkOf(flow)],
    ...mappingRows(
      flow,
      named,
      columns.filter((column) => column.data_import_id === ids.import),
    ),
    ...blockRows(flow),
    ...assetRows(flow),
    ...stepRows(flow, runs),
  };
}

function importOf({ combination, ids, place, tenant }, id) {
  const names = combination.link === 'mutual' || combination.link === 'import_names_flow';
  return {
    ...tenant,
    id,
    flow_id: names ? ids.flow : randomUUID(),
    import_category: combination.category,
    import_name: 'servers',
    imported_by: place.user,
    created_at: place.at,
  };
}

function fileOf({ combination, tenant }, importId) {
  const shelf = importId.slice(0, 2);
  return {
    ...tenant,
    data_import_id: importId,
    kind: 'original',
    revision: 0,
    file_name: 'servers.csv',
    storage_key: `${shelf}/${importId.replaceAll('-', '')}${'0'.repeat(6)}`,
    sha256: 'a'.repeat(64),
    size_bytes: 3,
    format: 'csv',
    encoding: 'utf-8',
    dialect: {},
    row_count: combination.work === 'nothing' ? null : sourceRows,
  };
}

const headers = ['Host', 'IP', 'OS'];

function columnsOf({ tenant }, importId) {
  return headers.map((header, index) => ({
    ...tenant,
    id: randomUUID(),
    data_import_id: importId,
    position: index + 1,
    key: header,
    header,
    header_normalized: header.toLowerCase(),
    profile: {},
  }));
}

function chunkOf({ combination, ids, tenant }) {
  const rows = combination.work === 'short' ? 4 : sourceRows;
  return {
    ...tenant,
    data_import_id: ids.import,
    first_row: 1,
    row_count: rows,
    first_line: 2,
    byte_length: 1,
    body: '\\x00',
  };
}

function mappingRows({ combination, ids, place, tenant }, importId, columns) {
  if (combination.work === 'nothing') return { import_field_mappings: [] };
  const decided = hasReached(combination, 'approved');
  const rows = headers.map((header, index) => ({
    ...tenant,
    data_import_id: importId,
    flow_id: ids.flow,
    column_id: columns[index]?.id ?? randomUUID(),
    source_field: header,
    status: decided ? 'ignored' : 'unmapped',
    decided_by: decided ? place.user : null,
    decided_at: decided ? place.at : null,
  }));
  return { import_field_mappings: rows };
}

function blockRows(flow) {
  const { combination, ids, tenant, epoch } = flow;
  const block = { ...tenant, data_import_id: ids.import, first_row: 1, row_count: sourceRows, epoch };
  const settled = hasReached(combination, 'settled');
  const packed = `\\x${'00'.repeat(sourceRows)}`;
  const results = {
    ...block,
    actions: packed,
    reasons: packed,
    lead_rows: packed,
    asset_ids: packed,
    outcomes: settled ? packed : null,
    counts: {
      actions: { create: sourceRows },
      ...(settled && { outcomes: { created: countedRows(combination) } }),
    },
  };
  return {
    import_cleansed_blocks: hasReached(combination, 'cleansed') ? [{ ...block, body: '\\x00' }] : [],
    import_row_blocks: hasReached(combination, 'previewed') ? [results] : [],
  };
}

/** What the stored counts say of the outcomes; off by one where the accounting does not reconcile. */
function countedRows({ accounting }) {
  return accounting === 'off' ? sourceRows - 1 : sourceRows;
}

/** An asset of the import, with or without the row it came from. */
function assetRows({ combination, ids, tenant }) {
  if (combination.asset === 'none') return {};
  const proven = combination.asset === 'proven';
  const asset = {
    ...tenant,
    id: randomUUID(),
    name: 'web1',
    name_normalized: 'web1',
    asset_type: 'server',
    type_source: 'rule',
    discovery_method: 'import',
    created_by_import_id: ids.import,
    lead_import_id: proven ? ids.import : null,
    lead_row: proven ? 1 : null,
  };
  return { assets: [asset] };
}

/** The quality step hangs on the run of its phase, so it is lost with the runs. */
function stepRows(flow, runs) {
  const { combination, words, ids, tenant } = flow;
  const run = runs.find(({ phase }) => phase === words.phases[1]);
  if (!hasReached(combination, 'checked') || run === undefined) return {};
  const step = {
    ...tenant,
    flow_id: ids.flow,
    phase_run_id: run.id,
    step_name: 'quality',
    step_order: 3,
    status: 'completed',
  };
  return { import_processing_steps: [step] };
}
