import type {
  importDetails,
  importColumnSchema,
  importRecord,
  processingStep,
} from '@landfall/contract/imports';
import type { FieldMapping } from '@landfall/contract/mappings';
import type { qualityAnswer, qualityIssue } from '@landfall/contract/quality';
import type { z } from 'zod';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Whose report it is about, and whether the caller may see sensitive cells. */
export interface ReportSubject {
  readonly importId: string;
  readonly maySee: boolean;
}

/** What other features say of an import; the composition root hands them in. */
export interface ReportSources {
  /** Throws 404 when the tenant has no such import. */
  readonly details: (scope: TenantScope, importId: string) => Promise<z.infer<typeof importDetails>>;
  readonly columns: (
    scope: TenantScope,
    subject: ReportSubject,
  ) => Promise<z.infer<typeof importColumnSchema>[]>;
  readonly quality: (
    scope: TenantScope,
    subject: ReportSubject,
  ) => Promise<{ scores: z.infer<typeof qualityAnswer>; issues: z.infer<typeof qualityIssue>[] }>;
  readonly mappings: (scope: TenantScope, importId: string) => Promise<FieldMapping[]>;
  readonly steps: (scope: TenantScope, subject: ReportSubject) => Promise<z.infer<typeof processingStep>[]>;
  /** The first rejected rows, with how many there are. */
  readonly rejected: (
    scope: TenantScope,
    importId: string,
    most: number,
  ) => Promise<{ records: readonly z.infer<typeof importRecord>[]; total: number }>;
}
