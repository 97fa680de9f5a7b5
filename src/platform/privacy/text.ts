/** Invisible: format, direction and tag characters, fillers, and what stands for a lost character. */
const INVISIBLE = /[\p{Cf}\u2065\u115f\u1160\u3164\uffa0\ufffd]/gu;

/** Names and free text in one canonical form: NFC, no control or direction characters, no lone surrogates, single spaces. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(INVISIBLE, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .normalize('NFC');
}

/** Full-width ASCII as ASCII. The length stays, so that positions in both texts agree. */
export const halfWidth = (text: string): string =>
  text.replace(/[\uff01-\uff5e\u3000]/g, (wide) => (wide === '\u3000' ? ' ' : String.fromCharCode(wide.charCodeAt(0) - 0xfee0)));

/** A number as people type or paste it: half-width, no spaces, nothing invisible. */
export const compactNumber = (text: string): string => halfWidth(text).replace(/[\s\p{Cf}]/gu, '');

/** `张三丰` → `张**`; the number of stars is the number of hidden characters, at most four. */
export function maskName(name: string): string {
  const [first, ...rest] = cleanText(name);
  return first === undefined ? '' : first + '*'.repeat(Math.min(Math.max(rest.length, 1), 4));
}
