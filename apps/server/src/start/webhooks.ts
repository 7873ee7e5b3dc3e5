import {
  sendDueMessages,
  tellSilentFlows,
  type WebhookSettings,
} from '../features/webhooks/send-messages.service.ts';
import { repeat } from '../platform/repeat.ts';
import type { Closing } from './closing.ts';
import type { Platform } from './platform.ts';

const SEND_EVERY_MS = 2000;
const LOOK_EVERY_MS = 30_000;

/** How this installation signs messages and where they may go. */
export function webhookSettings({ config, secrets }: Pick<Platform, 'config' | 'secrets'>): WebhookSettings {
  return { secretOf: secrets.webhookSecretOf, allowPrivate: config.privateWebhooks };
}

/** Starts sending the outbox, and telling of flows that fell silent. */
export function startWebhooks(platform: Platform, closing: Closing): void {
  const { background: db, backgroundLog: log } = platform;
  const deps = { db, log, ...webhookSettings(platform) };
  const sender = repeat(SEND_EVERY_MS, log, async () => void (await sendDueMessages(deps)));
  closing.add('webhooks', () => sender.stop());
  const watcher = repeat(LOOK_EVERY_MS, log, () => tellSilentFlows(db));
  closing.add('silence watcher', () => watcher.stop());
}
