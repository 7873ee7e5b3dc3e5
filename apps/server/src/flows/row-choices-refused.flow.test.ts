import { describe, expect, test } from 'vitest';
import { useRowChoices } from '../../test/row-choices.ts';

const { enrichment, product, candidatesOf, choose, ambiguous } = useRowChoices();

describe('a choice is refused', () => {
  test('404 for an import or a row there is not, 409 for a row that is not rejected', async () => {
    const { place, flow: _flow, ...ids } = await ambiguous();
    const stranger = await product.place();
    expect(await candidatesOf(stranger, ids, 1)).toMatchObject({
      status: 404,
      body: { code: 'import_not_found' },
    });
    expect(await candidatesOf(place, ids, 99)).toMatchObject({
      status: 404,
      body: { code: 'record_not_found' },
    });
    expect(await candidatesOf(place, ids, 2)).toMatchObject({
      status: 409,
      body: { code: 'row_not_rejected' },
    });
  });

  test('403 to a viewer, who may look at the candidates', async () => {
    const { place, flow: _flow, ...ids } = await ambiguous();
    const viewer = await product.colleague(place, 'viewer');
    const { status, body } = await candidatesOf(viewer, ids, 1);
    expect(status).toBe(200);
    const choice = { about: 'row:1', asset_id: null, expected_version: body.flow.version };
    expect(await choose(viewer, { ...ids, row: 1 }, choice)).toMatchObject({
      status: 403,
      body: { code: 'permission_denied' },
    });
  });

  test('409 to who has seen an older version, and to the second of two', async () => {
    const { place, flow: _flow, ...ids } = await ambiguous();
    const { body } = await candidatesOf(place, ids, 1);
    const choice = { about: 'row:1', asset_id: null, expected_version: body.flow.version };
    expect(await choose(place, { ...ids, row: 1 }, { ...choice, expected_version: 1 })).toMatchObject({
      status: 409,
      body: { code: 'version_conflict' },
    });
    const both = await Promise.all([
      choose(place, { ...ids, row: 1 }, choice),
      choose(place, { ...ids, row: 1 }, choice),
    ]);
    expect(both.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 409]));
    const flow = await product.reach(place, ids.flowId, 'completed');
    expect(
      await choose(place, { ...ids, row: 1 }, { ...choice, expected_version: flow.version }),
    ).toMatchObject({
      status: 409,
      body: { code: 'row_not_rejected' },
    });
  });

  test('422 for an asset the row does not fit, of this engagement or another', async () => {
    const { place, flow: _flow, ...ids } = await ambiguous();
    const { body } = await candidatesOf(place, ids, 1);
    const other = await ambiguous();
    const foreign = (await candidatesOf(other.place, other, 1)).body.questions[0].candidates[0].asset_id;
    const own = await enrichment.rows<{ id: string }>(
      `select id from assets where engagement_id = $1 and name = 'db01'`,
      [place.engagementId],
    );
    for (const asset of [foreign, own[0]?.id]) {
      const choice = { about: 'row:1', asset_id: asset, expected_version: body.flow.version };
      expect(await choose(place, { ...ids, row: 1 }, choice)).toMatchObject({
        status: 422,
        body: { code: 'not_a_candidate' },
      });
    }
    const unasked = { about: 'row:2', asset_id: null, expected_version: body.flow.version };
    expect(await choose(place, { ...ids, row: 1 }, unasked)).toMatchObject({
      status: 422,
      body: { code: 'not_a_candidate' },
    });
  });

  test('409 candidate_gone for an asset that was deleted meanwhile, which is not shown any more', async () => {
    const { place, flow: _flow, ...ids } = await ambiguous();
    const { body } = await candidatesOf(place, ids, 1);
    const [gone] = body.questions[0].candidates;
    await enrichment.rows('update assets set deleted_at = now() where id = $1', [gone.asset_id]);
    const choice = { about: 'row:1', asset_id: gone.asset_id, expected_version: body.flow.version };
    expect(await choose(place, { ...ids, row: 1 }, choice)).toMatchObject({
      status: 409,
      body: { code: 'candidate_gone' },
    });
    expect((await candidatesOf(place, ids, 1)).body.questions[0].candidates).toHaveLength(1);
  });
});
