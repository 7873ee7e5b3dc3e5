/**
 * The guards of the product, each with the smallest change that removes it and the test that must turn red for it.
 * An edit replaces a text that occurs once in its file.
 */
const flows = 'apps/server/src/features/flows';
const work = 'apps/server/src/flows';
const domain = 'packages/domain/src/flow';

/** `test` is a file with a part of the name of a test in it. */
export const guards = [
  {
    guard: 'unique index of the slot',
    edits: [
      [
        'db/migrations/0002_flows.sql',
        'create unique index discovery_flows_slot_key',
        'create index discovery_flows_slot_key',
      ],
    ],
    test: ['db', `${work}/decisions.interleaving.flow.test.ts`, 'of two uploads into one slot'],
  },
  {
    guard: 'row lock of the child',
    edits: [
      [
        `${flows}/lock-flow.repository.ts`,
        'from discovery_flows where ${ofFlow(scope, flowId)} for update`',
        'from discovery_flows where ${ofFlow(scope, flowId)}`',
      ],
    ],
    test: ['db', `${work}/fences.flow.test.ts`, 'a command that waits for another one'],
  },
  {
    guard: 'lease token of a result',
    edits: [[`${domain}/phase-result-rules.ts`, ' || state.run.leaseToken !== report.leaseToken', '']],
    test: ['db', `${work}/fences.flow.test.ts`, 'a worker whose run was taken over'],
  },
  {
    guard: 'fence of a batch',
    edits: [
      [
        `${work}/run-context.ts`,
        'if (!holds) throw new PhaseFenced();',
        'if (row === undefined) throw new PhaseFenced();',
      ],
      [`${work}/phase-run.repository.ts`, ' and lease_owner = ${run.token} and step = ${run.step}', ''],
    ],
    test: ['db', `${work}/fences.flow.test.ts`, 'writes no further batch'],
  },
  {
    guard: 'epoch raised by a restart',
    edits: [[`${domain}/transition-parts.ts`, 'const epoch = state.epoch + 1', 'const epoch = state.epoch']],
    test: ['db', `${work}/fences.flow.test.ts`, 'begins a new epoch'],
  },
  {
    guard: 'trigger at commit',
    edits: [
      [
        'db/migrations/0002_flows.sql',
        'create constraint trigger discovery_flows_pair after insert or update on discovery_flows',
        'create constraint trigger discovery_flows_pair after delete on discovery_flows',
      ],
    ],
    test: ['db', `${flows}/flow-creation.db.test.ts`, 'a bare update of'],
  },
  {
    guard: 'compare-and-swap of the version',
    edits: [[`${flows}/apply-transition.repository.ts`, ' and version = ${from.child}`', '`']],
    test: ['db', `${work}/fences.flow.test.ts`, 'older version of the child'],
  },
  {
    guard: 'uniqueness of an idempotency key',
    edits: [
      [
        'db/migrations/0001_tenancy.sql',
        '  primary key (client_account_id, user_id, route, key)',
        '  unique (client_account_id, user_id, route, key, body_hash, created_at)',
      ],
    ],
    test: ['db', `${flows}/idempotency.api.test.ts`, ''],
  },
  {
    guard: 'revision of a gate',
    edits: [
      [
        `${domain}/decision-rules.ts`,
        'named.revision === gate.revision && named.subjectHash',
        'named.subjectHash',
      ],
    ],
    test: ['db', `${work}/decisions.interleaving.flow.test.ts`, 'of an approval and a rejection'],
  },
  {
    guard: 'role a route asks for',
    edits: [
      [
        'apps/server/src/features/deletion/deletion.routes.ts',
        "config: { right: 'flow.delete_any' }",
        "config: { right: 'flow.read' }",
      ],
    ],
    test: ['db', 'apps/server/src/route-roles.api.test.ts', ''],
  },
  {
    guard: 'row-level security of a table',
    edits: [
      [
        'db/migrations/0002_flows.sql',
        "execute format('create policy %I on %I using (client_account_id = current_client() and engagement_id = current_engagement())",
        "execute format('create policy %I on %I using (true)",
      ],
    ],
    test: ['db', 'apps/server/src/platform/tenant-walls.db.test.ts', ''],
  },
  {
    guard: 'only what has a tombstone is deleted',
    edits: [
      [
        'db/migrations/0007_deletion.sql',
        'as restrictive for delete using (%s)',
        'as restrictive for delete using (true or %s)',
      ],
    ],
    test: ['db', `${work}/fences.flow.test.ts`, 'nothing is deleted of a flow without a tombstone'],
  },
  {
    guard: 'one moment for the reads of an answer',
    edits: [
      [
        'apps/server/src/platform/tenant-scope.ts',
        "'begin isolation level repeatable read read only'",
        "'begin read only'",
      ],
    ],
    test: ['db', 'apps/server/src/platform/tenant-scope.db.test.ts', 'shows one moment'],
  },
  {
    guard: 'audit row of a change',
    edits: [[`${flows}/apply-command.ts`, 'if (isAudited(scope, transition)) {', 'if (seq < 0) {']],
    test: ['db', `${work}/journal-and-audit.flow.test.ts`, ''],
  },
];
