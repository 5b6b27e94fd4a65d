import type { Config } from '../config/index.js';
import type { Notice, NoticeKind } from './notices.js';

export type WebhookFormat = NonNullable<Config['webhookFormat']>;

/** What a receiver is told. */
type Words = Omit<Notice, 'kind'> & { readonly kind: NoticeKind | 'test' };

/** What is posted beside the words. */
export interface Extra {
  /** The fields of the event. */
  readonly fields: object;
  readonly host: string;
  /** The chat of Telegram. */
  readonly chat: string | null;
}

/**
 * What each receiver takes. A text that is too long is cut: Discord and Telegram refuse it, and Slack makes several messages
 * of it.
 */
export const FORMATS: { readonly [Name in WebhookFormat]: (notice: Words, extra: Extra) => object } = {
  json: ({ kind, text }, { fields, host }) => {
    const words = cut(text, 4_000);
    return { ...fields, event: kind, text: words, content: words, host };
  },
  // Nobody is called, whatever the text says, and no link is shown large.
  discord: ({ text }) => ({
    content: cut(text, 2_000, escapeMarkdown),
    allowed_mentions: { parse: [] },
    flags: SUPPRESS_EMBEDS,
  }),
  slack: ({ text }) => ({
    text: cut(text, 4_000, escapeSlack),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
  }),
  // Without a `parse_mode` the text is plain.
  telegram: ({ text }, { chat }) => ({
    chat_id: chat,
    text: cut(text, 4_096),
    link_preview_options: { is_disabled: true },
  }),
};

const SUPPRESS_EMBEDS = 4;

/** @param most UTF-16 units of what comes of it */
function cut(text: string, most: number, written = (character: string) => character): string {
  let all = '';
  for (const character of text) {
    const next = written(character);
    // The mark of the cut has to fit, too.
    if (all.length + next.length > most - 1) return `${all}…`;
    all += next;
  }
  return all;
}

/** What Discord takes for bold, italics, code, quotes, headings and spoilers. */
function escapeMarkdown(character: string): string {
  return /[\\*_~`|#>]/.test(character) ? `\\${character}` : character;
}

function escapeSlack(character: string): string {
  return { '&': '&amp;', '<': '&lt;', '>': '&gt;' }[character] ?? character;
}
