/** A mail as it came in. */
export interface IncomingMail {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly orderId: string | null;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** Which order a mail is about: its header `X-Order-Id`, else the first UUID that its text or subject names. */
export const orderOf = (header: string | undefined, text: string, subject: string): string | null =>
  header?.trim() || UUID.exec(text)?.[0] || UUID.exec(subject)?.[0] || null;

/** Message-IDs are compared without their angle brackets. */
export const bareMessageId = (messageId: string): string => messageId.trim().replace(/^<|>$/g, '');
