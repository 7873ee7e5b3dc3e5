import { createHash } from 'node:crypto';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import { type UploadOptions, uploadOptions } from '@landfall/contract/imports';
import { type ImportCategory, parseImportCategory } from '@landfall/domain/catalog/import-category';
import type { ReadingChoices } from '@landfall/domain/tabular/table-source';
import { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import { categoryMustPrecedeFile, unknownCategory } from './imports.errors.ts';

const fieldsSchema = z.strictObject({
  import_category: z.string().max(100).optional(),
  name: z.string().min(1).max(200).optional(),
  source_system: z.string().min(1).max(200).optional(),
  processing_config: json(
    z.looseObject({
      /** False: rows and ends that fit no asset of the inventory are rejected. */
      create_missing_assets: z.boolean().optional(),
      /** True: an enrichment shows what it would do and waits for the approval, whatever it is. */
      preview: z.boolean().optional(),
      /** True: the import will be thrown away after its preview; what is decided in it teaches nothing. */
      dry_run: z.boolean().optional(),
    }),
  ).optional(),
  options: json(uploadOptions).optional(),
  part: z.enum(['beginning', 'whole']).optional(),
});

/** What stands before the file in an upload. */
export interface UploadForm {
  readonly name: string | undefined;
  readonly sourceSystem: string | undefined;
  readonly processingConfig: Readonly<Record<string, unknown>>;
  readonly choices: ReadingChoices;
  /** {@link choices} as they were sent. */
  readonly options: UploadOptions;
  /** True when only the beginning of the file follows, to be looked at. */
  readonly isPart: boolean;
  readonly category: string | undefined;
}

/** The form fields up to the file, and the file, whose bytes have not been read yet. */
export interface OpenedUpload {
  readonly form: UploadForm;
  readonly file: MultipartFile;
}

/** Reads the fields of an upload until its file begins; the file's bytes wait in the connection. */
export async function openUpload(parts: AsyncIterator<Multipart>): Promise<OpenedUpload> {
  const fields = new Map<string, unknown>();
  for (;;) {
    const { value: part, done } = await parts.next();
    if (done === true || part === undefined) throw missingFile();
    if (part.type === 'file') return { form: formOf(Object.fromEntries(fields)), file: part };
    fields.set(part.fieldname, part.value);
  }
}

/** Reads to the end of the form: a file that is not followed by its end was cut off. */
export async function closeUpload(parts: AsyncIterator<Multipart>): Promise<void> {
  const { value: part, done } = await parts.next();
  if (done !== true && part !== undefined) throw invalid(part.fieldname, 'Nothing may follow the file.');
}

/** The category, which has to be known before the file: from the form, or from the query. */
export function categoryOf(form: UploadForm, query: string | undefined): ImportCategory {
  const text = form.category ?? query;
  if (text === undefined) throw categoryMustPrecedeFile();
  const category = parseImportCategory(text);
  if (category === undefined) throw unknownCategory(text);
  return category;
}

/** SHA-256, in hex, of everything an upload says; how its form is packed for the way does not matter. */
export function uploadHash(
  form: UploadForm,
  file: { readonly fileName: string; readonly sha256: string },
): string {
  const { name, sourceSystem, processingConfig, choices, category } = form;
  const said = [category, name, sourceSystem, processingConfig, choices, file.fileName, file.sha256];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

function formOf(fields: Record<string, unknown>): UploadForm {
  const parsed = fieldsSchema.safeParse(fields);
  if (!parsed.success) throw invalidField(parsed.error);
  const { name, source_system, processing_config, options, import_category, part } = parsed.data;
  return {
    name,
    sourceSystem: source_system,
    processingConfig: processing_config ?? {},
    category: import_category,
    choices: choicesOf(options),
    options: options ?? {},
    isPart: part === 'beginning',
  };
}

function choicesOf({
  delimiter,
  header_row: headerRow,
  encoding,
  sheet,
  sheets,
  join_columns: joinColumns,
}: UploadOptions = {}): ReadingChoices {
  return {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(headerRow === undefined ? {} : { headerRow }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(sheets === undefined ? {} : { sheets }),
    ...(joinColumns === undefined ? {} : { joinColumns }),
  };
}

function invalidField({ issues: [issue] }: z.ZodError): AppError {
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue?.path.join('.');
  return invalid(keys ?? 'form', issue?.message ?? 'Not acceptable.');
}

function json<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .max(16_384)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'Not valid JSON.' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

function missingFile(): AppError {
  return invalid('file', 'The form holds no file.');
}

function invalid(field: string, message: string): AppError {
  const detail = `The upload cannot be accepted: ${field}. ${message}`;
  const errors = [{ field, code: 'invalid', message }];
  return new AppError({ kind: 'invalid', code: 'validation_failed', detail, errors });
}
