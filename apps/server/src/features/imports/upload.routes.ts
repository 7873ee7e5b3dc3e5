import { createHash } from 'node:crypto';
import { fastifyMultipart, type MultipartFile } from '@fastify/multipart';
import {
  type InspectAnswer,
  inspectAnswer,
  type UploadAnswer,
  uploadAnswer,
} from '@landfall/contract/imports';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { answerAgain } from '../../platform/idempotency.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { detectionOnWire, inspectionOnWire } from './detection.wire.ts';
import { factsOf } from './import-settings.ts';
import { categoryNotAvailable } from './imports.errors.ts';
import { lookAtBeginning, lookAtFile, surveyFile } from './look-at-file.ts';
import { receiveFile } from './receive-file.ts';
import { createImport, type ReceivedFile, requireRoom, type UploadDeps } from './upload.service.ts';
import { categoryOf, closeUpload, openUpload, type UploadForm, uploadHash } from './upload-form.ts';

const tags = ['imports'];
const FORM_OVERHEAD = 1024 * 1024;
const query = z.object({ import_category: z.string().max(100).optional() });

/** Uploads: a file becomes an import with its flow, or is looked at without being stored. */
export function uploadRoutes(deps: UploadDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(fastifyMultipart, {
      // One byte more than allowed: the tap counts, so that the refusal is ours.
      limits: { fileSize: deps.limits.maxFileBytes + 1, files: 1, fields: 10, fieldSize: 16_384, parts: 12 },
    });
    const bodyLimit = deps.limits.maxFileBytes + FORM_OVERHEAD;
    const config = { right: 'import.upload' } as const;
    const consumes = ['multipart/form-data'];
    app.post(
      '/data-imports',
      {
        bodyLimit,
        config: { ...config, takesFile: true },
        schema: {
          tags,
          summary: 'Upload a file',
          consumes,
          querystring: query,
          response: { 201: uploadAnswer },
        },
      },
      async (request, reply) => {
        if (request.earlierAnswer === null) return reply.status(201).send(await upload(deps, request));
        await answerAgain(request, reply, await contentOf(request));
        return reply;
      },
    );
    app.post(
      '/data-imports/inspect',
      {
        bodyLimit,
        config,
        schema: {
          tags,
          summary: 'Look at a file without storing it',
          consumes,
          response: { 200: inspectAnswer },
        },
      },
      (request) => inspect(deps, request),
    );
  };
}

/** Looks at a file that is sent whole, or at its beginning; keeps nothing. */
async function inspect(deps: UploadDeps, request: FastifyRequest): Promise<InspectAnswer> {
  const { form, file } = await openUpload(request.parts());
  const named = { name: file.filename, choices: form.choices };
  const arrived = await receiveFile(deps, file.file);
  try {
    if (form.isPart) return inspectionOnWire(await lookAtBeginning(arrived, named), undefined);
    const { opened, end } = await surveyFile(arrived, named, deps.limits);
    return inspectionOnWire(opened, end);
  } finally {
    await arrived.incoming.discard();
  }
}

/** Takes one file in: everything that can be refused before its first byte is, then it is stored and made an import. */
async function upload(deps: UploadDeps, request: FastifyRequest): Promise<UploadAnswer> {
  const uploader = tenantOf(request);
  const parts = request.parts();
  const { form, file } = await openUpload(parts);
  const category = categoryOf(form, query.parse(request.query).import_category);
  if (!factsOf(category).isAvailable) throw categoryNotAvailable(factsOf(category).label);
  await requireRoom(deps, uploader, category);
  const received = await receive(deps, form, file);
  request.contentHash = uploadHash(form, { fileName: file.filename, sha256: received.file.sha256 });
  const { name, sourceSystem, processingConfig, options } = form;
  const fileName = displayName(file.filename);
  const order = { category, fileName, name, sourceSystem, processingConfig, options };
  const { created, flow, warnings } = await createImport(deps, uploader, {
    received,
    order,
    complete: () => closeUpload(parts),
  });
  return {
    data_import_id: created.importId,
    flow_id: created.flowId,
    import_category: category,
    detection: detectionOnWire(received.table.layout, received.table.facts),
    warnings: [...warnings],
    flow,
    link: flow.link,
  };
}

/** Stores a file and settles how it is read; one that cannot be taken is not kept. */
async function receive(
  deps: UploadDeps,
  form: UploadForm,
  { file, filename }: MultipartFile,
): Promise<ReceivedFile> {
  const arrived = await receiveFile(deps, file);
  try {
    const named = { name: filename, choices: form.choices };
    return { file: arrived, table: await lookAtFile(arrived, named, deps.limits) };
  } catch (error) {
    await arrived.incoming.discard();
    throw error;
  }
}

/** Reads an upload to its end and keeps nothing but its hash. */
async function contentOf(request: FastifyRequest): Promise<string> {
  const parts = request.parts();
  const { form, file } = await openUpload(parts);
  const hash = createHash('sha256');
  for await (const piece of file.file) hash.update(z.instanceof(Uint8Array).parse(piece));
  await closeUpload(parts);
  return uploadHash(form, { fileName: file.filename, sha256: hash.digest('hex') });
}

/** File names are labels: shown, never a path. */
function displayName(name: string): string {
  const label =
    name
      .replaceAll(/\p{Cc}/gu, '')
      .split(/[/\\]/)
      .at(-1) ?? '';
  return label.trim().slice(0, 255) || 'upload.csv';
}
