import { createHash } from 'node:crypto';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import { type ImportCategory, parseImportCategory } from '@landfall/domain/catalog/import-category';
import type { LayoutOptions } from '@landfall/domain/tabular/detect-layout';
import { delimiters } from '@landfall/domain/tabular/file-layout';
import { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import { categoryMustPrecedeFile, unknownCategory } from './imports.errors.ts';

const optionsSchema = z.strictObject({
  delimiter: z.enum(delimiters).optional(),
  header_row: z.number().int().min(1).max(10_000).optional(),
  encoding: z.literal('utf-8').optional(),
});
const fieldsSchema = z.strictObject({
  import_category: z.string().max(100).optional(),
  name: z.string().min(1).max(200).optional(),
  source_system: z.string().min(1).max(200).optional(),
  processing_config: json(z.record(z.string(), z.unknown())).optional(),
  options: json(optionsSchema).optional(),
});

/** What stands before the file in an upload. */
export interface UploadForm {
  readonly name: string | undefined;
  readonly sourceSystem: string | undefined;
  readonly processingConfig: Readonly<Record<string, unknown>>;
  readonly layout: LayoutOptions;
  readonly category: string | undefined;
}

/** The form fields up to the file, and the file, whose bytes have not been read yet. */
export interface OpenedUpload {
  readonly form: UploadForm;
  readonly file: MultipartFile;
}

/** Reads the fields of an upload until its file begins; the file's bytes wait in the connection. */
export async function openUpload(parts: AsyncIterator<Multipart>): Promise<OpenedUpload> {
  const fields: Record<string, unknown> = {};
  for (;;) {
    const { value: part, done } = await parts.next();
    if (done === true || part === undefined) throw missingFile();
    if (part.type === 'file') return { form: formOf(fields), file: part };
    fields[part.fieldname] = part.value;
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
  const { name, sourceSystem, processingConfig, layout, category } = form;
  const said = [category, name, sourceSystem, processingConfig, layout, file.fileName, file.sha256];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

function formOf(fields: Record<string, unknown>): UploadForm {
  const parsed = fieldsSchema.safeParse(fields);
  if (!parsed.success) throw invalidField(parsed.error);
  const { name, source_system, processing_config, options, import_category } = parsed.data;
  return {
    name,
    sourceSystem: source_system,
    processingConfig: processing_config ?? {},
    category: import_category,
    layout: layoutOf(options),
  };
}

function layoutOf(options: z.infer<typeof optionsSchema> | undefined): LayoutOptions {
  return {
    ...(options?.delimiter === undefined ? {} : { delimiter: options.delimiter }),
    ...(options?.header_row === undefined ? {} : { headerLine: options.header_row }),
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
