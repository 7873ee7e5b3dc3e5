/** Codes of the quality rules this version computes. */
export const issueRules = [
  'too_long',
  'multi_value',
  'contradictory_duplicate',
  'url_credentials',
  'secret_value',
  'unknown_classification',
  'date_order_ambiguous',
  'number_format_ambiguous',
  'unit_unknown',
  'enum_unknown_value',
  'invalid_value',
  'missing_values',
  'mixed_types',
  'placeholder_values',
  'short_rows',
  'duplicate_ip',
  'looks_executable',
  'pii_in_free_text',
  'identity_unreachable',
  'required_together',
  'implausible_value',
  'self_dependency',
  'missing_endpoint',
  'unknown_protocol',
  'port_protocol_mismatch',
  'unresolved_host',
  // Stored by earlier releases beside `url_credentials`.
  'url_password_masked',
  'url_invalid',
  'measure_out_of_range',
  'percent_as_fraction',
  'peak_below_average',
  'used_over_total',
  'hosting_loop',
  'duplicate_ip_machines',
  'address_outside_subnet',
  'reserved_address',
  'placeholder_mac',
  'vlan_out_of_range',
  'vlan_named',
  'total_missing',
  'lifecycle_unknown',
  'compliance_gap',
  'unencrypted',
  'owner_missing',
  'open_access',
  'unresolved_system',
  'personal_data',
] as const;
export type IssueRule = (typeof issueRules)[number];

/** Rules about cells that the field of their column cannot take. */
export const cellRules = ['invalid_value', 'enum_unknown_value'] as const satisfies readonly IssueRule[];

/** Rules about what the profile of a column shows, by the field it is mapped to. */
export const profileRules = [
  'too_long',
  'multi_value',
  'url_credentials',
  'secret_value',
  'date_order_ambiguous',
  'number_format_ambiguous',
  'unit_unknown',
  'missing_values',
  'mixed_types',
  'placeholder_values',
  'short_rows',
  'duplicate_ip',
  'looks_executable',
  'pii_in_free_text',
] as const satisfies readonly IssueRule[];

/** Rules that the named checks of categories go by. */
export const checkRules = issueRules.slice(issueRules.indexOf('self_dependency'));

export const issueSeverities = ['info', 'warning', 'critical'] as const;
export type IssueSeverity = (typeof issueSeverities)[number];

/** What a person may decide about an issue. */
export const issueActions = [
  'split',
  'truncate',
  'first_value',
  'keep',
  'skip',
  'set_value',
  'map_values',
  'ignore',
] as const;
export type IssueAction = (typeof issueActions)[number];

/** One possible decision with the parameters it would be stored with. */
export interface AllowedDecision {
  readonly action: IssueAction;
  readonly label: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** One issue of an import as a check computes it. */
export interface IssueDraft {
  readonly rule: IssueRule;
  readonly severity: IssueSeverity;
  /** Id of the column; null for issues of whole rows. */
  readonly columnId: string | null;
  readonly targetField: string | null;
  readonly rowCount: number;
  /** Row ranges, the first thousand at most; `rowCount` is exact. */
  readonly ranges: readonly (readonly [first: number, last: number])[];
  readonly sample: readonly { readonly row_number: number; readonly value: string }[];
  readonly detail: Readonly<Record<string, unknown>>;
}

const titles: Readonly<Record<IssueRule, string>> = {
  too_long: 'Values are longer than the field usually takes',
  multi_value: 'Cells hold several values',
  contradictory_duplicate: 'Rows share an identifier and contradict each other in another',
  date_order_ambiguous: 'Day and month cannot be told apart',
  number_format_ambiguous: 'A separator may group thousands or begin decimals',
  unit_unknown: 'Numbers have no unit',
  enum_unknown_value: 'Words are not known for this field',
  invalid_value: 'Values cannot be read as the type of the field',
  missing_values: 'Values are missing',
  mixed_types: 'Values are of different kinds',
  placeholder_values: 'Placeholder words are read as missing',
  short_rows: 'Rows have fewer cells than the header',
  duplicate_ip: 'Several rows have the same address',
  secret_value: 'Cells hold a password, a key or a token',
  unknown_classification: 'Words for the protection of data are not known',
  url_credentials: 'Addresses hold a user name and a password',
  looks_executable: 'Texts look like a formula, a script or a statement',
  pii_in_free_text: 'Free text names people',
  identity_unreachable: 'No column is likely to name what a row is about',
  required_together: 'Values say nothing without another field',
  implausible_value: 'Numbers are outside what machines have',
  self_dependency: 'Source and target are the same',
  missing_endpoint: 'One end of the connection is missing',
  unknown_protocol: 'Protocols are not known',
  port_protocol_mismatch: 'Another protocol is usual on the port',
  unresolved_host: 'The machine an application runs on cannot be told',
  url_password_masked: 'Addresses hold a password, which is left out of endpoints',
  url_invalid: 'Addresses are written as URLs that nobody can call',
  measure_out_of_range: 'Measurements are not possible',
  percent_as_fraction: 'Shares are written as fractions of one',
  peak_below_average: 'The peak is lower than the average',
  used_over_total: 'More storage is used than there is',
  hosting_loop: 'Machines host each other in a circle',
  duplicate_ip_machines: 'Machines of different names have the same address',
  address_outside_subnet: 'Addresses do not belong to the subnet stated',
  reserved_address: 'Addresses are of ranges that no machine should have',
  placeholder_mac: 'Hardware addresses identify no machine',
  vlan_out_of_range: 'VLAN numbers are outside 1 to 4094',
  vlan_named: 'VLANs have a name and no number',
  total_missing: 'The total is not stated of what is measured',
  lifecycle_unknown: 'The end of support is not known',
  compliance_gap: 'Regulations that the data seems to be subject to are not named',
  unencrypted: 'Confidential data is not encrypted',
  owner_missing: 'Nobody answers for the data',
  open_access: 'Confidential data is open to everyone',
  unresolved_system: 'Systems the data lies in cannot be told',
  personal_data: 'Values are personal data',
};

/** The sentence that names a rule to a person. */
export function issueTitle(rule: IssueRule): string {
  return titles[rule];
}

/** Key that stays the same when an import is analysed again, so that a decision survives. */
export function issueKey(draft: Pick<IssueDraft, 'rule' | 'columnId'>): string {
  return `${draft.columnId ?? 'rows'}:${draft.rule}`;
}

const plain = (action: IssueAction, label: string): AllowedDecision => ({ action, label, parameters: {} });
const setValue = (label: string, parameters: Readonly<Record<string, unknown>>): AllowedDecision => ({
  action: 'set_value',
  label,
  parameters,
});

const keep = plain('keep', 'Keep the text as it is');
const firstValue = plain('first_value', 'Take the first value');
const skip = plain('skip', 'Leave these values unknown');
const truncate = plain('truncate', 'Cut to the usual length; the whole text is kept as a custom attribute');
const ignore = plain('ignore', 'Accept the finding');

const fixedDecisions: Readonly<Partial<Record<IssueRule, readonly AllowedDecision[]>>> = {
  url_credentials: [skip, keep],
  unknown_classification: [plain('map_values', 'Say what each word means'), skip],
  contradictory_duplicate: [
    plain('keep', 'Keep them apart as separate assets'),
    plain('first_value', 'Keep the first row of each, leave out the others'),
    plain('skip', 'Leave all of these rows out'),
  ],
  enum_unknown_value: [
    plain('map_values', 'Say what each word means'),
    skip,
    plain('keep', 'Keep the words as a custom attribute'),
  ],
};

const pointDecimal = setValue('The point begins decimals: 1,234.5', { number_format: 'point' });
const commaDecimal = setValue('The comma begins decimals: 1.234,5', { number_format: 'comma' });
const dayFirst = setValue('Day first: 31/12/2025', { date_order: 'day_first' });
const monthFirst = setValue('Month first: 12/31/2025', { date_order: 'month_first' });

type Detail = Readonly<Record<string, unknown>>;

/** Decisions that follow from what is stored with the issue. */
const decisionsByDetail: Readonly<Partial<Record<IssueRule, (detail: Detail) => AllowedDecision[]>>> = {
  number_format_ambiguous: ({ recommended }) =>
    recommended === 'comma' ? [commaDecimal, pointDecimal] : [pointDecimal, commaDecimal],
  date_order_ambiguous: ({ recommended }) =>
    recommended === 'month_first' ? [monthFirst, dayFirst] : [dayFirst, monthFirst],
  unit_unknown: unitDecisions,
  invalid_value: (detail) => [...constantDecisions(detail), skip],
  missing_values: (detail) => [ignore, ...constantDecisions(detail)],
  secret_value: secretDecisions,
  too_long: (detail) => [...splitDecisions(detail), keep, truncate, firstValue, skip],
  multi_value: (detail) => [...splitDecisions(detail), firstValue, keep, skip],
};

/** Decisions an issue allows; the first is recommended. `detail` is the detail stored with the issue. */
export function allowedDecisions(rule: IssueRule, detail: Detail): readonly AllowedDecision[] {
  return decisionsByDetail[rule]?.(detail) ?? fixedDecisions[rule] ?? [ignore];
}

/** Where the field takes several values, each item of a cell becomes one of them. */
function splitDecisions({ splits_at: separator }: Detail): AllowedDecision[] {
  if (typeof separator !== 'string') return [];
  return [{ action: 'split', label: 'Make one value of each item', parameters: { separator } }];
}

/** Where one value may stand in many rows, a person types it; `value` waits for the text. */
function constantDecisions({ takes_constant: isTaken }: Detail): AllowedDecision[] {
  return isTaken === true ? [setValue('Set one value for these cells', { value: '' })] : [];
}

/** A column of nothing but secrets is left out whole, since no single cell tells that it is one. */
function secretDecisions(detail: Detail): AllowedDecision[] {
  const isWhole = detail['whole_column'] === true;
  return [isWhole ? { ...skip, parameters: { whole_column: true } } : skip, keep];
}

function unitDecisions(detail: Detail): AllowedDecision[] {
  const units = Array.isArray(detail['units'])
    ? detail['units'].filter((unit) => typeof unit === 'string')
    : [];
  return [...units.map((unit) => setValue(`The numbers are in ${unit}`, { unit })), skip];
}

/** True for a rule whose critical issue a person has to decide before the flow goes on. */
export function needsDecision(issue: Pick<IssueDraft, 'severity'>): boolean {
  return issue.severity === 'critical';
}
