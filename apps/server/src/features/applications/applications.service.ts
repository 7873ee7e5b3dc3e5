import { similarApplications } from '@landfall/domain/applications/application-name';
import { AppError } from '../../platform/app-error.ts';
import { appendAudit } from '../../platform/audit.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { applicationExists, applicationNotFound, variantsNotSplittable } from './applications.errors.ts';
import {
  type ApplicationRecord,
  comparedApplications,
  findApplication,
  listVariants,
} from './applications.repository.ts';
import {
  type ApplicationFacts,
  confirmApplication,
  decideLinks,
  insertApplication,
  insertSplitApplication,
  isNameTaken,
  mergeInto,
  moveVariants,
  updateApplication,
} from './change-applications.repository.ts';
import { lockApplications } from './register-applications.repository.ts';

/** One application with its spellings and those that may be the same; throws 404. */
export async function describeApplication(scope: TenantScope, id: string) {
  const application = await required(scope, id);
  const variants = await listVariants(scope, id);
  const similar = similarApplications(application, await comparedApplications(scope));
  return { application, variants, similar };
}

async function required(scope: TenantScope, id: string): Promise<ApplicationRecord> {
  const application = await findApplication(scope, id);
  if (application === undefined) throw applicationNotFound();
  return application;
}

interface Noted {
  readonly action: `application.${string}`;
  readonly id: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

async function note(scope: TenantScope, { action, id, details = {} }: Noted): Promise<void> {
  await appendAudit(scope, { action, resourceType: 'application', resourceId: id, details });
}

/** Makes an application a person names; throws 409 `application_exists`. */
export async function createApplication(
  scope: TenantScope,
  facts: ApplicationFacts & { readonly name: string },
): Promise<string> {
  await lockApplications(scope);
  const id = await insertApplication(scope, facts);
  if (id === undefined) throw applicationExists(facts.name);
  await note(scope, { action: 'application.create', id });
  return id;
}

/** Renames an application or says what it is; throws 404, 409 `application_exists` and `version_conflict`. */
export async function editApplication(
  scope: TenantScope,
  known: { readonly id: string; readonly version: number },
  facts: ApplicationFacts,
): Promise<void> {
  await lockApplications(scope);
  await required(scope, known.id);
  if (facts.name !== undefined && (await isNameTaken(scope, facts.name, known.id)))
    throw applicationExists(facts.name);
  if (!(await updateApplication(scope, known, facts)))
    throw new AppError({
      kind: 'conflict',
      code: 'version_conflict',
      detail: 'The application has changed since it was shown. Look at it again.',
    });
  await note(scope, { action: 'application.edit', id: known.id, details: { fields: Object.keys(facts) } });
}

/** Says that an application is right as it is; throws 404. */
export async function confirm(scope: TenantScope, id: string): Promise<void> {
  await lockApplications(scope);
  await required(scope, id);
  await confirmApplication(scope, id);
  await note(scope, { action: 'application.confirm', id });
}

/** Makes several applications one; throws 404 for any the engagement does not have. */
export async function mergeApplications(
  scope: TenantScope,
  id: string,
  otherIds: readonly string[],
): Promise<void> {
  await lockApplications(scope);
  await required(scope, id);
  const others = [...new Set(otherIds)].filter((other) => other !== id);
  for (const other of others) await required(scope, other);
  await mergeInto(scope, id, others);
  await note(scope, { action: 'application.merge', id, details: { merged: others } });
}

/** What leaves an application, and where it goes. */
export interface Split {
  readonly variants: readonly string[];
  readonly name?: string | undefined;
  readonly into_id?: string | undefined;
}

/**
 * Moves spellings to a new application or to an existing one; answers its id. Throws 404, 409 `application_exists`,
 * and 422 for spellings that are not the application's.
 */
export async function splitApplication(scope: TenantScope, id: string, split: Split): Promise<string> {
  await lockApplications(scope);
  const { variantCount } = await required(scope, id);
  const to = await targetOf(scope, id, split);
  const asked = new Set(split.variants.map((variant) => variant.trim().toLowerCase())).size;
  const moved = await moveVariants(scope, { from: id, to }, split.variants);
  if (moved < asked)
    throw variantsNotSplittable(
      'Name spellings of this application only, as its list of variants shows them.',
    );
  if (moved === variantCount && split.into_id === undefined)
    throw variantsNotSplittable('Leave the application at least one spelling, or rename it instead.');
  await note(scope, { action: 'application.split', id, details: { to, variants: moved } });
  return to;
}

async function targetOf(scope: TenantScope, id: string, { name, into_id: into, variants }: Split) {
  if (into !== undefined) {
    if (into === id) throw variantsNotSplittable('Choose another application to move the spellings to.');
    return (await required(scope, into)).id;
  }
  const called = name ?? variants[0] ?? '';
  const known = await isNameTaken(scope, called, id);
  const made = known ? undefined : await insertSplitApplication(scope, called);
  if (made === undefined) throw applicationExists(called);
  return made;
}

/** Links assets to an application or unlinks them; answers the assets the engagement has. Throws 404. */
export async function linkAssets(
  scope: TenantScope,
  links: { readonly id: string; readonly assetIds: readonly string[] },
  decision: 'linked' | 'unlinked',
): Promise<ReadonlySet<string>> {
  await lockApplications(scope);
  await required(scope, links.id);
  const done = await decideLinks(scope, links, decision);
  await note(scope, {
    action: 'application.link',
    id: links.id,
    details: { decision, count: done.size, assets: [...done].slice(0, 200) },
  });
  return done;
}
