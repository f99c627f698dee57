import { z } from 'zod';

/** What one may ask the process that runs the demo's stack. One JSON line there, one back. */
export const request = z.discriminatedUnion('do', [
  z.object({ do: z.literal('status') }),
  z.object({ do: z.literal('start'), part: z.string() }),
  z.object({ do: z.literal('stop'), part: z.string(), kill: z.boolean() }),
  z.object({ do: z.literal('down') }),
]);
export type Request = z.infer<typeof request>;

const partStatus = z.object({
  name: z.string(),
  running: z.boolean(),
  pid: z.number().optional(),
  url: z.string().optional(),
});
export type PartStatus = z.infer<typeof partStatus>;

export const reply = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), parts: z.array(partStatus) }),
  z.object({ ok: z.literal(false), message: z.string() }),
]);
export type Reply = z.infer<typeof reply>;
