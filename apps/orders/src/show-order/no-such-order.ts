import { Problem } from '@sagaworks/chassis';

export const noSuchOrder = (id: string): Problem =>
  new Problem({ status: 404, code: 'no-such-order', detail: `There is no order ${id}.` });
