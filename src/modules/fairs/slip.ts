import { renderSVG } from 'uqr';
import { escapeHtml } from '../../platform/privacy/html.js';
import { readableTyped } from '../accounts/secret.js';

export interface SlipFacts {
  id: string;
  fair: string;
  title: string;
  employer: string;
  place: string;
  booth: string;
  pay: string;
  heads: number;
}

/** What the QR code of a post holds. */
export const postCode = (id: string): string => `jq:post:${id}`;
/** What the QR code of a pass holds. */
export const passCode = (pass: string): string => `jq:pass:${pass}`;

/** A pass as it was meant: typed by hand in any writing, or all that a scanner reads from its QR code. */
export const passTyped = (typed: string): string => readableTyped(typed.normalize('NFKC').replace(/^\s*jq:pass:/i, ''));

export const qrOf = (text: string): string => renderSVG(text, { border: 1 });

const page = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>
  @page { size: 80mm auto; margin: 4mm } body { font: 10pt/1.5 "Noto Sans CJK SC", SimHei, sans-serif; color: #000; width: 72mm; margin: 0 }
  h1 { font-size: 13pt; margin: 0 0 2mm } svg { width: 32mm; display: block; margin: 2mm auto } p { margin: 0 }
</style></head><body>${body}</body></html>`;

/** A post to take along, for an 80 mm printer; nothing is loaded from elsewhere. */
export const postSlip = (facts: SlipFacts): string =>
  page(
    facts.title,
    `<h1>${escapeHtml(facts.title)}</h1><p>${escapeHtml(facts.employer)}</p><p>展位：${escapeHtml(facts.booth)}</p><p>工资：${escapeHtml(facts.pay)}</p><p>地点：${escapeHtml(facts.place)}</p><p>余额：${facts.heads} 人</p>${qrOf(postCode(facts.id))}<p>${escapeHtml(facts.fair)}　本次服务不收取任何费用</p>`,
  );

/** The pass of a visitor, for the same printer. */
export const passSlip = (pass: string): string =>
  page('入场码', `<h1>入场码</h1>${qrOf(passCode(pass))}<p style="text-align:center">${escapeHtml(pass)}</p><p>取号、登记意向时出示，请妥善保管</p>`);
