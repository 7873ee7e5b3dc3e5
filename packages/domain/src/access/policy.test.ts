import { describe, expect, test } from 'vitest';
import { claimsHeldRole, decide, type Grant, mayGrant, rightsAt, roleAt, roles } from './policy.ts';

const here = { clientAccountId: 'c1', engagementId: 'e1' };
const grant = (
  role: Grant['role'],
  clientAccountId: string | null = 'c1',
  engagementId: string | null = null,
) => ({
  role,
  clientAccountId,
  engagementId,
});
const platform = grant('platform_admin', null);

describe('decide', () => {
  test('a role has every right of the roles below it', () => {
    const counts = roles.map(
      (role) => rightsAt([role === 'platform_admin' ? platform : grant(role)], here).length,
    );
    expect(counts).toEqual([...counts].toSorted((a, b) => a - b));
    expect(new Set(counts).size).toBe(roles.length);
  });

  test('a viewer reads and does not write', () => {
    expect(decide([grant('viewer')], 'flow.read', here)).toEqual({ allowed: true });
    expect(decide([grant('viewer')], 'import.upload', here)).toEqual({ allowed: false, needs: 'analyst' });
  });

  test('an analyst approves mappings but not the preview of assets', () => {
    expect(decide([grant('analyst')], 'gate.approve_mapping', here).allowed).toBe(true);
    expect(decide([grant('analyst')], 'gate.approve_preview', here).allowed).toBe(false);
  });

  test('a grant of another client or engagement gives nothing', () => {
    expect(rightsAt([grant('client_admin', 'c2')], here)).toEqual([]);
    expect(rightsAt([grant('analyst', 'c1', 'e2')], here)).toEqual([]);
    expect(roleAt([grant('analyst', 'c1', 'e1')], { clientAccountId: 'c1' })).toBeUndefined();
  });

  test('the highest of several grants counts', () => {
    expect(roleAt([grant('viewer'), grant('engagement_manager', 'c1', 'e1')], here)).toBe(
      'engagement_manager',
    );
    expect(roleAt([grant('viewer'), grant('engagement_manager', 'c1', 'e2')], here)).toBe('viewer');
  });

  test('only a platform grant is without a client', () => {
    expect(roleAt([grant('analyst', null)], here)).toBeUndefined();
    expect(roleAt([platform], here)).toBe('platform_admin');
  });
});

describe('F113 mayGrant', () => {
  const manager = grant('engagement_manager', 'c1', 'e1');
  test.each([
    { rule: 'a viewer grants nothing', own: grant('viewer'), wanted: grant('viewer'), allowed: false },
    { rule: 'an analyst grants nothing', own: grant('analyst'), wanted: grant('viewer'), allowed: false },
    {
      rule: 'a manager grants analyst here',
      own: manager,
      wanted: grant('analyst', 'c1', 'e1'),
      allowed: true,
    },
    { rule: 'a manager grants nothing client-wide', own: manager, wanted: grant('viewer'), allowed: false },
    {
      rule: 'a manager grants nothing next door',
      own: manager,
      wanted: grant('viewer', 'c1', 'e2'),
      allowed: false,
    },
    { rule: 'a manager grants no manager', own: manager, wanted: manager, allowed: false },
    {
      rule: 'a client admin grants the like',
      own: grant('client_admin'),
      wanted: grant('client_admin'),
      allowed: true,
    },
    {
      rule: 'a client admin grants nothing elsewhere',
      own: grant('client_admin'),
      wanted: grant('viewer', 'c2'),
      allowed: false,
    },
    {
      rule: 'a client admin grants no platform admin',
      own: grant('client_admin'),
      wanted: platform,
      allowed: false,
    },
    { rule: 'a platform admin grants all', own: platform, wanted: platform, allowed: true },
  ])('$rule', ({ own, wanted, allowed }) => {
    expect(mayGrant([own], wanted)).toBe(allowed);
  });
});

describe('claimsHeldRole', () => {
  test.each([
    ['analyst', [grant('analyst')], true],
    ['engagement_manager', [grant('analyst')], false],
    ['viewer', [grant('analyst')], false],
    ['admin', [grant('engagement_manager')], true],
    ['admin', [grant('analyst')], false],
    ['user', [grant('viewer')], true],
    ['user', [], false],
    ['root', [platform], false],
  ])('S23 a header that claims %s', (claim, grants, expected) => {
    expect(claimsHeldRole(grants, here, claim)).toBe(expected);
  });
});
