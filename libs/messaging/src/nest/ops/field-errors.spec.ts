import { describe, expect, it } from '@jest/globals';
import { RedriveMany } from '../../operations/redrives/selection.js';
import { fieldErrors } from '@sagaworks/chassis';

const said = (body: unknown) =>
  fieldErrors(RedriveMany.safeParse(body).error!.issues, 'body').map(({ path, message }) => `${path}: ${message}`);

describe('a body that may have one of two shapes', () => {
  it('is told field by field what is wrong with the shape that was meant', () => {
    expect(said({ ids: ['x'], perSecond: 0 })).toEqual([
      'ids.0: Invalid UUID',
      expect.stringMatching(/^perSecond: Too small/),
    ]);
    expect(said({ group: 'g' })).toEqual([expect.stringMatching(/^asOf: .*undefined/)]);
  });

  it.each([[{}], [[]]])('is told which shapes there are when it has none: %j', (body) => {
    expect(said(body)).toEqual(['body: Give ids, or group with the asOf that it gave']);
  });
});
