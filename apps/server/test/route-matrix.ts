import { randomUUID } from 'node:crypto';

/** What a path parameter names, so that the id of a real row of somebody else can be put there. */
export type Thing =
  | 'flow'
  | 'import'
  | 'mapping'
  | 'issue'
  | 'recommendation'
  | 'conflict'
  | 'asset'
  | 'application'
  | 'dependency'
  | 'client'
  | 'user'
  | 'membership'
  | 'token'
  | 'webhook';

export interface MatrixRow {
  /** What each path parameter names; the number of a row of a file is given as it is. */
  readonly params?: Readonly<Record<string, Thing | number>>;
  /** A body the route accepts, where it needs one. */
  readonly body?: object;
  /** The query it needs. */
  readonly query?: string;
}

const flow: MatrixRow = { params: { flow_id: 'flow' } };
const ofImport: MatrixRow = { params: { import_id: 'import' } };
const ofRecommendation: MatrixRow = { params: { id: 'recommendation' } };
const gate = { gate_id: randomUUID(), gate_revision: 1 };

/** One row for every route of the server; a route without one fails, and so does a row without a route. */
export const routeMatrix: Readonly<Record<string, MatrixRow>> = {
  'GET /health': {},
  'GET /ready': {},
  'GET /version': {},
  'GET /openapi.json': {},
  'POST /api/v1/auth/login': {},
  'POST /api/v1/auth/refresh': {},
  'POST /api/v1/auth/logout': {},
  'POST /api/v1/auth/password/change': {},
  'GET /api/v1/auth/sessions': {},
  'DELETE /api/v1/auth/sessions/:id': { params: { id: 'token' } },
  'GET /api/v1/context/me': {},
  'PATCH /api/v1/context/me': { body: { display_name: 'Ada' } },
  'PUT /api/v1/context/me/defaults': {},
  'GET /api/v1/context/clients': {},
  'GET /api/v1/context/clients/:id/engagements': { params: { id: 'client' } },
  'GET /api/v1/api-tokens': {},
  'POST /api/v1/api-tokens': {},
  'DELETE /api/v1/api-tokens/:id': { params: { id: 'token' } },
  'POST /api/v1/custom-target-fields': {
    body: { key: 'custom.rack_label', label: 'Rack label', data_type: 'text' },
  },
  'DELETE /api/v1/custom-target-fields/:key': { params: { key: 1 } },
  'GET /api/v1/learned-mappings': {},
  'DELETE /api/v1/learned-mappings/:id': { params: { id: 'mapping' } },
  'GET /api/v1/admin/clients': {},
  'POST /api/v1/admin/clients': {},
  'GET /api/v1/admin/engagements': {},
  'POST /api/v1/admin/engagements': {},
  'GET /api/v1/admin/users': {},
  'POST /api/v1/admin/users': {},
  'PATCH /api/v1/admin/users/:id': { params: { id: 'user' }, body: { status: 'suspended' } },
  'POST /api/v1/admin/users/:id/password-reset': { params: { id: 'user' } },
  'GET /api/v1/admin/memberships': {},
  'POST /api/v1/admin/memberships': {},
  'DELETE /api/v1/admin/memberships/:id': { params: { id: 'membership' } },
  'GET /api/v1/audit-log': {},
  'GET /api/v1/audit-log/verify': {},
  'POST /api/v1/audit-log/export': { body: {} },
  'GET /api/v1/discovery/flows/:flow_id/deletion-impact': flow,
  'GET /api/v1/discovery/flows/:flow_id/deletion': flow,
  'DELETE /api/v1/discovery/flows/:flow_id': flow,
  'POST /api/v1/discovery/flows/batch-delete': { body: { flow_ids: [randomUUID()] } },
  'GET /api/v1/admin/audit-log': {},
  'GET /api/v1/admin/audit-log/verify': {},
  'GET /api/v1/admin/metrics': {},
  'GET /api/v1/admin/jobs': {},
  'POST /api/v1/admin/jobs/:job_id/requeue': { params: { job_id: 'flow' } },
  'GET /api/v1/admin/doctor': {},
  'POST /api/v1/admin/doctor': { body: {} },
  'GET /api/v1/webhooks': {},
  'POST /api/v1/webhooks': { body: { url: 'https://example.org/hook', events: ['flow.failed'] } },
  'DELETE /api/v1/webhooks/:webhook_id': { params: { webhook_id: 'webhook' } },
  'GET /api/v1/webhooks/:webhook_id/deliveries': { params: { webhook_id: 'webhook' } },
  'GET /api/v1/flow-types': {},
  'GET /api/v1/flows': {},
  'GET /api/v1/discovery/flows/incomplete': {},
  'GET /api/v1/discovery/overview': {},
  'GET /api/v1/discovery/flows/can-start': { query: 'import_category=cmdb_export' },
  'POST /api/v1/discovery/flows/batch-commands': { body: { command: 'pause', flow_ids: [randomUUID()] } },
  'GET /api/v1/flows/:flow_id': flow,
  'GET /api/v1/discovery/flows/:flow_id/details': flow,
  'GET /api/v1/flows/:flow_id/gate': flow,
  'GET /api/v1/flows/:flow_id/events': flow,
  'GET /api/v1/flows/:flow_id/events/stream': flow,
  'POST /api/v1/flows/:flow_id/approve': { ...flow, body: gate },
  'POST /api/v1/flows/:flow_id/reject': { ...flow, body: { ...gate, reason: 'not like this' } },
  'POST /api/v1/flows/:flow_id/pause': { ...flow, body: {} },
  'POST /api/v1/flows/:flow_id/retry': { ...flow, body: {} },
  'POST /api/v1/flows/:flow_id/cancel': { ...flow, body: {} },
  'POST /api/v1/flows/:flow_id/resume': { ...flow, body: {} },
  'POST /api/v1/discovery/flows/:flow_id/resume': { ...flow, body: {} },
  'POST /api/v1/discovery/flow/:flow_id/resume': { ...flow, body: {} },
  'POST /api/v1/discovery/flow/:flow_id/resume-intelligent': { ...flow, body: {} },
  'POST /api/v1/flows/:flow_id/restart': { ...flow, body: { phase: 'field_mapping' } },
  'GET /api/v1/flows/:flow_id/connection-preview': flow,
  'GET /api/v1/flows/:flow_id/asset-preview/ends': flow,
  'GET /api/v1/flows/:flow_id/asset-preview': flow,
  'GET /api/v1/flows/:flow_id/asset-conflicts': flow,
  'POST /api/v1/asset-conflicts/:conflict_id/resolve': {
    params: { conflict_id: 'conflict' },
    body: { resolution: 'keep_existing', expected_version: 1 },
  },
  'POST /api/v1/asset-conflicts/bulk-resolve': {
    body: { flow_id: randomUUID(), ids: [randomUUID()], resolution: 'keep_existing' },
  },
  'GET /api/v1/import-categories': {},
  'POST /api/v1/data-imports': {},
  'POST /api/v1/data-imports/inspect': {},
  'GET /api/v1/data-imports': {},
  'GET /api/v1/data-imports/:import_id': ofImport,
  'GET /api/v1/data-imports/:import_id/rejected-rows': ofImport,
  'GET /api/v1/data-imports/:import_id/failed-rows': ofImport,
  'POST /api/v1/data-imports/:import_id/corrections': ofImport,
  'GET /api/v1/data-imports/:import_id/rejected-rows/:row_number/candidates': {
    params: { import_id: 'import', row_number: 1 },
  },
  'POST /api/v1/data-imports/:import_id/rejected-rows/:row_number/choice': {
    params: { import_id: 'import', row_number: 1 },
    body: { about: 'row:1', asset_id: null, expected_version: 1 },
  },
  'GET /api/v1/data-imports/:import_id/report': ofImport,
  'GET /api/v1/data-imports/:import_id/download': ofImport,
  'GET /api/v1/data-imports/:import_id/columns': ofImport,
  'GET /api/v1/data-imports/:import_id/processing-steps': ofImport,
  'GET /api/v1/data-imports/:import_id/records': ofImport,
  'GET /api/v1/data-imports/:import_id/records/:record_id': { params: { import_id: 'import', record_id: 1 } },
  'GET /api/v1/data-imports/:import_id/quality': ofImport,
  'GET /api/v1/data-imports/:import_id/quality-issues': ofImport,
  'GET /api/v1/quality-issues/:issue_id/rows': { params: { issue_id: 'issue' } },
  'GET /api/v1/data-imports/:import_id/cleansing': ofImport,
  'PUT /api/v1/quality-issues/:issue_id/decision': {
    params: { issue_id: 'issue' },
    body: { action: 'ignore', parameters: {} },
  },
  'POST /api/v1/data-imports/:import_id/quality-decisions': {
    ...ofImport,
    body: { decisions: [{ issue_id: randomUUID(), action: 'ignore' }] },
  },
  'GET /api/v1/data-imports/:import_id/recommendations': ofImport,
  'GET /api/v1/recommendations/:id/changes': ofRecommendation,
  'POST /api/v1/recommendations/:id/apply': ofRecommendation,
  'POST /api/v1/recommendations/:id/undo': ofRecommendation,
  'POST /api/v1/recommendations/:id/dismiss': ofRecommendation,
  'GET /api/v1/target-fields': {},
  'GET /api/v1/data-imports/:import_id/field-mappings': ofImport,
  'GET /api/v1/data-imports/:import_id/attribute-coverage': ofImport,
  'PATCH /api/v1/field-mappings/:mapping_id': {
    params: { mapping_id: 'mapping' },
    body: { status: 'ignored', expected_version: 1 },
  },
  'POST /api/v1/data-imports/:import_id/field-mappings/bulk-decisions': {
    ...ofImport,
    body: { approve_confidence_at_least: 0.9 },
  },
  'POST /api/v1/data-imports/:import_id/field-mappings/regenerate': ofImport,
  'GET /api/v1/dependencies': {},
  'GET /api/v1/findings': {},
  'GET /api/v1/dependencies/graph': {},
  'GET /api/v1/dependencies/analysis': {},
  // Its two assets are in the query; neither is anybody's.
  'GET /api/v1/dependencies/path': { params: {}, query: `from=${randomUUID()}&to=${randomUUID()}` },
  'POST /api/v1/dependencies': {
    body: { source_id: randomUUID(), target_id: randomUUID(), dependency_type: 'depends_on' },
  },
  'PATCH /api/v1/dependencies/:id': {
    params: { id: 'dependency' },
    body: { status: 'confirmed', expected_version: 1 },
  },
  'DELETE /api/v1/dependencies/:id': { params: { id: 'dependency' } },
  'GET /api/v1/check-thresholds': {},
  'PUT /api/v1/check-thresholds': { body: { thresholds: { hot_percent: 80 } } },
  'GET /api/v1/applications': {},
  'GET /api/v1/applications/summary': {},
  'POST /api/v1/applications': { body: { name: 'Payroll' } },
  'GET /api/v1/applications/:id': { params: { id: 'application' } },
  'GET /api/v1/applications/:id/assets': { params: { id: 'application' } },
  'PATCH /api/v1/applications/:id': {
    params: { id: 'application' },
    body: { name: 'Wages', expected_version: 1 },
  },
  'POST /api/v1/applications/:id/confirm': { params: { id: 'application' } },
  'POST /api/v1/applications/:id/merge': {
    params: { id: 'application' },
    body: { other_ids: [randomUUID()] },
  },
  'POST /api/v1/applications/:id/split': {
    params: { id: 'application' },
    body: { variants: ['Payroll'], name: 'Wages' },
  },
  'POST /api/v1/applications/:id/links': {
    params: { id: 'application' },
    body: { asset_ids: [randomUUID()], decision: 'linked' },
  },
  'POST /api/v1/dependencies/bulk-decisions': { body: { ids: [randomUUID()], status: 'confirmed' } },
  'GET /api/v1/assets': {},
  'GET /api/v1/assets/:id': { params: { id: 'asset' } },
  'PATCH /api/v1/asset-preview-rows/:id': {
    params: { id: 'asset' },
    body: { selected: false, expected_version: 0 },
  },
  'GET /api/v1/source-precedence': {},
  'GET /api/v1/change-guard': {},
  'PUT /api/v1/change-guard': { body: { share: 0.5 } },
  'PUT /api/v1/source-precedence': { body: { source_systems: ['CMDB'] } },
  'GET /api/v1/assets/:id/history': { params: { id: 'asset' } },
  'GET /api/v1/assets/:id/provenance': { params: { id: 'asset' } },
  'GET /api/v1/inventory/summary': {},
};
