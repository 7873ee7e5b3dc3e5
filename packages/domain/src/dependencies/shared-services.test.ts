import { expect, test } from 'vitest';
import type { DependencyType } from './dependency-type.ts';
import { sharedServicesOf } from './shared-services.ts';

const [A, B, C] = [10, 11, 12];

function edge(source: number, target: number, type: DependencyType = 'uses_database') {
  return { source, target, type };
}

test('a service is shared by the applications other than its own that use it, however often', () => {
  const [a1, a2, b1, nameless, db] = [0, 1, 2, 3, 4];
  const applications = new Map([
    [a1, [A]],
    [a2, [A]],
    [b1, [B, C]],
    [db, [B]],
  ]);
  const edges = [edge(a1, db), edge(a2, db), edge(b1, db), edge(b1, db), edge(nameless, db)];
  expect(sharedServicesOf(edges, applications, 2)).toEqual([{ node: db, applications: [A, C] }]);
  expect(sharedServicesOf(edges, applications, 3)).toEqual([]);
});

test('what something runs on is no service it uses, and most used services are first', () => {
  const [a, b, c, host, x, y, z] = [0, 1, 2, 3, 4, 5, 6];
  const applications = new Map([
    [a, [A]],
    [b, [B]],
    [c, [C]],
  ]);
  const edges = [
    edge(a, host, 'runs_on'),
    edge(b, host, 'hosted_by'),
    ...[y, x, z].flatMap((service) => [edge(a, service), edge(b, service)]),
    edge(c, z),
  ];
  expect(sharedServicesOf(edges, applications, 2).map(({ node }) => node)).toEqual([z, x, y]);
});
