import { describe } from '@jest/globals';
import { finds } from '../finds.fixture.js';
import { mails } from './mails.js';

describe('mails', () => {
  finds(mails, [
    [
      'an end that nobody was told',
      ({ letters, outside }) => {
        letters.shift();
        outside.mails.shift();
      },
      'nobody wrote the letter good.order-fulfilled',
    ],
    [
      'a letter that was never sent',
      ({ letters }) => void (letters[0]!.status = 'asked'),
      'the letter good.order-fulfilled was never sent',
    ],
    [
      'a letter that got lost',
      ({ outside }) => void outside.mails.shift(),
      'the letter good.order-fulfilled counts as sent, but did not arrive',
    ],
    [
      'a mail of nobody',
      ({ outside }) => void outside.mails.push({ messageId: 'good.order-cancelled@notifier' }),
      'the mail good.order-cancelled arrived, but notifier did not write it',
    ],
  ]);
});
