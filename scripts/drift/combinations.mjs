/** Drift as a restore, an older system or a hand at the database leaves it, drawn from a seed. */

/** What each dimension of the drift can be. */
export const dimensions = {
  child: [
    'running',
    'waiting_for_approval',
    'paused',
    'completed',
    'failed',
    'cancelled',
    'active',
    'initialization',
  ],
  master: [
    'initialized',
    'running',
    'waiting_for_approval',
    'paused',
    'completed',
    'failed',
    'cancelled',
    'deleted',
    'initialization',
  ],
  phase: ['first', 'validation', 'mapping', 'cleansing', 'last', 'alias', 'unknown'],
  gate: ['none', 'fitting', 'other', 'two'],
  run: ['none', 'live', 'expired', 'jobless', 'queued', 'waiting', 'succeeded'],
  // A word that stands several times is drawn so much oftener.
  link: 'mutual mutual mutual import_names_flow import_names_flow mappings mappings candidate two_candidates nothing foreign'.split(
    ' ',
  ),
  epoch: ['equal', 'behind', 'ahead'],
  work: ['nothing', 'rows', 'short', 'checked', 'approved', 'cleansed', 'previewed', 'settled'],
  journal: ['agrees', 'agrees', 'agrees', 'agrees', 'absent', 'absent', 'elsewhere', 'gap'],
  record: ['both', 'both', 'both', 'both', 'both', 'both', 'both', 'no_master', 'no_child', 'deleted'],
  accounting: ['agrees', 'agrees', 'agrees', 'off'],
  asset: ['none', 'none', 'proven', 'unproven'],
  category: ['cmdb_export', 'app_discovery', 'infrastructure', 'sensitive_data'],
};

const agreeing = {
  link: 'mutual',
  epoch: 'equal',
  journal: 'agrees',
  record: 'both',
  accounting: 'agrees',
  asset: 'proven',
};

/** Flows nothing is wrong with, which the doctor has to leave alone. */
const soundStates = [
  { child: 'waiting_for_approval', phase: 'mapping', gate: 'fitting', run: 'waiting', work: 'checked' },
  { child: 'waiting_for_approval', phase: 'validation', gate: 'fitting', run: 'waiting', work: 'rows' },
  { child: 'paused', phase: 'mapping', gate: 'fitting', run: 'waiting', work: 'checked' },
  { child: 'paused', phase: 'cleansing', gate: 'none', run: 'succeeded', work: 'approved' },
  { child: 'failed', phase: 'cleansing', gate: 'none', run: 'succeeded', work: 'approved' },
  { child: 'cancelled', phase: 'cleansing', gate: 'none', run: 'succeeded', work: 'cleansed' },
  { child: 'running', phase: 'validation', gate: 'none', run: 'queued', work: 'rows' },
  { child: 'running', phase: 'first', gate: 'none', run: 'live', work: 'nothing' },
  { child: 'completed', phase: 'last', gate: 'none', run: 'succeeded', work: 'settled' },
];

const sound = soundStates.flatMap((each) =>
  dimensions.category.map((category) => ({ category, ...each, ...agreeing, master: each.child })),
);

/**
 * `count` different combinations: the sound ones, then drift. The two statuses, the phase and the category go round, so that each of their
 * combinations comes up again and again; the other dimensions are drawn.
 */
export function drawCombinations(next, count) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  const { child, master, phase, category, ...drawn } = dimensions;
  const combinations = sound.map((each) => ({ ...each, isSound: true }));
  const seen = new Set();
  for (let index = 0; combinations.length < count; index++) {
    const combination = {
      category: category[index % category.length],
      child: child[Math.floor(index / category.length) % child.length],
      master: master[Math.floor(index / (category.length * child.length)) % master.length],
      phase: phase[(index + Math.floor(index / 288)) % phase.length],
    };
    for (const [name, values] of Object.entries(drawn)) combination[name] = pick(values);
    const key = JSON.stringify(combination);
    if (seen.has(key)) continue;
    seen.add(key);
    combinations.push(combination);
  }
  return combinations;
}

const phasesOf = {
  discovery: ['data_import', 'data_validation', 'field_mapping', 'data_cleansing', 'asset_inventory'],
  data_import: ['upload', 'validation', 'field_mapping', 'enrichment', 'enrichment'],
};

/** Flow type, phase words and canonical phases of a combination. */
export function wordsOf({ category, phase }) {
  const flowType = category === 'cmdb_export' ? 'discovery' : 'data_import';
  const phases = phasesOf[flowType];
  const words = {
    first: phases[0],
    validation: phases[1],
    mapping: 'field_mapping',
    cleansing: phases[3],
    last: phases[4],
    alias: 'attribute_mapping',
    unknown: 'tech_debt',
  };
  const canonical = phase === 'alias' ? 'field_mapping' : phase === 'unknown' ? phases[1] : words[phase];
  return { flowType, phases, word: words[phase], canonical };
}

const gateOf = {
  data_validation: 'validation_decision',
  validation: 'validation_decision',
  field_mapping: 'mapping_approval',
  asset_inventory: 'asset_preview',
};

/** The gate kind of a phase; phases without one lend the mapping's. */
export function gateKindOf(phase) {
  return gateOf[phase] ?? 'mapping_approval';
}

const stages = ['nothing', 'short', 'rows', 'checked', 'approved', 'cleansed', 'previewed', 'settled'];

/** Whether the outputs of the phases go at least as far as a stage. */
export function hasReached({ work }, stage) {
  return stages.indexOf(work) >= stages.indexOf(stage);
}
