/** Shapes of the HTTP contract as the web application uses them; the schemas themselves stay on the server. */
import type * as applications from '@landfall/contract/applications';
import type * as audit from '@landfall/contract/audit';
import type * as auth from '@landfall/contract/auth';
import type * as corrections from '@landfall/contract/corrections';
import type * as thresholds from '@landfall/contract/check-thresholds';
import type * as deletion from '@landfall/contract/deletion';
import type * as dependencies from '@landfall/contract/dependencies';
import type * as overview from '@landfall/contract/discovery-overview';
import type * as doctor from '@landfall/contract/doctor';
import type * as resume from '@landfall/contract/flow-resume';
import type * as flows from '@landfall/contract/flows';
import type * as imports from '@landfall/contract/imports';
import type * as incomplete from '@landfall/contract/incomplete-flows';
import type * as inventory from '@landfall/contract/inventory';
import type * as mappings from '@landfall/contract/mappings';
import type * as quality from '@landfall/contract/quality';
import type * as recommendations from '@landfall/contract/recommendations';
import type * as rowChoices from '@landfall/contract/row-choices';

type Of<Schema extends { _output: unknown }> = Schema['_output'];

/** A body as it is sent: what is optional is left out, never sent as undefined. */
type Exact<T> = T extends readonly (infer Item)[]
  ? Exact<Item>[]
  : T extends object
    ? { [Key in keyof T]: Exact<Exclude<T[Key], undefined>> }
    : T;
type BodyOf<Schema extends { _output: unknown }> = Exact<Of<Schema>>;

export type User = Of<typeof auth.userSchema>;
export type TokenAnswer = Of<typeof auth.tokenAnswer>;
export type ContextAnswer = Of<typeof auth.contextAnswer>;
export type ContextClient = Of<typeof auth.contextClient>;

export type OwnSession = Of<typeof auth.sessionSchema>;
export type ApiToken = Of<typeof auth.apiTokenSchema>;
export type Membership = Of<typeof auth.membershipSchema>;
export type GrantBody = Pick<
  BodyOf<typeof auth.createMembershipBody>,
  'user_id' | 'role' | 'client_account_id' | 'engagement_id' | 'can_access_sensitive_data'
>;

export type DependencyGraph = Of<typeof dependencies.graphAnswer>;
export type DependencyAnalysis = Of<typeof dependencies.analysisAnswer>;
export type NewDependencyBody = BodyOf<typeof dependencies.newDependencyBody>;
export type CheckThreshold = Of<typeof thresholds.checkThreshold>;
export type CheckThresholdsBody = BodyOf<typeof thresholds.checkThresholdsBody>;
export type Application = Of<typeof applications.applicationRow>;
export type ApplicationDetails = Of<typeof applications.applicationDetails>;
export type ApplicationAsset = Of<typeof applications.applicationAsset>;
export type EditApplicationBody = BodyOf<typeof applications.editApplicationBody>;
export type SplitApplicationBody = BodyOf<typeof applications.splitApplicationBody>;

export type FlowSummary = Of<typeof flows.flowSummary>;
export type FlowDetails = Of<typeof flows.flowDetails>;
export type FlowEvent = Of<typeof flows.flowEventSchema>;
export type FlowCommand = Of<typeof flows.flowCommand>;
export type FlowStatus = Of<typeof flows.childStatus>;
export type Gate = Of<typeof flows.gateSchema>;
export type GateReason = Of<typeof flows.gateReason>;
export type PhaseRun = Of<typeof flows.phaseRunSchema>;
export type PhaseStep = Of<typeof flows.phaseStep>;
export type ProgressNotice = Of<typeof flows.progressNotice>;
export type Accounting = Of<typeof flows.accountingSchema>;
export type CommandAnswer = Of<typeof flows.commandAnswer>;
export type DecisionMade = Of<typeof flows.decisionMade>;
export type ApproveBody = BodyOf<typeof flows.approveBody>;
export type RejectBody = BodyOf<typeof flows.rejectBody>;
export type ResumeAnswer = Of<typeof resume.resumeAnswer>;
export type IncompleteFlow = Of<typeof incomplete.incompleteFlow>;
export type BatchCommandAnswer = Of<typeof incomplete.batchCommandAnswer>;
export type FlowHistory = Of<typeof incomplete.flowHistory>;
export type FlowDecision = Of<typeof incomplete.flowDecision>;
export type FlowError = Of<typeof incomplete.flowError>;
export type DiscoveryOverview = Of<typeof overview.discoveryOverview>;
export type DeletionImpact = Of<typeof deletion.deletionImpact>;
export type DataToDelete = Of<typeof deletion.dataToDelete>;
export type DeletionProgress = Of<typeof deletion.deletionProgress>;
export type AuditEntry = Of<typeof audit.auditEntry>;
export type AuditVerdict = Of<typeof audit.auditVerdict>;
export type DoctorReport = Of<typeof doctor.doctorReport>;
export type DoctorFinding = Of<typeof doctor.doctorFinding>;
export type DoctorConfirmation = Of<typeof doctor.doctorConfirmation>;

export type RejectedRow = Of<typeof corrections.rejectedRow>;
export type RejectedRowsPage = Of<typeof corrections.rejectedRowsPage>;
export type CorrectionRow = BodyOf<typeof corrections.correctionRows>['rows'][number];
export type CorrectionAnswer = Of<typeof corrections.correctionAnswer>;
export type RowQuestions = Of<typeof rowChoices.rowQuestions>;
export type RowQuestion = RowQuestions['questions'][number];
export type RowCandidate = RowQuestion['candidates'][number];
export type RowChoiceBody = BodyOf<typeof rowChoices.rowChoiceBody>;
export type RowChoiceAnswer = Of<typeof rowChoices.rowChoiceAnswer>;

export type ImportCategoryInfo = Of<typeof imports.importCategoryInfo>;
export type ImportCategory = ImportCategoryInfo['category'];
export type ImportSummary = Of<typeof imports.importSummary>;
export type ImportDetails = Of<typeof imports.importDetails>;
export type ImportColumn = Of<typeof imports.importColumnSchema>;
export type ImportRecord = Of<typeof imports.importRecord>;
export type CleansedFileFormat = imports.CleansedFileFormat;
export type RecordDetails = Of<typeof imports.recordDetails>;
export type IssueRowsPage = Of<typeof imports.issueRowsPage>;
export type ProcessingStep = Of<typeof imports.processingStep>;
export type UploadAnswer = Of<typeof imports.uploadAnswer>;
export type UploadOptions = BodyOf<typeof imports.uploadOptions>;
export type InspectAnswer = Of<typeof imports.inspectAnswer>;
export type EncodingCandidate = Of<typeof imports.encodingCandidate>;

export type FieldMapping = Of<typeof mappings.fieldMapping>;
export type FieldMappingsAnswer = Of<typeof mappings.fieldMappingsAnswer>;
export type MappingStatus = Of<typeof mappings.mappingStatus>;
export type ConfidenceBand = Of<typeof mappings.confidenceBand>;
export type MappingGate = Of<typeof mappings.mappingGate>;
export type PatchMappingBody = BodyOf<typeof mappings.patchMappingBody>;
export type PatchMappingAnswer = Of<typeof mappings.patchMappingAnswer>;
export type BulkDecisionsBody = BodyOf<typeof mappings.bulkDecisionsBody>;
export type BulkDecisionsAnswer = Of<typeof mappings.bulkDecisionsAnswer>;
export type TargetField = Of<typeof mappings.targetFieldSchema>;
export type LearnedMapping = Of<typeof mappings.learnedMapping>;
export type CustomFieldBody = Pick<
  BodyOf<typeof mappings.customTargetFieldBody>,
  'key' | 'label' | 'data_type'
>;
export type AttributeCoverage = Of<typeof mappings.attributeCoverageAnswer>;

export type QualityIssue = Of<typeof quality.qualityIssue>;
export type QualityIssuesAnswer = Of<typeof quality.qualityIssuesAnswer>;
export type QualityAnswer = Of<typeof quality.qualityAnswer>;
export type DecideIssueBody = BodyOf<typeof quality.decideIssueBody>;
export type CleansingSummary = Of<typeof quality.cleansingSummary>;

export type Recommendation = Of<typeof recommendations.recommendation>;
export type RecommendationsAnswer = Of<typeof recommendations.recommendationsAnswer>;
export type RecommendedChange = Of<typeof recommendations.recommendedChange>;

export type AssetRow = Of<typeof inventory.assetRow>;
export type AssetDetails = Of<typeof inventory.assetDetails>;
export type AssetHistoryPage = Of<typeof inventory.assetHistoryPage>;
export type ProvenanceEntry = Of<typeof inventory.provenanceEntry>;
export type InventorySummary = Of<typeof inventory.inventorySummary>;
export type PreviewRow = Of<typeof inventory.previewRow>;
export type FieldEffect = PreviewRow['diff'][number];
export type ReviewRowBody = BodyOf<typeof inventory.patchPreviewRowBody>;
export type PreviewAnswer = Of<typeof inventory.previewAnswer>;
export type PreviewEnd = Of<typeof inventory.previewEnd>;
export type LargeChange = NonNullable<PreviewAnswer['large_change']>;
export type PreviewAction = Of<typeof inventory.previewAction>;
export type AssetConflict = Of<typeof inventory.conflictSchema>;
export type ConflictResolution = Of<typeof inventory.conflictResolution>;
export type ResolveConflictBody = BodyOf<typeof inventory.resolveConflictBody>;
export type ResolveConflictAnswer = Of<typeof inventory.resolveConflictAnswer>;

export type Dependency = Of<typeof dependencies.dependencySchema>;
export type ConnectionPreview = Of<typeof dependencies.connectionPreview>;
export type Finding = Of<typeof dependencies.findingSchema>;
