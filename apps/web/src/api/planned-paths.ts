/** Routes of the API, in the shape openapi-typescript generates. */
import type { Problem } from '@landfall/contract/error-codes';
import type * as e from './entities.ts';

interface Answers<Answer> {
  200: { headers: Record<string, unknown>; content: { 'application/json': Answer } };
  default: { headers: Record<string, unknown>; content: { 'application/problem+json': Problem } };
}
interface Get<Answer, Query = never, Path = never> {
  parameters: { query?: Query; path: Path; header?: never; cookie?: never };
  requestBody?: never;
  responses: Answers<Answer>;
}
interface Send<Answer, Body, Path = never> {
  parameters: { query?: never; path: Path; header?: never; cookie?: never };
  requestBody: { content: { 'application/json': Body } };
  responses: Answers<Answer>;
}
interface PlainGet<Answer, Query = never> {
  parameters: { query?: Query; path?: never; header?: never; cookie?: never };
  requestBody?: never;
  responses: Answers<Answer>;
}
interface PlainSend<Answer, Body> {
  parameters: { query?: never; path?: never; header?: never; cookie?: never };
  requestBody: { content: { 'application/json': Body } };
  responses: Answers<Answer>;
}
interface Page {
  limit?: number;
  cursor?: string;
}
interface CommandBody {
  reason?: string | undefined;
  expected_version?: number | undefined;
}
type FlowId = { flow_id: string };
type Id = { id: string };
type Empty = Record<string, never>;

export interface paths {
  '/api/v1/auth/password/change': {
    post: PlainSend<undefined, { current_password: string; new_password: string }>;
  };
  '/api/v1/auth/logout': {
    post: {
      parameters: { query?: never; path?: never; header?: never; cookie?: never };
      requestBody?: never;
      responses: Answers<undefined>;
    };
  };
  '/api/v1/context/me': { get: PlainGet<e.ContextAnswer> };
  '/api/v1/context/me/defaults': {
    put: PlainSend<unknown, { client_account_id: string; engagement_id: string }>;
  };
  '/api/v1/context/clients': { get: PlainGet<{ items: e.ContextClient[] }> };
  '/api/v1/context/clients/{id}/engagements': { get: Get<{ items: e.ContextEngagement[] }, never, Id> };
  '/api/v1/admin/clients': { post: PlainSend<e.ContextClient, { name: string; slug: string }> };
  '/api/v1/admin/engagements': {
    post: PlainSend<e.ContextEngagement, { client_account_id: string; name: string; slug: string }>;
  };
  '/api/v1/flows': {
    get: PlainGet<
      e.FlowsPage,
      Page & { status?: string; flow_type?: string; import_category?: e.ImportCategory }
    >;
  };
  '/api/v1/flows/{flow_id}': { get: Get<e.FlowDetails, never, FlowId> };
  '/api/v1/flows/{flow_id}/events': { get: Get<e.FlowEventsAnswer, { after_seq?: number }, FlowId> };
  '/api/v1/flows/{flow_id}/approve': { post: Send<e.CommandAnswer, e.ApproveBody, FlowId> };
  '/api/v1/flows/{flow_id}/pause': { post: Send<e.CommandAnswer, CommandBody, FlowId> };
  '/api/v1/flows/{flow_id}/resume': { post: Send<unknown, Empty, FlowId> };
  '/api/v1/flows/{flow_id}/retry': { post: Send<e.CommandAnswer, CommandBody, FlowId> };
  '/api/v1/flows/{flow_id}/cancel': { post: Send<e.CommandAnswer, CommandBody, FlowId> };
  '/api/v1/flows/{flow_id}/restart': { post: Send<e.CommandAnswer, e.RestartBody, FlowId> };
  '/api/v1/flows/{flow_id}/asset-preview': {
    get: Get<e.PreviewAnswer, Page & { action?: e.PreviewAction; from_row?: number }, FlowId>;
  };
  '/api/v1/flows/{flow_id}/asset-conflicts': {
    get: Get<e.ConflictsAnswer, Page & { status?: 'pending' | 'resolved' | 'withdrawn' }, FlowId>;
  };
  '/api/v1/discovery/flows/incomplete': {
    get: PlainGet<{ items: e.FlowSummary[] }, { flow_type?: string; import_category?: e.ImportCategory }>;
  };
  '/api/v1/import-categories': { get: PlainGet<e.ImportCategoriesAnswer> };
  '/api/v1/data-imports': { get: PlainGet<e.ImportsPage, Page> };
  '/api/v1/data-imports/{id}': { get: Get<e.ImportDetails, never, Id> };
  '/api/v1/data-imports/{id}/columns': { get: Get<e.ImportColumnsAnswer, never, Id> };
  '/api/v1/data-imports/{id}/records': {
    get: Get<e.RecordsPage, Page & { outcome?: e.RowOutcome; from_row?: number }, Id>;
  };
  '/api/v1/data-imports/{id}/processing-steps': { get: Get<e.ProcessingStepsAnswer, never, Id> };
  '/api/v1/data-imports/{id}/quality': { get: Get<e.QualityAnswer, never, Id> };
  '/api/v1/data-imports/{id}/quality-issues': { get: Get<e.QualityIssuesAnswer, never, Id> };
  '/api/v1/data-imports/{id}/cleansing': { get: Get<e.CleansingSummary, never, Id> };
  '/api/v1/quality-issues/{id}/decision': { put: Send<e.DecideIssueAnswer, e.DecideIssueBody, Id> };
  '/api/v1/target-fields': { get: PlainGet<e.TargetFieldsAnswer, { import_category?: e.ImportCategory }> };
  '/api/v1/data-imports/{id}/field-mappings': { get: Get<e.FieldMappingsAnswer, { limit?: number }, Id> };
  '/api/v1/field-mappings/{id}': { patch: Send<e.PatchMappingAnswer, e.PatchMappingBody, Id> };
  '/api/v1/data-imports/{id}/field-mappings/bulk-decisions': {
    post: Send<e.BulkDecisionsAnswer, e.BulkDecisionsBody, Id>;
  };
  '/api/v1/data-imports/{id}/attribute-coverage': { get: Get<e.AttributeCoverage, never, Id> };
  '/api/v1/assets': {
    get: PlainGet<
      e.AssetsPage,
      {
        limit?: number;
        offset?: number;
        search?: string;
        asset_type?: e.AssetRow['asset_type'];
        environment?: string;
        business_criticality?: string;
        flow_id?: string;
        sort?: string;
        columns?: string;
      }
    >;
  };
  '/api/v1/assets/{id}': { get: Get<e.AssetDetails, never, Id> };
  '/api/v1/assets/{id}/provenance': { get: Get<e.ProvenanceAnswer, { field?: string }, Id> };
  '/api/v1/inventory/summary': { get: PlainGet<e.InventorySummary, { flow_id?: string }> };
  '/api/v1/asset-conflicts/{id}/resolve': { post: Send<e.ResolveConflictAnswer, e.ResolveConflictBody, Id> };
}
